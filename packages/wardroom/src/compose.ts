import { join } from "node:path";
import type { Plugin } from "@wardroom/sdk";
import { closeAll } from "./base/close-all.ts";
import { newId } from "./base/id.ts";
import type { Log } from "./base/log.ts";
import { openFollows } from "./builtin/activity-follow.ts";
import { builtinPlugin } from "./builtin/builtin.ts";
import { type ChatConnection, openChats } from "./chats.ts";
import type { Config } from "./config.ts";
import { envSecret } from "./config.ts";
import { openConnections } from "./connection/connection.ts";
import { secretVariables } from "./connection/secret-variables.ts";
import { type Current, openCurrent } from "./current.ts";
import { type Feed, openFeed } from "./deliver/feed.ts";
import { stands } from "./deliver/history.ts";
import { openDoors } from "./http/doors.ts";
import { openHub } from "./http/hub.ts";
import { openMetrics } from "./http/metrics.ts";
import type { ServerNeeds } from "./http/server.ts";
import { type Identity, identity } from "./identity/identity.ts";
import { openAppend } from "./log/append.ts";
import { lineBack } from "./message/earlier.ts";
import { onMessage } from "./message/flow.ts";
import { heardBefore } from "./message/hear/before.ts";
import { type Heard, type Incoming, openHear } from "./message/hear/hear.ts";
import { openWorker, takeOver } from "./message/hear/takeover.ts";
import { complete } from "./message/interpret/complete.ts";
import { openMeaning, requestsOf } from "./message/meaning.ts";
import { openReply } from "./message/reply/reply.ts";
import { openWork } from "./message/work.ts";
import { callHash, type Request } from "./model/request.ts";
import { watchPlugins } from "./plugin/watch.ts";
import type { Checkpoint } from "./record/checkpoint.ts";
import { openRecordKey } from "./record/key.ts";
import { type OpenRecord, openRecord } from "./record/record.ts";
import { onRequest } from "./request/flow.ts";
import { type JudgeNeeds, judge } from "./request/judge/judge.ts";
import { watchPolicies } from "./request/judge/watch.ts";
import { perform } from "./request/perform/perform.ts";
import { openRuns } from "./request/perform/runs.ts";
import type { Blanker } from "./secret/blank.ts";
import { secretResolver } from "./secret/resolve.ts";
import { openSecrets } from "./secret/secrets.ts";
import { requireDemoSettings } from "./settings/first.ts";
import { watchSettings } from "./settings/watch.ts";
import { keepFile, readFile } from "./store/file.ts";
import type { Store } from "./store/store.ts";

export interface ComposeNeeds {
  readonly config: Config;
  readonly store: Store;
  readonly log: Log;
  readonly blanker: Blanker;
  /** Chats beside Wardroom's own rooms. */
  readonly chats?: readonly ChatConnection[];
  /** Plugins in this process, beside Wardroom's own commands and what the plugin folders hold. */
  readonly plugins?: readonly Plugin[];
  now?(): Date;
}

/** Everything, built and handed to each other. */
export interface Wardroom {
  readonly identity: Identity;
  readonly record: OpenRecord;
  readonly feed: Feed;
  current(): Current;
  /** A chat's event: stored, then worked on. */
  hear(incoming: Incoming): Promise<Heard>;
  /** Resolves when a message has been answered, and the chats have been told. */
  answered(messageId: string): Promise<void>;
  readonly doors: Pick<ServerNeeds, "connection" | "ready" | "metrics">;
  /** Takes up what a process that died left unanswered; from now on also what others leave. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** How often messages of dead processes are looked for, in ms. */
const TAKE_OVER_MS = 5_000;
/** How long what runs may take to end by itself when the server stops, in ms. */
const STOP_MS = 5_000;

export async function compose({ config, store, log, blanker, ...needs }: ComposeNeeds): Promise<Wardroom> {
  const now = needs.now ?? (() => new Date());
  const { blank } = blanker;
  const closing: (() => unknown)[] = [];
  const close = (): Promise<void> => closeAll(closing);
  try {
    return await build();
  } catch (error) {
    await close().catch((failed: unknown) => log.error({ err: failed }, "not everything was closed"));
    throw error;
  }

  async function build(): Promise<Wardroom> {
    // Settings, plugins, policies: what is current, and who is who by it.
    const settings = await watchSettings({ file: config.settingsFile, log, changed: () => void resettle() });
    closing.push(() => settings.close());
    requireDemoSettings(settings.current().settings, config.demo);
    const runs = openRuns();
    const builtin = builtinPlugin({
      store,
      now,
      runs,
      identity: () => who,
      current: () => live.get(),
      broken: () => plugins.current().problems,
      record: () => record,
      meaning: () => meaning,
      judging: () => judging(),
      follows: () => follows,
    });
    const plugins = await watchPlugins({
      builtin: [builtin.plugin, ...(needs.plugins ?? [])],
      environment: config.environment,
      sources() {
        const { settings: now } = settings.current();
        return { folders: now.plugins, checks: now.checks, secretVariables: secretVariables(now) };
      },
      changed: () => void live.refresh(),
      log,
    });
    closing.push(() => plugins.close());
    const live = await openCurrent({
      log,
      sources: () => ({ settings: settings.current().settings, loaded: plugins.current() }),
      changed: () => hub.refresh(),
    });
    const policies = await watchPolicies({
      log,
      folder: () => settings.current().settings.policies.folder,
      changed: () => void live.refresh(),
    });
    closing.push(policies.close);
    async function resettle(): Promise<void> {
      await plugins.reload();
      await live.refresh();
      await connections.look();
      await tellConnectionProblems();
    }
    async function tellConnectionProblems(): Promise<void> {
      for (const problem of await connections.problems())
        log.warn({ problem }, "a connection in the settings is not right");
    }
    const who = identity({ settings: () => live.get().settings });
    const hub = openHub((personId) => who.roomsOf(personId).map(({ id }) => id));
    const metrics = openMetrics({ clients: () => hub.size });

    // What is kept: the record, secrets, connections.
    const origin = live.get().settings.record.origin;
    const keys = join(config.dataDir, "keys");
    const record = await openRecord({
      store,
      log,
      now,
      blank,
      key: await openRecordKey(keys, origin),
      folder: join(config.dataDir, "checkpoints"),
      onCheckpoint: postCheckpoint,
    });
    closing.push(() => record.close());
    const secrets = openSecrets({ store, keyFile: join(keys, "secrets.key") });
    const connections = openConnections({
      snapshot: () => settings.current(),
      declared: () => plugins.current().plugins.flatMap((plugin) => plugin.connections),
      resolve: secretResolver({ secrets, blanker, env: envSecret }),
      inventory: () => live.get().inventory,
      blank,
      log,
    });
    closing.push(() => connections.close());

    // The rooms: what is said goes in, what is shown comes out, in one order.
    const worker = await openWorker(store, log);
    closing.push(() => worker.close());
    const feed = await openFeed({ store, worker: worker.number, log });
    closing.push(() => feed.close());
    closing.push(feed.subscribe(hub.events));
    const appended = feed.appended;
    const rooms = openAppend({ store, worker: worker.number, now, appended, chatOf: (room) => chats.chatOf(room) });
    closing.push(() => rooms.idle());
    const follows = openFollows({
      store,
      record,
      log,
      room: who.room,
      rooms: who.rooms,
      post: async (intent) => void (await rooms.deliver({ intents: [intent] })),
    });
    closing.push(() => follows.close());
    const hearing = openHear({
      personOf: who.personOf,
      store: rooms.heard,
      before: (item) => heardBefore(store, item),
    });

    // One message's way.
    const meaning = openMeaning({
      now,
      interpret: () => live.get().interpret,
      aliasesOf: builtin.aliasesOf,
      lineBack: (personId, before, back) => lineBack(store, personId, before, back),
    });
    const judging = (): JudgeNeeds => ({
      ...live.get(),
      now,
      room: (id) => who.room(id) ?? chats.roomOf(id),
      roomsOf: who.roomsOf,
      people: who.people,
      failed: (error) => log.error({ err: error }, "a request could not be judged"),
    });
    /** Whoever speaks in a room of another chat is in it, by that chat's word. */
    const judgingOf = ({ person, place }: Request): JudgeNeeds => {
      const outside = chats.roomOf(place.room);
      if (outside === undefined) return judging();
      const roomsOf = (id: string) => (id === person.id ? [...who.roomsOf(id), outside] : who.roomsOf(id));
      return { ...judging(), roomsOf };
    };
    const performing = perform({
      log,
      runs,
      blank,
      connections,
      registry: () => live.get().registry,
      granted: (grant) => record.granted(grant.entry, callHash(grant.request)),
      keepFile: (request, name, content) => keepFile(store, { room: request.place.room, name, content }),
      progress: ({ id, place }, text, share) =>
        hub.tellRoom(place.room, {
          type: "progress",
          room: place.room,
          message: `re:${id.split("/")[0]}`,
          text,
          share,
        }),
    });
    const reply = openReply({
      // A reply has been given to everybody who listens before its message counts as settled.
      deliver: async (delivery) => feed.reached(await rooms.deliver(delivery)),
      stands: (key) => stands(store, key),
      newId,
      now,
      ended(message, act, outcome) {
        metrics.answered(act, outcome, (now().getTime() - message.at.getTime()) / 1000);
        if (message.person !== undefined)
          hub.tell(message.person.id, { type: "settled", answers: message.id, act, outcome });
      },
      broke: (message, error) => log.error({ err: error, message: message.id }, "a message could not be answered"),
    });
    const work = openWork(
      (message) =>
        onMessage(message, {
          interpret: meaning.of,
          requests: (said, meant) => requestsOf(said, meant, live.get().registry),
          request: (request) => onRequest(request, { judge: judge(judgingOf(request)), record, perform: performing }),
          reply,
        }),
      log,
    );
    closing.push(async () => {
      const timer = setTimeout(() => void runs.stop(), STOP_MS);
      await work.end();
      clearTimeout(timer);
    });

    async function hear(incoming: Incoming): Promise<Heard> {
      const heard = await hearing(incoming);
      if (heard.fresh) work.begin(heard.message);
      return heard;
    }

    const chats = await openChats(needs.chats ?? [], {
      store,
      log,
      now,
      folder: live.get().settings.folder,
      hear: async (incoming) => void (await hear(incoming)),
      userOf: (platform, personId) =>
        live
          .get()
          .settings.people.find(({ id }) => id === personId)
          ?.accounts.find((account) => account.platform === platform)?.userId,
      readFile: async (id, room) =>
        (await readFile(store, id, { person: "", rooms: [room] }))?.content ?? new Uint8Array(),
    });
    closing.push(() => chats.close());

    async function postCheckpoint({ note, size }: Checkpoint): Promise<void> {
      const room = live.get().settings.record.checkpointRoom;
      if (room === undefined) return;
      const card = {
        title: `The record stands at ${size} entries`,
        blocks: [{ kind: "code" as const, text: note }],
        foot: "Keep this: `wardroom record verify --since` finds any history that was rewritten after it.",
      };
      const key = `checkpoint:${size}`;
      await rooms.deliver({ intents: [{ key, message: key, place: { room }, body: { kind: "message", card } }] });
    }

    const takeUp = async (): Promise<void> => {
      for (const message of await takeOver(store, worker.number, who.personOf)) work.begin(message);
    };

    return {
      identity: who,
      record,
      feed,
      current: live.get,
      hear,
      async answered(messageId) {
        await work.over(messageId);
        await chats.idle();
      },
      doors: {
        connection: openDoors({
          store,
          feed,
          hub,
          log,
          now,
          identity: who,
          demo: config.demo,
          osUser: config.osUser,
          limits: () => live.get().settings.limits,
          slowed: metrics.slowed,
          hear: hearing,
          begin: work.begin,
          explain: builtin.explain,
          complete: async (person, room, text) =>
            complete(live.get().registry, text, live.get().inventory, (command) =>
              builtin.mayRun(person, command, room),
            ),
          file: (person, id) =>
            readFile(store, id, { person: person.id, rooms: who.roomsOf(person.id).map((room) => room.id) }),
        }),
        ready: async () => (await store.pool.query("select 1").catch(() => undefined)) !== undefined,
        metrics: metrics.text,
      },
      async resume() {
        await tellConnectionProblems();
        await takeUp();
        const timer = setInterval(() => {
          takeUp().catch((error: unknown) =>
            log.error({ err: error }, "messages of dead processes were not looked for"),
          );
        }, TAKE_OVER_MS);
        closing.push(() => clearInterval(timer));
      },
      close,
    };
  }
}
