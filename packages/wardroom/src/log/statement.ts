/**
 * Parts the values of a column. Columns are sent as joined text: both sides handle it several times faster than arrays or
 * JSON. Text that holds one loses it; printed JSON holds no raw control character.
 */
export const PARTING = "\x1e";

const heardColumns = [
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
const shownColumns = ["key", "room", "thread", "message", "addressee", "body"] as const;
const sentColumns = ["key", "chat", "room", "thread", "message", "intent"] as const;
const endedColumns = ["id", "act", "outcome"] as const;
const askedColumns = ["room", "thread", "person", "id", "question", "expires_at"] as const;
const answeredColumns = ["room", "thread", "person"] as const;

/** What a batch may hold, in the order in which the columns of each are given. */
export const parts = {
  heard: heardColumns,
  shown: shownColumns,
  sent: sentColumns,
  ended: endedColumns,
  asked: askedColumns,
  answered: answeredColumns,
} as const;

export type Part = keyof typeof parts;

const WARDROOM = `'{"kind": "bot", "id": "wardroom", "name": "Wardroom"}'::jsonb`;
const made = new Map<string, { readonly name: string; readonly text: string }>();

/**
 * What was heard and what is told, in one statement, so one commit and one trip: inbox rows, the events that both make in
 * Wardroom's own rooms, rows for other chats, the ends of messages, and the questions that now wait or do no more. The
 * counter's row lock orders the commits of all processes. What stands already (a native id, a key) is not written again.
 *
 * A part that a batch lacks is left out: reading an empty one costs as much as writing some rows. Parameters: the
 * worker's number, the time, then the columns of each part that is there.
 */
export function appendStatement(has: ReadonlySet<Part>): { readonly name: string; readonly text: string } {
  const there = (Object.keys(parts) as Part[]).filter((part) => has.has(part));
  const name = `log-append ${there.join(" ")}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  let parameter = 3;
  const queries = there.flatMap((part) => {
    const names: readonly string[] = parts[part];
    const columns = names.map((_, i) => `string_to_array($${parameter + i}, e'\\x1e', '')`);
    parameter += names.length;
    return QUERIES[part](`unnest(${columns.join(", ")}) with ordinality as x(${names.join(", ")}, nth)`, has);
  });
  const text = `with ${[...queries, ...logging(has)].join(", ")} select ${answer(has)}`;
  const statement = { name, text };
  made.set(name, statement);
  return statement;
}

type Has = ReadonlySet<Part>;

const QUERIES: Readonly<Record<Part, (rows: string, has: Has) => readonly string[]>> = {
  heard: (rows) => [
    `heard as (select * from ${rows})`,
    `fresh as (
      insert into inbox (id, platform, tenant, kind, room, native, user_id, person, thread, direct, text, at, worker)
      select id, platform, tenant, kind, room, native, user_id, person, thread, direct::boolean, coalesce(text, ''),
        at::timestamptz, $1::bigint from heard
      on conflict do nothing returning id)`,
    `said as (
      select heard.*, row_number() over (order by nth) as position
      from heard join fresh using (id) where own is not null)`,
  ],
  shown: (rows, has) => [
    `shown as (select x.*, nth${has.has("heard") ? " + (select count(*) from said)" : ""} as position from ${rows})`,
  ],
  sent: (rows) => [
    `sent as (
      insert into outbox (key, chat, room, thread, message, intent, due_at)
      select key, chat, room, thread, message, intent::jsonb, $2::timestamptz from ${rows}
      on conflict (key) do nothing returning chat)`,
  ],
  ended: (rows) => [`ended as (update inbox set act = x.act, outcome = x.outcome from ${rows} where inbox.id = x.id)`],
  asked: (rows) => [
    `asked as (
      insert into question (room, thread, person, id, question, expires_at)
      select room, coalesce(thread, ''), person, id, question::jsonb, expires_at::timestamptz from ${rows}
      on conflict (room, thread, person) do update
        set id = excluded.id, question = excluded.question, expires_at = excluded.expires_at)`,
  ],
  answered: (rows) => [
    `answered as (
      delete from question using ${rows}
      where question.room = x.room and question.thread = coalesce(x.thread, '') and question.person = x.person)`,
  ],
};

/** The events of what was said and shown, numbered after the counter's last. */
function logging(has: Has): string[] {
  const made = [...(has.has("heard") ? ["said"] : []), ...(has.has("shown") ? ["shown"] : [])];
  if (made.length === 0) return [];
  const count = made.map((part) => `(select count(*) from ${part})`).join(" + ");
  const rows = {
    said: `select before + position, 'heard:' || id, room, thread, id, at::timestamptz,
        jsonb_build_object('kind', 'person', 'id', coalesce(person, user_id), 'name', name), null,
        jsonb_build_object('kind', 'message', 'text', coalesce(text, '')) from said, counter`,
    shown: `select before + position, key, room, thread, message, $2::timestamptz, ${WARDROOM}, addressee, body::jsonb
        from shown, counter`,
  };
  return [
    `counter as (
      update event_counter set last = last + ${count} where ${count} > 0 returning last - (${count}) as before)`,
    `logged as (
      insert into event (number, key, room, thread, message, at, by, addressee, body)
      ${made.map((part) => rows[part as keyof typeof rows]).join(" union all ")}
      on conflict (key) do nothing returning number)`,
  ];
}

/** One row; the parameters stand in it so that each has a type, whatever else is left out. */
function answer(has: Has): string {
  const logs = has.has("heard") || has.has("shown");
  const fresh = `(select json_agg(json_build_array(fresh.id, said.position, question.question))
      from fresh join heard using (id) left join said using (id)
      left join question on question.person = heard.person and question.room = heard.room
        and question.thread = coalesce(heard.thread, '') and question.expires_at > $2::timestamptz)`;
  return [
    "$1::bigint as worker, $2::timestamptz as at",
    `${logs ? "(select before from counter)" : "null"} as before`,
    `${logs ? "(select array_agg(number) from logged)" : "null"} as numbers`,
    `${has.has("heard") ? fresh : "null"} as fresh`,
    ...(logs ? ["(select count(pg_notify('wardroom_event', ($1::bigint)::text)) from counter) as told"] : []),
    ...(has.has("sent")
      ? ["(select count(pg_notify('wardroom_outbox', chat)) from (select distinct chat from sent) as chats) as called"]
      : []),
  ].join(", ");
}
