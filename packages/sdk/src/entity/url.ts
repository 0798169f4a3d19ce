import { asciiName } from "./domain.ts";
import type { Entity } from "./entity.ts";
import { canonicalAddress } from "./ip.ts";
import { refang } from "./refang.ts";

/** Schemes whose URLs name a host on the network. */
export const SCHEMES: ReadonlySet<string> = new Set(
  (
    "http https ftp ftps sftp ws wss ssh telnet tcp udp tls ldap ldaps smb cifs nfs rdp vnc git svn rsync sip sips rtsp rtmp " +
    "irc ircs mqtt mqtts amqp amqps redis rediss mongodb mysql postgres postgresql socks4 socks5 stratum stratum+tcp tor gopher news nntp"
  ).split(" "),
);

/** A URL in parts that the finder needs as well. */
export interface UrlParts {
  readonly url: string;
  /** Canonical host name or address, without brackets. */
  readonly host: string;
  readonly address: boolean;
}

/**
 * A URL as the WHATWG standard serialises it: scheme and host in lower case, the host as A-labels or canonical address
 * (`http://0x7f.1/` is `http://127.0.0.1/`), default port and dot segments gone, an empty path `/`. Query and fragment
 * stay. Undefined without `://`, without a host, or under a scheme that names none.
 */
export function urlParts(text: string): UrlParts | undefined {
  const match = /^([a-z][a-z0-9+.-]{0,20}):\/\/[^/?#\s]/i.exec(text);
  const scheme = match?.[1]?.toLowerCase();
  if (scheme === undefined || !SCHEMES.has(scheme) || text.length > 64_000) return undefined;
  // WHATWG gives only the special schemes a host of its own kind; the others borrow http's rules for it.
  const special = /^(?:https?|ftp|wss?)$/.test(scheme);
  const parsed = URL.parse(special ? text : `http${text.slice(scheme.length)}`);
  if (parsed === null) return undefined;
  const bare = parsed.hostname.replace(/^\[|\]$/g, "");
  const address = canonicalAddress(bare);
  const host = address ?? asciiName(bare);
  if (host === undefined) return undefined;
  let url = parsed.href;
  if (!special) {
    url = `${scheme}${url.slice(4)}`;
    // Only http's kind has a path always.
    if (/^[^/?#]*$/.test(text.slice(scheme.length + 3))) url = url.replace(/\/$/, "");
    // Port 80 is the default of http alone: there it was dropped, here it was meant.
    if (/^[^/?#]*:80(?:$|[/?#])/.test(text.slice(scheme.length + 3)))
      url = url.replace(parsed.host, `${parsed.host}:80`);
  }
  return { url, host, address: address !== undefined };
}

export const url: Entity = {
  name: "url",
  expects: "a URL with its scheme, like https://evil.example/login",
  example: "https://evil.example/login",
  parse(text) {
    if (text.length > 64_000) return undefined;
    const plain = refang(text).replace(/^<(.*)>$/s, "$1");
    return /\s/.test(plain) ? undefined : urlParts(plain)?.url;
  },
};
