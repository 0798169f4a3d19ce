/**
 * Parts the values of a column. Columns are sent as joined text: both sides handle it several times faster than arrays or
 * JSON. Text that holds one loses it; printed JSON holds no raw control character.
 */
export const PARTING = "\x1e";

const columns = (from: number, names: readonly string[]): string =>
  `unnest(${names.map((_, i) => `string_to_array($${from + i}, e'\\x1e', '')`).join(", ")})
    with ordinality as x(${names.join(", ")}, nth)`;

export const heardColumns = [
  "id",
  "platform",
  "tenant",
  "kind",
  "room",
  "native",
  "user_id",
  "person",
  "name",
  "thread",
  "direct",
  "text",
  "at",
  "own",
] as const;
export const shownColumns = ["key", "room", "thread", "message", "addressee", "body"] as const;
export const sentColumns = ["key", "chat", "room", "thread", "message", "intent"] as const;
export const endedColumns = ["id", "act", "outcome"] as const;
export const askedColumns = ["room", "thread", "person", "id", "question", "expires_at"] as const;
export const answeredColumns = ["room", "thread", "person"] as const;

/** The parameters before the columns: the worker's number, the time, and Wardroom as the one who speaks. */
const FIRST = 4;
const SHOWN = FIRST + heardColumns.length;
const SENT = SHOWN + shownColumns.length;
const ENDED = SENT + sentColumns.length;
const ASKED = ENDED + endedColumns.length;
const ANSWERED = ASKED + askedColumns.length;

/**
 * What was heard and what is told, in one statement, so one commit and one trip: inbox rows, the events that both make in
 * Wardroom's own rooms, rows for other chats, the ends of messages, and the questions that now wait or do no more. The
 * counter's row lock orders the commits of all processes. What stands already (a native id, a key) is not written again.
 */
export const APPEND = `
  with heard as (
    select * from ${columns(FIRST, heardColumns)}
  ), fresh as (
    insert into inbox (id, platform, tenant, kind, room, native, user_id, person, thread, direct, text, at, worker)
    select id, platform, tenant, kind, room, native, user_id, person, thread, direct::boolean, coalesce(text, ''),
      at::timestamptz, $1::bigint from heard
    on conflict do nothing returning id
  ), said as (
    select heard.*, row_number() over (order by nth) as position from heard join fresh using (id) where own is not null
  ), shown as (
    select x.*, nth + (select count(*) from said) as position from ${columns(SHOWN, shownColumns)}
  ), counter as (
    update event_counter set last = last + (select count(*) from said) + (select count(*) from shown)
    where exists (select 1 from said) or exists (select 1 from shown)
    returning last - (select count(*) from said) - (select count(*) from shown) as before
  ), logged as (
    insert into event (number, key, room, thread, message, at, by, addressee, body)
    select before + position, 'heard:' || id, room, thread, id, at::timestamptz,
      jsonb_build_object('kind', 'person', 'id', coalesce(person, user_id), 'name', name), null,
      jsonb_build_object('kind', 'message', 'text', coalesce(text, '')) from said, counter
    union all
    select before + position, key, room, thread, message, $2::timestamptz, $3::jsonb, addressee, body::jsonb
    from shown, counter
    on conflict (key) do nothing returning number
  ), sent as (
    insert into outbox (key, chat, room, thread, message, intent, due_at)
    select key, chat, room, thread, message, intent::jsonb, $2::timestamptz from ${columns(SENT, sentColumns)}
    on conflict (key) do nothing returning chat
  ), ended as (
    update inbox set act = x.act, outcome = x.outcome from ${columns(ENDED, endedColumns)} where inbox.id = x.id
  ), asked as (
    insert into question (room, thread, person, id, question, expires_at)
    select room, coalesce(thread, ''), person, id, question::jsonb, expires_at::timestamptz
    from ${columns(ASKED, askedColumns)}
    on conflict (room, thread, person) do update
      set id = excluded.id, question = excluded.question, expires_at = excluded.expires_at
  ), answered as (
    delete from question using ${columns(ANSWERED, answeredColumns)}
    where question.room = x.room and question.thread = coalesce(x.thread, '') and question.person = x.person
  )
  select (select before from counter) as before,
    (select array_agg(number) from logged) as numbers,
    (select json_agg(json_build_array(fresh.id, said.position, question.question))
      from fresh join heard using (id) left join said using (id)
      left join question on question.person = heard.person and question.room = heard.room
        and question.thread = coalesce(heard.thread, '') and question.expires_at > $2::timestamptz) as fresh,
    (select count(pg_notify('wardroom_event', $1::text)) from counter)
      + (select count(pg_notify('wardroom_outbox', chat)) from (select distinct chat from sent) as chats) as told`;
