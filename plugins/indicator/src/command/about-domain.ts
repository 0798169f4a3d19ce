import { defang, type Said } from "@wardroom/sdk";
import { recordTypes } from "../dns/dns.ts";
import { aboutIp, type Circumstances, placeFacts, type Sources } from "./about-ip.ts";
import { answer, dnsFact, type Fact, harmless, listAge, listFacts } from "./answer.ts";

/** What name servers and lists say of a name, and where its first address is. */
async function nameFacts(name: string, { places, dns, lists }: Sources, { now, signal, progress }: Circumstances) {
  progress("asking the name servers");
  const asked = await Promise.all(recordTypes.map(async (type) => [type, await dns.ask(name, type, signal)] as const));
  const listed = await lists.find("domain", name);
  const facts: Fact[] = [];
  const missing = asked.every(([, said]) => said.kind === "no-such-name");
  const unheard = asked.every(([, said]) => said.kind === "unheard");
  if (missing) facts.push({ label: "DNS", value: "no such name" });
  else if (unheard) facts.push(dnsFact("DNS", (asked[0] as (typeof asked)[0])[1]));
  else facts.push(...asked.map(([type, said]) => dnsFact(type, said)));
  const addresses = asked.flatMap(([type, said]) =>
    (type === "A" || type === "AAAA") && said.kind === "values" ? said.values : [],
  );
  const [first] = addresses;
  if (first !== undefined) facts.push(...(await placeFacts(first, places)));
  facts.push(...listFacts(listed, now));
  const whole = asked.flatMap(([type, said]) =>
    said.kind === "values" ? said.values.map((value) => `${type} ${harmless(value)}`) : [],
  );
  return { facts, listed, missing, unheard, addresses, whole };
}

/** What is known of a domain. All records go along as a file when the card cannot show them. */
export async function aboutDomain(name: string, sources: Sources, call: Circumstances): Promise<Said> {
  const { facts, listed, missing, unheard, addresses, whole } = await nameFacts(name, sources, call);
  const shown = defang(name);
  const where = addresses.length === 0 ? "has no address" : `is at ${addresses.slice(0, 2).map(defang).join(", ")}`;
  const known = missing ? "is no name that exists" : unheard ? "could not be looked up" : where;
  const said = answer(`${shown} ${known}.`, facts, {
    hits: listed.hits,
    foot: [addresses.length > 0 ? sources.places.source : undefined, listAge(listed.states, call.now)],
    actions: missing ? undefined : [{ label: "Certificate", says: `certificate ${name}` }],
  });
  const cut = facts.some(({ value }) => / and \d+ more$/.test(value));
  return cut ? { ...said, files: [{ name: `${name}-dns.txt`, content: `${whole.join("\n")}\n` }] } : said;
}

/** What is known of a URL without opening it: its parts, its lists, and what is known of its host. */
export async function aboutUrl(url: string, sources: Sources, call: Circumstances): Promise<Said> {
  // Only http's kind of URL has a host of its own for the parser; the scheme changes nothing about it.
  const parts = new URL(url.replace(/^[a-z][a-z0-9+.-]*:/, "http:"));
  const host = parts.hostname.replace(/^\[|\]$/g, "");
  const listed = await sources.lists.find("url", url);
  const about = /^[\d.]+$|:/.test(host) ? await aboutIp(host, sources, call) : await aboutDomain(host, sources, call);
  const own: Fact[] = [
    { label: "Host", value: defang(host), mono: true },
    ...(parts.port === "" ? [] : [{ label: "Port", value: parts.port }]),
    ...(parts.username === ""
      ? []
      : [{ label: "Careful", value: "what stands before the @ is a user name, not the host" }]),
    ...listed.hits.flatMap((hit) => listFacts({ hits: [hit], states: [] }, call.now)),
  ];
  const fields = about.card?.blocks?.flatMap((block) => (block.kind === "fields" ? block.fields : [])) ?? [];
  const said = answer(`${defang(url)}: ${about.say ?? ""} The page was not opened.`, [...own, ...fields], {
    hits: listed.hits,
    foot: [about.card?.foot],
  });
  const severity = said.card?.severity ?? about.card?.severity;
  return {
    ...said,
    ...(about.files === undefined ? {} : { files: about.files }),
    card: { ...said.card, ...(severity ? { severity } : {}) },
  };
}
