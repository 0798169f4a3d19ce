import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { serverProcess } from "./crash/server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a document asks a reader to do, in order: write a file, or type a line and see this. */
type Step =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "line"; readonly line: string; readonly shows: string };

/** A document whose server the reader has started says so by this comment, which nobody sees. */
const BESIDE = "<!-- beside a server: wardroom up --demo -->";

/**
 * The steps of a document. In a block marked `console`, each line after `$ ` is typed, and what stands under it is all
 * that it prints, but for `…`: within a line for anything in that line, alone on a line for any lines. A block marked
 * `file=PATH` is written there first.
 */
export function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].flatMap(
    ([, language, path, text = ""]): Step[] => {
      if (path !== undefined) return [{ kind: "file", path, text }];
      if (language !== "console") return [];
      return text
        .split(/^\$ /m)
        .slice(1)
        .map((part) => {
          const end = part.indexOf("\n");
          return { kind: "line", line: part.slice(0, end), shows: part.slice(end + 1) };
        });
    },
  );
}

/** Whether what was printed is what a document shows, blanks at the ends of lines apart. */
export function isShown(printed: string, shows: string): boolean {
  const pattern = trimmed(shows)
    .split("\n")
    .map((line) => (line === "…" ? "(?:.*\\n)*?" : `${line.split("…").map(literal).join("[^\\n]*")}\\n`))
    .join("");
  return new RegExp(`^${pattern}$`, "u").test(`${trimmed(printed)}\n`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function trimmed(text: string): string {
  return text.replace(/[ \t]+$/gm, "").replace(/\n+$/, "");
}

/** A test for each of these documents of the repository: whoever follows it, in an empty folder, sees what it shows. */
export function followDocuments(files: readonly string[]): void {
  test.each(files)(
    "whoever follows %s sees what it shows",
    async (file) => {
      const text = await readFile(join(root, file), "utf8");
      const folder = await mkdtemp(join(tmpdir(), "wardroom-docs-"));
      const server = text.includes(BESIDE) ? await serverProcess({ dataDir: join(folder, ".wardroom") }) : undefined;
      try {
        await server?.start();
        for (const step of stepsOf(text)) {
          const instead = await follow(step, folder);
          if (instead !== undefined && step.kind === "line") expect(instead, `$ ${step.line}`).toBe(step.shows);
        }
      } finally {
        await server?.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
    // Every line starts a program, or several: half a second each, and much more on a machine that is busy.
    300_000,
  );
}

/** What is dropped into a folder is there a moment later, so a line is typed again for as long, in ms. */
const A_MOMENT_MS = 15_000;

/** Does one step in a folder; resolves to what was printed instead when it was not what is shown. */
async function follow(step: Step, folder: string): Promise<string | undefined> {
  if (step.kind === "file") {
    const path = join(folder, step.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, step.text);
    if (step.text.startsWith("#!")) await chmod(path, 0o755);
    return undefined;
  }
  const untilMs = Date.now() + A_MOMENT_MS;
  for (;;) {
    const printed = await typed(step.line, folder);
    if (isShown(printed, step.shows)) return undefined;
    if (Date.now() > untilMs) return printed;
    await sleep(500);
  }
}

/** `npx` would look for the program in the folder; here it is on the path, from this checkout. */
function typed(line: string, cwd: string): Promise<string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(WARDROOM_|DATABASE_URL$|XDG_RUNTIME_DIR$)/.test(name),
  );
  const PATH = [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const child = spawn("bash", ["-c", `exec 2>&1; npx() { "$@"; }\n${line}`], {
    cwd,
    env: { ...Object.fromEntries(kept), PATH, LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(printed));
  });
}
