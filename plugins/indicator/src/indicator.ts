import { definePlugin } from "@wardroom/sdk";
import { certificate, domain, hash, ip, lookup, url } from "./command/commands.ts";

/**
 * Addresses, domains, URLs and hashes: what they are, from data on this machine, name servers and lists. All of it
 * reads; nothing is opened but, when asked for, a server's certificate.
 */
export const indicatorPlugin = definePlugin({
  name: "indicator",
  summary: "What an address, domain, URL or hash is: country, network, DNS, certificate, lists",
  commands: [ip, domain, url, hash, lookup, certificate],
});
