import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A program on a pseudo-terminal, seen as a person sees it: the screen as it stands, not the bytes that made it. */
export interface Pty {
  /** Keys by letter: what is typed is sent as it is. */
  type(text: string): Promise<void>;
  /** Keys by name, as tmux calls them: `Enter`, `Up`, `C-c`, `Home`. */
  press(...keys: string[]): Promise<void>;
  /** As a terminal pastes: marked, where the program asked for marks. */
  paste(text: string): Promise<void>;
  /** The rows of the screen, blanks at their ends taken off. */
  screen(): Promise<string>;
  /** The screen with the escapes that colour it. */
  painted(): Promise<string>;
  /** The screen with all that has scrolled away above it. */
  whole(): Promise<string>;
  /** Resolves to the screen once it shows this; rejects, with what it shows instead, when it does not in time. */
  sees(wanted: string | RegExp, withinMs?: number): Promise<string>;
  cursor(): Promise<{ column: number; row: number }>;
  resize(columns: number, rows: number): Promise<void>;
  /** The program's exit code, once it has ended. */
  ended(withinMs?: number): Promise<number>;
  close(): Promise<void>;
}

export interface PtySettings {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

let opened = 0;

/** Whether tmux, the terminal these tests look at programs through, is installed. */
export async function hasPty(): Promise<boolean> {
  return run("tmux", ["-V"]).then(
    () => true,
    () => false,
  );
}

/** Starts a program on a terminal of its own: a tmux server that nobody else uses and that ends with `close`. */
export async function openPty(command: readonly string[], settings: PtySettings = {}): Promise<Pty> {
  const { columns = 80, rows = 24, env = {}, cwd } = settings;
  const name = `wardroom-test-${process.pid}-${++opened}`;
  const tmux = async (...args: string[]): Promise<string> =>
    (await run("tmux", ["-L", name, "-u", "-f", "/dev/null", ...args], { env: { ...process.env, LC_ALL: "C.UTF-8" } }))
      .stdout;
  const set = Object.entries({ LC_ALL: "C.UTF-8", ...env }).map(([key, value]) => `${key}=${value}`);
  const size = ["-x", String(columns), "-y", String(rows)];
  // tmux now and then does not learn that its program has ended, so a shell round the program tells how it did.
  const folder = await mkdtemp(join(tmpdir(), "pty-"));
  const ending = join(folder, "ending");
  // Set before the program starts, so that one which ends at once can still be looked at.
  await tmux(
    "start-server",
    ";",
    "set-option",
    "-g",
    "remain-on-exit",
    "on",
    ";",
    "set-option",
    "-g",
    "history-limit",
    "5000",
    ";",
    "new-session",
    "-d",
    "-s",
    "t",
    ...size,
    ...(cwd === undefined ? [] : ["-c", cwd]),
    "--",
    "sh",
    "-c",
    'env "$@"; echo $? >"$0"',
    ending,
    ...set,
    ...command,
  );

  const capture = (...more: string[]): Promise<string> => tmux("capture-pane", "-p", "-t", "t", ...more);
  const tell = async (format: string): Promise<string> =>
    (await tmux("display-message", "-p", "-t", "t", format)).trim();

  return {
    async type(text) {
      await tmux("send-keys", "-t", "t", "-l", "--", text);
    },
    async press(...keys) {
      await tmux("send-keys", "-t", "t", ...keys);
    },
    async paste(text) {
      await tmux("set-buffer", "--", text);
      await tmux("paste-buffer", "-p", "-d", "-t", "t");
    },
    screen: () => capture().then(trimmed),
    painted: () => capture("-e"),
    whole: () => capture("-S", "-").then(trimmed),
    async sees(wanted, withinMs = 5_000) {
      const untilMs = Date.now() + withinMs;
      for (;;) {
        const shown = trimmed(await capture());
        if (typeof wanted === "string" ? shown.includes(wanted) : wanted.test(shown)) return shown;
        if (Date.now() > untilMs) throw new Error(`The terminal does not show ${wanted}, but:\n${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    async cursor() {
      const [column = 0, row = 0] = (await tell("#{cursor_x} #{cursor_y}")).split(" ").map(Number);
      return { column, row };
    },
    async resize(newColumns, newRows) {
      await tmux("resize-window", "-t", "t", "-x", String(newColumns), "-y", String(newRows));
    },
    async ended(withinMs = 10_000) {
      const untilMs = Date.now() + withinMs;
      for (;;) {
        const code = await readFile(ending, "utf8").catch(() => "");
        if (/^\d+\n$/.test(code)) return Number(code);
        if (Date.now() > untilMs) throw new Error(`The program still runs and shows:\n${trimmed(await capture())}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    async close() {
      await tmux("kill-server").catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function trimmed(screen: string): string {
  return screen
    .split("\n")
    .map((row) => row.trimEnd())
    .join("\n")
    .trimEnd();
}
