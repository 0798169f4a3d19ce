import { type Kysely, sql } from "kysely";

/**
 * The record. Its tables refuse what an append-only log must not see, so that a mistake cannot change it. Whoever may
 * alter tables can take the triggers away: against that stand the tree and its checkpoints, not the database.
 * `entry_text` has no foreign key: it would cost a look-up a row on the hottest path, and both rows are written by
 * one statement.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table entry (
      number bigint primary key,
      kind text not null,
      request text,
      command text,
      at timestamptz not null,
      body text not null,
      leaf bytea not null
    )`.execute(db);
  // The backstop: whatever is tried again, a request has one decision and one outcome.
  await sql`create unique index entry_request on entry (request, kind) where request is not null`.execute(db);
  await sql`create index entry_command on entry (command, number) where command is not null`.execute(db);
  await sql`create index entry_at on entry using brin (at)`.execute(db);

  await sql`
    create table entry_text (
      entry bigint primary key,
      person text,
      room text,
      openings text not null
    )`.execute(db);
  await sql`create index entry_text_person on entry_text (person, entry) where person is not null`.execute(db);
  await sql`create index entry_text_room on entry_text (room, entry) where room is not null`.execute(db);

  // Rewritten with each batch: room on its page keeps that in place.
  await sql`
    create table record_head (
      one boolean primary key default true check (one),
      size bigint not null,
      edge bytea not null,
      last bytea not null
    ) with (fillfactor = 10)`.execute(db);
  await sql`
    create table checkpoint (
      size bigint primary key,
      edge bytea not null,
      note text not null,
      at timestamptz not null
    )`.execute(db);

  await sql`
    create function record_refuses() returns trigger language plpgsql as $$
    declare held boolean;
    begin
      -- Where nothing was recorded nothing is refused: that is how a backup is put back.
      execute format('select exists (select from %I.%I where ' || tg_argv[0] || ')', tg_table_schema, tg_table_name)
        into held;
      if held then raise exception 'the record is append-only: % on % is refused', tg_op, tg_table_name; end if;
      return null;
    end $$`.execute(db);
  for (const table of ["entry", "checkpoint"])
    await sql`create trigger append_only before update or delete or truncate on ${sql.table(table)}
      for each statement execute function record_refuses('true')`.execute(db);
  await sql`create trigger append_only before delete or truncate on record_head
    for each statement execute function record_refuses('size > 0')`.execute(db);

  await sql`
    create function record_head_grows() returns trigger language plpgsql as $$
    begin
      if new.size <= old.size then raise exception 'the record only grows'; end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger only_grows before update on record_head
    for each row execute function record_head_grows()`.execute(db);

  await sql`
    create function entry_text_shrinks() returns trigger language plpgsql as $$
    begin
      if new.entry <> old.entry
        or (new.person is not null and new.person is distinct from old.person)
        or (new.room is not null and new.room is distinct from old.room)
        or exists (
          select from jsonb_each(new.openings::jsonb) as kept
          where old.openings::jsonb -> kept.key is distinct from kept.value)
      then raise exception 'a recorded text can be erased, not changed'; end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger only_shrinks before update on entry_text
    for each row execute function entry_text_shrinks()`.execute(db);
}
