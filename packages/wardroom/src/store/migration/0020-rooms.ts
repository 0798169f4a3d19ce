import { type Kysely, sql } from "kysely";

/**
 * What is said and shown. `inbox` takes each thing once, `event` is the log of Wardroom's own rooms, `outbox` what is
 * still to be told to other chats, `question` what is waited for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inbox (
      id text primary key,
      platform text not null,
      tenant text not null,
      kind text not null,
      room text not null,
      native text not null,
      user_id text not null,
      person text,
      thread text,
      direct boolean not null,
      text text not null,
      at timestamptz not null,
      worker bigint not null,
      act text,
      outcome text,
      unique (platform, tenant, kind, room, native)
    )`.execute(db);
  await sql`create index inbox_open on inbox (worker, id) where act is null`.execute(db);
  await sql`create index inbox_person on inbox (person, id)`.execute(db);
  await sql`
    create table event (
      number bigint primary key,
      key text not null unique,
      room text not null,
      thread text,
      message text not null,
      at timestamptz not null,
      by jsonb not null,
      addressee text,
      body jsonb not null
    )`.execute(db);
  await sql`create index event_room on event (room, number)`.execute(db);
  await sql`create index event_message on event (message, number)`.execute(db);
  await sql`create table event_counter (one boolean primary key default true check (one), last bigint not null)`.execute(
    db,
  );
  await sql`insert into event_counter (last) values (0)`.execute(db);
  await sql`
    create table outbox (
      id bigint generated always as identity primary key,
      key text not null unique,
      chat text not null,
      room text not null,
      thread text,
      message text not null,
      intent jsonb not null,
      attempts integer not null default 0,
      due_at timestamptz not null default now(),
      sent_at timestamptz,
      given_up text,
      native text
    )`.execute(db);
  await sql`create index outbox_open on outbox (chat, id) where sent_at is null and given_up is null`.execute(db);
  await sql`create index outbox_message on outbox (message) where native is not null`.execute(db);
  await sql`
    create table question (
      room text not null,
      thread text not null,
      person text not null,
      id text not null,
      question jsonb not null,
      expires_at timestamptz not null,
      primary key (room, thread, person)
    )`.execute(db);
  await sql`create sequence worker_number`.execute(db);
}
