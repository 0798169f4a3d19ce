import { performance } from "node:perf_hooks";
import type { Client, ServerHostKeyAlgorithm } from "ssh2";
import type { Answer } from "./answer.ts";
import { algorithmsOf, fingerprint, parseHostKey, sameKey } from "./host-key.ts";
import type { SshSettings } from "./ssh-settings.ts";
import type { SshTarget } from "./target.ts";

export type Refusal = Extract<Answer, { kind: "not-reached" }>;

/**
 * Connects and logs in. The host proves itself by the key in the inventory before anything of ours is sent; only then do we
 * log in, with the one key that its class takes. `ended` is told when a connection that stood is over.
 */
export async function connect(
  target: SshTarget,
  settings: SshSettings,
  ended: (client: Client) => void,
): Promise<{ readonly client: Client; readonly connectMs: number } | Refusal> {
  const { name, address, port, user, key } = target;
  const refuse = (code: Refusal["code"], say: string): Refusal => ({ kind: "not-reached", code, say });
  const hostKey = parseHostKey(target.hostKey);
  if (hostKey === undefined)
    return refuse(
      "no-key",
      `The inventory's \`hostKey\` of ${name} is no SSH public key, so nothing was connected. \`ssh-keyscan\` prints one.`,
    );
  const own = settings.keys[key];
  if (own === undefined)
    return refuse(
      "no-key",
      `${name} takes the key "${key}", which the settings do not have under \`connections.ssh.keys\`.`,
    );

  // Loaded when first needed: it costs a tenth of a second that a start should not pay.
  const { default: ssh2 } = await import("ssh2");
  const parsed = ssh2.utils.parseKey(own.privateKey, own.passphrase);
  if (parsed instanceof Error)
    return refuse("no-key", `The private key "${key}" cannot be read: is it one, and its passphrase right?`);

  const began = performance.now();
  let shown: Buffer | undefined;
  const client = new ssh2.Client();
  // Each script that runs listens for the end of the connection; many may share it.
  client.setMaxListeners(64);
  return new Promise((resolve) => {
    client.on("ready", () => resolve({ client, connectMs: performance.now() - began }));
    client.on("close", () => {
      ended(client);
      resolve(refuse("broken-off", `${name} broke off the connection.`));
    });
    // Stays for the life of the connection: an error that nobody hears would end the process.
    client.on("error", (error) => {
      if (shown !== undefined && !sameKey(shown, hostKey.blob))
        resolve(
          refuse(
            "host-key",
            `${name} showed another host key (${fingerprint(shown)}) than the inventory has (${fingerprint(hostKey.blob)}). Nothing was sent to it. Either it was set up anew, or somebody stands between: find out which before the inventory is changed.`,
          ),
        );
      else resolve(refuse(...whyNot(error, target, settings)));
      client.destroy();
    });
    client.connect({
      host: address,
      port,
      username: user,
      privateKey: own.privateKey,
      ...(own.passphrase === undefined ? {} : { passphrase: own.passphrase }),
      authHandler: ["publickey"],
      algorithms: { serverHostKey: [...algorithmsOf(hostKey)] as ServerHostKeyAlgorithm[] },
      hostVerifier: (blob: Buffer) => {
        shown = blob;
        return sameKey(blob, hostKey.blob);
      },
      readyTimeout: settings.connectTimeoutSeconds * 1000,
      keepaliveInterval: settings.keepaliveSeconds * 1000,
      keepaliveCountMax: 2,
    });
  });
}

function whyNot(
  error: Error & { level?: string; code?: string },
  { name, address, port, user, key }: SshTarget,
  { connectTimeoutSeconds }: SshSettings,
): readonly [Refusal["code"], string] {
  const at = `${address}:${port}`;
  if (error.level === "client-timeout")
    return ["no-answer", `${name} did not answer on ${at} within ${connectTimeoutSeconds} s.`];
  if (error.level === "client-authentication")
    return ["log-in", `${name} does not let us in as ${user} with the key "${key}".`];
  switch (error.code) {
    case "ECONNREFUSED":
      return [
        "no-answer",
        `${name} refuses connections on ${at}: the machine answers, but no SSH server listens there.`,
      ];
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return ["no-answer", `The address of ${name}, ${address}, cannot be looked up.`];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return ["no-answer", `There is no way from here to ${name} (${at}).`];
    default:
      return /no matching host key/i.test(error.message)
        ? ["host-key", `${name} has no host key of the kind that the inventory has of it. Nothing was sent to it.`]
        : ["broken-off", `${name} speaks on ${at}, but not SSH as we do, or it broke off.`];
  }
}
