import { z } from "zod";
import { asn } from "./asn.ts";
import { cve } from "./cve.ts";
import { domain } from "./domain.ts";
import { duration } from "./duration.ts";
import { email } from "./email.ts";
import type { Entity, EntityName } from "./entity.ts";
import { file } from "./file.ts";
import { md5, sha1, sha256, sha512 } from "./hash.ts";
import { host } from "./host.ts";
import { ip } from "./ip.ts";
import { mac } from "./mac.ts";
import { room } from "./room.ts";
import { severity } from "./severity.ts";
import { time } from "./time.ts";
import { url } from "./url.ts";
import { user } from "./user.ts";

export const entities: Readonly<Record<EntityName, Entity>> = {
  ip,
  domain,
  url,
  email,
  md5,
  sha1,
  sha256,
  sha512,
  cve,
  asn,
  mac,
  host,
  user,
  duration,
  time,
  severity,
  room,
  file,
};

function maker({ name, parse, expects, example }: Entity): () => z.ZodString {
  return () =>
    z
      .string()
      .refine((text) => parse(text) !== undefined, { error: `expected ${expects}`, abort: true })
      .overwrite((text) => parse(text) ?? text)
      .meta({ format: name, examples: [example] });
}

/**
 * Makes the schema of an argument: a string that accepts every spelling its entity type does and comes out canonical.
 * Its JSON Schema is `{ type: "string", format: NAME }`.
 */
export const entity = Object.fromEntries(Object.values(entities).map((type) => [type.name, maker(type)])) as Readonly<
  Record<EntityName, () => z.ZodString>
>;
