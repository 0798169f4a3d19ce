import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Person } from "../model/message.ts";

export interface AdmitNeeds {
  /** Example people may be taken by name. Never true for an address that is not loopback. */
  readonly demo: boolean;
  person(id: string): Person | undefined;
  /** The person that the settings tie to the operating-system user whose socket folder this is. */
  osPerson(): Person | undefined;
}

export type Admitted = { readonly person: Person } | { readonly code: string; readonly say: string };

/** By which door a connection came: the unix socket in a folder that only its owner can enter, or TCP. */
export type Door = "socket" | "tcp";

/**
 * Who a connection is. The folder's mode is the proof on the unix socket; over TCP there is none yet, so only the demo,
 * on loopback, lets people in there, by name. Being somebody else is refused everywhere else.
 */
export function admit(needs: AdmitNeeds, door: Door, as: string | undefined): Admitted {
  const own = door === "socket" ? needs.osPerson() : undefined;
  if (needs.demo) {
    const person = as === undefined ? own : needs.person(as.toLowerCase());
    if (person !== undefined) return { person };
    return as === undefined
      ? { code: "who-are-you", say: "Say who you are: --as ana, for one." }
      : { code: "unknown-person", say: `The settings name nobody called ${as}.` };
  }
  if (door === "tcp")
    return {
      code: "no-door",
      say: "Nobody can sign in over the network yet. On the machine itself, `wardroom chat` opens the terminal room.",
    };
  if (own === undefined)
    return {
      code: "not-tied",
      say: "The settings tie nobody to this operating-system user. Name it under `people`, as `osUser`. For the example people of a demo, say --demo.",
    };
  if (as !== undefined && as.toLowerCase() !== own.id)
    return { code: "not-you", say: `You are ${own.name} here. Being somebody else by name works with --demo only.` };
  return { person: own };
}

/**
 * Whether an upgrade over TCP may be talked to at all. A browser says which page asks (`Origin`); only a page of this
 * very server may. `Host` must name this machine, so that a name which somebody points at 127.0.0.1 does not count.
 */
export function fromHere(request: Pick<IncomingMessage, "headers" | "socket">): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !isLocalName(nameOf(host))) return false;
  if (!isLoopback(request.socket.remoteAddress ?? "")) return false;
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  return page !== null && page.host === host;
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

function isLocalName(name: string): boolean {
  return name === "localhost" || (isIP(name) !== 0 && isLoopback(name));
}

export function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
