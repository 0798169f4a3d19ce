import { secret } from "@wardroom/sdk";
import { z } from "zod";

export const sshSettings = z.strictObject({
  keys: z
    .record(z.string(), z.strictObject({ privateKey: secret(), passphrase: secret().optional() }))
    .default({})
    .describe("Private keys by name, one for each class of host; the inventory says which host takes which"),
  connectTimeoutSeconds: z.number().min(1).max(60).default(8),
  keepaliveSeconds: z.number().min(1).max(600).default(15),
  idleSeconds: z.number().min(0).max(3600).default(60).describe("How long a connection is kept when nobody uses it"),
});
export type SshSettings = z.output<typeof sshSettings>;
