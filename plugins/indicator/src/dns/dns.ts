import { type MxRecord, promises } from "node:dns";
import { defineConnection } from "@wardroom/sdk";
import { z } from "zod";

export const recordTypes = ["A", "AAAA", "MX", "NS", "TXT"] as const;
type RecordType = (typeof recordTypes)[number];

/**
 * What a name server said: values (none when the name has no such record), that there is no such name, or why nothing
 * was heard.
 */
export type Answer =
  | { readonly kind: "values"; readonly values: readonly string[] }
  | { readonly kind: "no-such-name" }
  | { readonly kind: "unheard"; readonly why: string };

export interface Dns {
  ask(name: string, type: RecordType, signal: AbortSignal): Promise<Answer>;
  /** The names of an address (PTR). */
  namesOf(address: string, signal: AbortSignal): Promise<Answer>;
}

const settings = z.object({
  /** Resolvers to ask, `192.0.2.53` or `192.0.2.53:5353`; those of the machine when none is named. */
  servers: z.array(z.string()).default([]),
  /** For one try; two are made. */
  timeoutMs: z.int().min(100).max(30_000).default(3000),
});

/** c-ares' names for what went wrong; the first two are answers, not failures. */
function answerOf(error: NodeJS.ErrnoException): Answer {
  switch (error.code) {
    case "ENODATA":
      return { kind: "values", values: [] };
    case "ENOTFOUND":
      return { kind: "no-such-name" };
    case "ETIMEOUT":
      return { kind: "unheard", why: "the resolver did not answer in time" };
    case "ECONNREFUSED":
      return { kind: "unheard", why: "no resolver could be reached" };
    case "ESERVFAIL":
      return { kind: "unheard", why: "the resolver could not find out (SERVFAIL)" };
    case "EREFUSED":
      return { kind: "unheard", why: "the resolver refused to answer" };
    case "ECANCELLED":
      return { kind: "unheard", why: "cancelled" };
    default:
      return { kind: "unheard", why: `the resolver failed (${error.code ?? error.message})` };
  }
}

const byPriority = (a: MxRecord, b: MxRecord) => a.priority - b.priority;

/** The connection `dns`. */
export const dns = defineConnection<Dns, typeof settings>({
  name: "dns",
  summary: "Name servers, for what a name or an address is called",
  settings,
  async open({ servers, timeoutMs }) {
    async function asked(
      signal: AbortSignal,
      question: (resolver: promises.Resolver) => Promise<readonly string[]>,
    ): Promise<Answer> {
      signal.throwIfAborted();
      // One resolver a question: cancelling one of c-ares' cancels all that it was asked.
      const resolver = new promises.Resolver({ timeout: timeoutMs, tries: 2 });
      if (servers.length > 0) resolver.setServers(servers);
      const cancel = () => resolver.cancel();
      signal.addEventListener("abort", cancel, { once: true });
      try {
        return { kind: "values", values: await question(resolver) };
      } catch (error) {
        return answerOf(error as NodeJS.ErrnoException);
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    }
    return {
      ask: (name, type, signal) =>
        asked(signal, async (resolver) => {
          switch (type) {
            case "A":
              return (await resolver.resolve4(name)).sort();
            case "AAAA":
              return (await resolver.resolve6(name)).sort();
            case "NS":
              return (await resolver.resolveNs(name)).sort();
            case "MX":
              return (await resolver.resolveMx(name))
                .sort(byPriority)
                .map(({ priority, exchange }) => `${priority} ${exchange || "."}`);
            case "TXT":
              return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
          }
        }),
      namesOf: (address, signal) => asked(signal, (resolver) => resolver.reverse(address)),
    };
  },
  async check(client, signal) {
    const answer = await client.ask("example.com", "NS", signal);
    if (answer.kind === "unheard") throw new Error(answer.why);
    return "the resolver answers";
  },
  memory: () => ({
    ask: async (name, type) => {
      if (name !== "evil.example") return { kind: "no-such-name" };
      return {
        kind: "values",
        values: { A: ["192.0.2.66"], AAAA: [], MX: ["10 mx.evil.example"], NS: ["ns.evil.example"], TXT: [] }[type],
      };
    },
    namesOf: async (address) =>
      address === "8.8.8.8" ? { kind: "values", values: ["dns.google"] } : { kind: "no-such-name" },
  }),
});
