import type { Store } from "../store/store.ts";
import type { Aliases } from "./alias.ts";

/** How long what another process set may take to be known here, in ms. */
const FRESH_MS = 5_000;
/** People whose aliases are held in memory; the one not asked for longest goes first. */
const MOST_PEOPLE = 1_000;

/**
 * People's aliases in the store. Each message asks for its person's, so they are held in memory: what is set in this
 * process counts at once, what another process sets within five seconds.
 */
export function openAliases(store: Pick<Store, "db">, now: () => Date = () => new Date()): Aliases {
  const held = new Map<string, { readonly until: number; readonly aliases: Promise<ReadonlyMap<string, string>> }>();

  async function load(person: string): Promise<ReadonlyMap<string, string>> {
    const rows = await store.db
      .selectFrom("alias")
      .select(["name", "means"])
      .where("person", "=", person)
      .orderBy("name")
      .execute();
    return new Map(rows.map(({ name, means }) => [name, means]));
  }

  return {
    async get(person) {
      const known = held.get(person);
      if (known !== undefined && known.until > now().getTime()) return known.aliases;
      const aliases = load(person);
      held.delete(person);
      held.set(person, { until: now().getTime() + FRESH_MS, aliases });
      if (held.size > MOST_PEOPLE) held.delete(held.keys().next().value as string);
      // A failure is told to whoever asked, and not held for the next.
      aliases.catch(() => held.delete(person));
      return aliases;
    },
    async set(person, name, means) {
      const row = { person, name, means, set_at: now() };
      await store.db
        .insertInto("alias")
        .values(row)
        .onConflict((conflict) => conflict.columns(["person", "name"]).doUpdateSet({ means, set_at: row.set_at }))
        .execute();
      held.delete(person);
    },
    async remove(person, name) {
      const [gone] = await store.db
        .deleteFrom("alias")
        .where("person", "=", person)
        .where("name", "=", name)
        .returning("name")
        .execute();
      held.delete(person);
      return gone !== undefined;
    },
  };
}
