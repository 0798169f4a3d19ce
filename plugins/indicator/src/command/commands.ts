import { defang, defineCommand, entities, entity } from "@wardroom/sdk";
import { z } from "zod";
import { dns } from "../dns/dns.ts";
import { lists } from "../lists/lists.ts";
import { places } from "../places/places.ts";
import { tls } from "../tls/tls.ts";
import { aboutDomain, aboutUrl } from "./about-domain.ts";
import { aboutAsn, aboutEmail, aboutHash } from "./about-hash.ts";
import { aboutIp } from "./about-ip.ts";
import { answer } from "./answer.ts";

const use = { places, dns, lists } as const;
/** The first question packs the network table, once; a slow machine takes its time over it. */
const timeoutMs = 90_000;

export const ip = defineCommand({
  name: "ip",
  summary: "What is known of an address or range: what it is, country, network, name, lists",
  args: z.object({ ip: entity.ip() }),
  examples: ["ip 8.8.8.8", "ip 10.0.0.0/8", { say: "who is 8.8.8.8", means: { ip: "8.8.8.8" } }],
  phrases: ["who is {ip}", "what is {ip}", "whose address is {ip}", "where is {ip}", "check {ip}", "is {ip} bad"],
  use,
  risk: "read",
  timeoutMs,
  run: ({ args, use, ...call }) => aboutIp(args.ip, use, call),
});

export const domain = defineCommand({
  name: "domain",
  summary: "What is known of a domain: name servers, addresses, mail, country, network, lists",
  args: z.object({ domain: entity.domain() }),
  examples: ["domain evil.example", { say: "what is evil[.]example", means: { domain: "evil.example" } }],
  phrases: ["who is {domain}", "what is {domain}", "where is {domain}", "check {domain}", "is {domain} bad"],
  use,
  risk: "read",
  timeoutMs,
  run: ({ args, use, ...call }) => aboutDomain(args.domain, use, call),
});

export const url = defineCommand({
  name: "url",
  summary: "What is known of a URL and its host, without opening it",
  args: z.object({ url: entity.url() }),
  examples: [
    "url hxxps://evil[.]example/login",
    { say: "what is https://evil.example/login", means: { url: "https://evil.example/login" } },
  ],
  phrases: ["what is {url}", "where does {url} lead", "check {url}", "is {url} safe"],
  use,
  risk: "read",
  timeoutMs,
  run: ({ args, use, ...call }) => aboutUrl(args.url, use, call),
});

const hashOf = (text: string) =>
  (["md5", "sha1", "sha256", "sha512"] as const)
    .map((name) => entities[name].parse(text))
    .find((found) => found !== undefined);

export const hash = defineCommand({
  name: "hash",
  summary: "What the lists say of a file's MD5, SHA-1, SHA-256 or SHA-512",
  args: z.object({
    hash: z
      .string()
      .refine((text) => hashOf(text) !== undefined, {
        error: "expected an MD5, SHA-1, SHA-256 or SHA-512 hash",
        abort: true,
      })
      .overwrite((text) => hashOf(text) ?? text),
  }),
  examples: ["hash 44d88612fea8a8f36de82e1278abb02f"],
  phrases: ["check the hash {hash}", "check this hash {hash}", "is the hash {hash} known"],
  use: { lists },
  risk: "read",
  run: ({ args, use, now }) => aboutHash(args.hash, use.lists, now),
});

const LOOKED_UP = ["url", "ip", "email", "asn", "domain", "md5", "sha1", "sha256", "sha512"] as const;

/** The first kind that a text is, in the order in which one excludes the next; a bare number is no AS here. */
function kindOf(text: string) {
  for (const kind of LOOKED_UP) {
    const value = kind === "asn" && /^\d/.test(text.trim()) ? undefined : entities[kind].parse(text);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}

export const lookup = defineCommand({
  name: "lookup",
  summary: "What is known of an address, domain, URL, e-mail address, AS number or hash, whichever it is",
  args: z.object({
    indicator: z
      .string()
      .refine((text) => kindOf(text) !== undefined, {
        error: "expected an address, a domain, a URL, an e-mail address, an AS number or a hash",
        abort: true,
      })
      .overwrite((text) => kindOf(text)?.value ?? text),
  }),
  examples: [
    "lookup 8.8.8.8",
    "lookup evil[.]example",
    "lookup AS15169",
    { say: "look up ana@evil.example", means: { indicator: "ana@evil.example" } },
  ],
  phrases: ["look up {indicator}", "what do we know about {indicator}", "tell me about {indicator}"],
  use,
  risk: "read",
  timeoutMs,
  async run({ args, use, ...call }) {
    const { kind, value } = kindOf(args.indicator) ?? { kind: "domain" as const, value: args.indicator };
    switch (kind) {
      case "ip":
        return aboutIp(value, use, call);
      case "url":
        return aboutUrl(value, use, call);
      case "domain":
        return aboutDomain(value, use, call);
      case "asn":
        return aboutAsn(value, use.places);
      case "email":
        return aboutEmail(
          value,
          use.lists,
          await aboutDomain(value.slice(value.indexOf("@") + 1), use, call),
          call.now,
        );
      default:
        return aboutHash(value, use.lists, call.now);
    }
  },
});

const DAY_MS = 86_400_000;

export const certificate = defineCommand({
  name: "certificate",
  summary: "The TLS certificate that a host shows: names, issuer, how long it holds. Connects to the host",
  args: z.object({ host: entity.host(), port: z.int().min(1).max(65_535).default(443) }),
  examples: [
    "certificate evil.example",
    { say: "what certificate does evil.example show", means: { host: "evil.example" } },
  ],
  phrases: ["what certificate does {host} show", "check the certificate of {host}"],
  use: { tls },
  risk: "read",
  async run({ args: { host, port }, use, now, signal }) {
    const shown = await use.tls.certificateOf(host, port, signal);
    const where = `${defang(host)}:${port}`;
    if (shown.kind === "none") return { say: `No certificate of ${where}, because ${shown.why}.`, failed: true };
    const { names, issuer, subject, validFrom, validTo, sha256, serial, protocol, address, distrust } =
      shown.certificate;
    const days = Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
    const ends = days < 0 ? `expired ${-days} days ago` : `holds for ${days} more days`;
    return answer(
      `The certificate of ${where} ${ends}${distrust === undefined ? "" : ` and is not trusted: ${distrust}`}.`,
      [
        {
          label: "For",
          value:
            names.slice(0, 8).map(defang).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "") ||
            defang(subject),
          mono: true,
        },
        { label: "Issued by", value: issuer },
        { label: "Valid", value: `${validFrom.toISOString().slice(0, 10)} to ${validTo.toISOString().slice(0, 10)}` },
        { label: "Trusted here", value: distrust === undefined ? "yes" : `no: ${distrust}` },
        { label: "Shown by", value: `${defang(address)} (${protocol})`, mono: true },
        { label: "SHA-256", value: sha256, mono: true },
        { label: "Serial", value: serial, mono: true },
      ],
    );
  },
});
