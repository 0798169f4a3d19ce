import { Fault } from "../base/fault.ts";
import type { Store } from "../store/store.ts";
import { MIN_SECRET_CHARS } from "./forms.ts";
import { openSecretKey, readKey } from "./key.ts";
import { seal, unseal } from "./seal.ts";

/** A kept secret as it may be shown: its name, when and by whom it was set, and whether our key opens it. */
export interface KeptSecret {
  readonly name: string;
  readonly setAt: Date;
  readonly setBy: string;
  readonly opens: boolean;
}

export interface Secrets {
  /** Keeps a secret, or another value for one that is kept. Faults `secret-name-wrong`, `secret-too-short`. */
  set(name: string, value: string, by: string): Promise<void>;
  /** By name. */
  list(): Promise<readonly KeptSecret[]>;
  /** Whether there was one. */
  remove(name: string): Promise<boolean>;
  /** For what opens connections and nothing else. Faults `secret-unknown`, `secret-unreadable`. */
  unsealed(name: string): Promise<string>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const MAX_CHARS = 64_000;

/** The secrets that Wardroom keeps: sealed in the store, under a key in a file beside it. The key is made when first needed. */
export function openSecrets({ store, keyFile }: { readonly store: Store; readonly keyFile: string }): Secrets {
  return {
    async set(name, value, by) {
      if (!NAME.test(name)) {
        throw new Fault(
          "secret-name-wrong",
          "A secret's name is made of letters, digits, `.`, `_` and `-`, 100 at most, and begins with a letter or digit.",
        );
      }
      if (value.length < MIN_SECRET_CHARS) throw tooShort(name);
      if (value.length > MAX_CHARS) {
        throw new Fault(
          "secret-too-long",
          `A secret has at most ${MAX_CHARS} characters. Keep what is larger in a file, and name it by { file: PATH }.`,
        );
      }
      const key = await openSecretKey(keyFile);
      const row = { sealed: seal(key.bytes, name, value), key_id: key.id, set_by: by, set_at: new Date() };
      await store.db
        .insertInto("secret")
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
        .execute();
    },
    async list() {
      const key = await readKey(keyFile);
      const rows = await store.db
        .selectFrom("secret")
        .select(["name", "key_id", "set_at", "set_by"])
        .orderBy("name")
        .execute();
      return rows.map((row) => ({
        name: row.name,
        setAt: row.set_at,
        setBy: row.set_by,
        opens: row.key_id === key?.id,
      }));
    },
    async remove(name) {
      const done = await store.db.deleteFrom("secret").where("name", "=", name).executeTakeFirst();
      return done.numDeletedRows > 0n;
    },
    async unsealed(name) {
      const row = await store.db.selectFrom("secret").select("sealed").where("name", "=", name).executeTakeFirst();
      if (row === undefined) {
        throw new Fault(
          "secret-unknown",
          `No secret is kept under the name ${name}. Set it with \`wardroom secret set ${name}\`.`,
        );
      }
      const key = await readKey(keyFile);
      const value = key && unseal(key.bytes, name, row.sealed);
      if (value !== undefined) return value;
      throw new Fault(
        "secret-unreadable",
        `The secret ${name} was kept under another key than the one in this data folder. Put that key back, or set the secret again.`,
      );
    },
  };
}

export function tooShort(name: string): Fault {
  return new Fault(
    "secret-too-short",
    `The secret ${name} has fewer than ${MIN_SECRET_CHARS} characters. One so short cannot be kept out of logs and answers without taking harmless words with it; choose a longer one.`,
  );
}
