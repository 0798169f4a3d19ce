import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { defineConnection, entities } from "@wardroom/sdk";
import { z } from "zod";
import { isPublicAddress } from "../known/special.ts";

/** The certificate that a server shows, trusted or not. */
interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** The names it is for. */
  readonly names: readonly string[];
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly sha256: string;
  readonly serial: string;
  readonly protocol: string;
  /** Where it was shown. */
  readonly address: string;
  /** Why this machine would not trust it for that name; absent when it would. */
  readonly distrust?: string;
}

export type Shown =
  | { readonly kind: "certificate"; readonly certificate: Certificate }
  /** Not looked at, or nothing to see; completes "…, because". */
  | { readonly kind: "none"; readonly why: string };

export interface Tls {
  certificateOf(host: string, port: number, signal: AbortSignal): Promise<Shown>;
}

const settings = z.object({
  /** Whether private, loopback and link-local addresses may be connected to: whoever may ask can then probe them. */
  allowPrivate: z.boolean().default(false),
  timeoutMs: z.int().min(100).max(60_000).default(5000),
});

const INSIDE = "it is a private or local address, and the settings allow looking at public ones only";

/** Resolves as the machine does, and gives only addresses that may be connected to, so that no name leads inside. */
function guardedLookup(allowPrivate: boolean): typeof systemLookup {
  const guarded = (host: string, options: object, done: (error: Error | null, addresses: LookupAddress[]) => void) =>
    systemLookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const allowed = found.filter(({ address }) => allowPrivate || isPublicAddress(entities.ip.parse(address) ?? ""));
      return done(allowed.length === 0 ? Object.assign(new Error(INSIDE), { code: "EINSIDE" }) : null, allowed);
    });
  return guarded as unknown as typeof systemLookup;
}

/** The connection `tls`: looks at certificates, sends nothing more than a greeting. */
export const tls = defineConnection<Tls, typeof settings>({
  name: "tls",
  summary: "Certificates that servers show",
  settings,
  open: async ({ allowPrivate, timeoutMs }) => ({
    certificateOf: async (host, port, signal) => {
      const literal = isIP(host) !== 0;
      if (literal && !allowPrivate && !isPublicAddress(host)) return { kind: "none", why: INSIDE };
      return look(host, port, literal, timeoutMs, allowPrivate, signal);
    },
  }),
  check: async () => "ready; each look makes a connection of its own",
  memory: () => ({
    certificateOf: async (host) =>
      host === "evil.example"
        ? {
            kind: "certificate",
            certificate: {
              subject: "CN=evil.example",
              issuer: "CN=Example CA",
              names: ["evil.example", "www.evil.example"],
              validFrom: new Date("2026-11-01T00:00:00Z"),
              validTo: new Date("2027-01-30T00:00:00Z"),
              sha256: "00".repeat(32),
              serial: "01",
              protocol: "TLSv1.3",
              address: "192.0.2.66",
            },
          }
        : { kind: "none", why: "nothing answers there" },
  }),
});

function look(
  host: string,
  port: number,
  literal: boolean,
  timeoutMs: number,
  allowPrivate: boolean,
  signal: AbortSignal,
): Promise<Shown> {
  return new Promise((resolve) => {
    const none = (why: string) => {
      socket.destroy();
      resolve({ kind: "none", why });
    };
    const socket = connect({
      host,
      port,
      lookup: guardedLookup(allowPrivate),
      // Everything is looked at; whether it would be trusted is said beside it.
      rejectUnauthorized: false,
      ...(literal ? {} : { servername: host }),
    });
    socket.setTimeout(timeoutMs, () => none("nothing answered in time"));
    const abort = () => none("cancelled");
    signal.addEventListener("abort", abort, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", abort));
    socket.once("error", (error: NodeJS.ErrnoException) => none(whyNot(error)));
    socket.once("secureConnect", () => {
      const peer = socket.getPeerCertificate(true);
      const shown =
        Object.keys(peer).length === 0
          ? undefined
          : read(peer, socket.getProtocol(), socket.remoteAddress, socket.authorizationError);
      if (shown === undefined) return none("the server shows no certificate");
      socket.end();
      socket.destroy();
      return resolve({ kind: "certificate", certificate: shown });
    });
  });
}

function read(
  peer: DetailedPeerCertificate,
  protocol: string | null,
  address: string | undefined,
  distrust: Error | string | undefined,
): Certificate {
  const line = (name: object) =>
    Object.entries(name)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(", ");
  return {
    subject: line(peer.subject ?? {}),
    issuer: line(peer.issuer ?? {}),
    names: (peer.subjectaltname ?? "").split(", ").flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
    validFrom: new Date(peer.valid_from),
    validTo: new Date(peer.valid_to),
    sha256: peer.fingerprint256.replaceAll(":", "").toLowerCase(),
    serial: peer.serialNumber,
    protocol: protocol ?? "TLS",
    address: address ?? "",
    ...(distrust ? { distrust: trustWords(String((distrust as NodeJS.ErrnoException).code ?? distrust)) } : {}),
  };
}

function trustWords(code: string): string {
  const known: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: "it has expired",
    CERT_NOT_YET_VALID: "it is not valid yet",
    DEPTH_ZERO_SELF_SIGNED_CERT: "it is signed by itself",
    SELF_SIGNED_CERT_IN_CHAIN: "its chain ends in a certificate signed by itself",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its issuer is unknown",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its issuer is unknown",
    ERR_TLS_CERT_ALTNAME_INVALID: "it is not for this name",
  };
  return known[code] ?? code;
}

function whyNot(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EINSIDE":
      return INSIDE;
    case "ENOTFOUND":
      return "there is no such name";
    case "EAI_AGAIN":
      return "no resolver could be reached";
    case "ECONNREFUSED":
      return "nothing listens there";
    case "ENETUNREACH":
    case "EHOSTUNREACH":
      return "there is no way there from this machine";
    default:
      return /SSL|TLS|EPROTO/.test(error.code ?? "")
        ? "what listens there does not speak TLS"
        : `the connection failed (${error.code ?? error.message})`;
  }
}
