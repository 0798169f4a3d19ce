import type { Migration } from "kysely/migration";
import * as record from "./0001-record.ts";
import * as follow from "./0002-follow.ts";
import * as rooms from "./0020-rooms.ts";
import * as alias from "./0041-alias.ts";
import * as secret from "./0042-secret.ts";
import * as file from "./0060-file.ts";

/**
 * Every migration by its name, `NNNN-what`: each in a file of its own beside this one. The numbers are shared out
 * so that parts do not meet: 0001-0019 the record, 0020-0039 rooms and messages, 0040-0059 settings, secrets and
 * identity, 0060-0079 plugins and files. One that was released is never changed; a later one corrects it.
 */
export const migrations: Record<string, Migration> = {
  "0001-record": record,
  "0002-follow": follow,
  "0020-rooms": rooms,
  "0041-alias": alias,
  "0042-secret": secret,
  "0060-file": file,
};
