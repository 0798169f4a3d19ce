import type { Io } from "./io.ts";

/** One verb of the command line. */
export interface Verb {
  readonly usage: string;
  readonly summary: string;
  /** Loaded when it is asked for, so that no verb pays for another. */
  load(): Promise<(args: readonly string[], io: Io) => Promise<number>>;
}

/** The verbs, in the order of help. Names and flags are kept: scripts use them. */
export const verbs: Readonly<Record<string, Verb>> = {
  up: {
    usage:
      "up [--data DIR] [--port N] [--host ADDRESS] [--config FILE] [--log LEVEL] [--demo] [--as NAME] [--room ROOM]",
    summary: "start everything; on a terminal, the terminal room in it",
    load: async () => (await import("./up.ts")).up,
  },
  chat: {
    usage: "chat [--as NAME] [--room ROOM] [--data DIR] [--demo]",
    summary: "the terminal room; with piped input, one message a line",
    load: async () => (await import("./chat.ts")).chat,
  },
  say: {
    usage: "say TEXT [--as NAME] [--room ROOM] [--json] [--data DIR] [--demo]",
    summary: "one message in, every reply out",
    load: async () => (await import("./say.ts")).say,
  },
  explain: {
    usage: "explain TEXT [--as NAME] [--room ROOM] [--json] [--data DIR] [--demo]",
    summary: "what would happen, and why; runs nothing",
    load: async () => (await import("./explain.ts")).explain,
  },
  interpret: {
    usage: "interpret [--plugins DIR] [--inventory FILE]",
    summary: "what messages mean, JSON lines in and out; needs no server",
    load: async () => (await import("./interpret.ts")).interpret,
  },
  plugin: {
    usage: "plugin new NAME [--dir DIR] [--script bash|python|node] | check DIR | list [--json] [--data DIR]",
    summary: "make a command, try one out, or list those there are",
    load: async () => (await import("./plugin.ts")).plugin,
  },
  indicators: {
    usage: 'indicators   (JSON lines on standard input: {"id", "text"})',
    summary: "the addresses, domains, URLs, hashes and the like in each text",
    load: async () => (await import("./indicators.ts")).indicators,
  },
  record: {
    usage:
      "record export FILE | verify EXPORT --key FILE [--since KEPT] | prove NUMBER [--from KEPT] [--json] [--data DIR]",
    summary: "write the record to a file, check it with the public key alone, prove an entry",
    load: async () => (await import("./record.ts")).record,
  },
  backup: {
    usage: "backup FILE [--data DIR] [--json]",
    summary: "everything the store holds into one file; a server may run meanwhile",
    load: async () => (await import("./backup.ts")).backup,
  },
  restore: {
    usage: "restore FILE [--data DIR] [--json]",
    summary: "fill an empty store from a backup",
    load: async () => (await import("./restore.ts")).restore,
  },
  store: {
    usage: "store move --to URL [--data DIR] [--json]",
    summary: "copy everything into an empty database of another server",
    load: async () => (await import("./store-move.ts")).store,
  },
  secret: {
    usage: "secret set NAME | list | remove NAME [--json] [--data DIR]",
    summary: "secrets of outside systems, kept encrypted; never shown again",
    load: async () => (await import("./secret.ts")).secret,
  },
  settings: {
    usage: "settings check [FILE] | schema [inventory] [--json] [--data DIR] [--config FILE]",
    summary: "whether the settings are right; their JSON Schema for editors",
    load: async () => (await import("./settings.ts")).settings,
  },
  doctor: {
    usage: "doctor [--json] [--data DIR] [--config FILE] [--port N] [--host ADDRESS]",
    summary: "looks at everything that can keep Wardroom from working",
    load: async () => (await import("./doctor.ts")).doctor,
  },
};
