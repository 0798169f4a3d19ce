import { defang, type Said } from "@wardroom/sdk";
import type { Dns } from "../dns/dns.ts";
import { rangeOf } from "../known/range.ts";
import { specialOf } from "../known/special.ts";
import type { Lists } from "../lists/lists.ts";
import type { Places } from "../places/places.ts";
import { answer, dnsFact, type Fact, listAge, listFacts } from "./answer.ts";

export interface Sources {
  readonly places: Places;
  readonly dns: Dns;
  readonly lists: Lists;
}

export interface Circumstances {
  readonly now: Date;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

const regions = new Intl.DisplayNames(["en"], { type: "region" });

/** "United States (US)"; a code that nobody knows stands for itself. */
function countryName(code: string): string {
  try {
    const name = regions.of(code);
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    return code;
  }
}

/** Country and network of an address, as facts; what the data does not know is said so. */
export async function placeFacts(address: string, places: Places): Promise<Fact[]> {
  const [country, network] = await Promise.all([places.country(address), places.network(address)]);
  return [
    { label: "Country", value: country === undefined ? "unknown" : countryName(country) },
    {
      label: "Network",
      value: network === undefined ? "announced by nobody known" : `AS${network.asn} ${network.name}`.trim(),
    },
  ];
}

/** What is known of an address or a range: what it is by itself, country, network, names, lists. */
export async function aboutIp(
  address: string,
  { places, dns, lists }: Sources,
  { now, signal, progress }: Circumstances,
): Promise<Said> {
  const special = specialOf(address);
  const single = !address.includes("/");
  const shown = defang(address);
  const listed = await lists.find("ip", address);
  const facts: Fact[] = [];
  if (special !== undefined) facts.push({ label: "What it is", value: special.is });
  if (!single) {
    const range = rangeOf(address);
    if (range) facts.push({ label: "Holds", value: `${2n ** BigInt(range.width - range.prefix)} addresses` });
  }
  const outside = special === undefined || special.public;
  if (outside) {
    progress("looking up country and network");
    facts.push(...(await placeFacts(address, places)));
  }
  if (single && outside) facts.push(dnsFact("Name (PTR)", await dns.namesOf(address, signal)));
  facts.push(...listFacts(listed, now));

  const network = facts.find(({ label }) => label === "Network")?.value;
  const say =
    special !== undefined
      ? `${shown} is ${special.is}.`
      : `${shown}: ${network}, ${facts.find(({ label }) => label === "Country")?.value}.`;
  return answer(say, facts, {
    hits: listed.hits,
    foot: [outside ? places.source : undefined, listAge(listed.states, now)],
  });
}
