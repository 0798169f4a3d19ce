import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Said } from "@wardroom/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../base/log.ts";
import type { Registered } from "../../model/registry.ts";
import { loadScript } from "./load.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wardroom-script-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", SECRET: "canary-4711", NAMED: "seen" };
const yaml = "name: try it\nsummary: Tries it\nrisk: read\nexamples: [try it]\n";

async function load(run: string, declaration = yaml): Promise<Registered | string> {
  await writeFile(join(folder, "command.yaml"), declaration);
  await writeFile(join(folder, "run"), run);
  await chmod(join(folder, "run"), 0o755);
  return loadScript(folder, { environment, log: silentLog() });
}

/** Loads a script and runs it once. */
async function says(
  run: string,
  more: { args?: Record<string, unknown>; declaration?: string; signal?: AbortSignal } = {},
) {
  const loaded = await load(run, more.declaration);
  if (typeof loaded === "string") throw new Error(loaded);
  const progress: string[] = [];
  const said = (await loaded.command.run({
    args: loaded.command.args.parse(more.args ?? {}),
    use: {},
    now: new Date("2026-11-24T09:00:00Z"),
    callId: "call1",
    signal: more.signal ?? AbortSignal.timeout(20_000),
    person: { id: "ana", name: "Ana" },
    room: "soc",
    progress: (text) => progress.push(text),
  })) as Said;
  return { ...said, progress };
}

test("it gets one JSON request on its input and answers in plain text", async () => {
  const { say } = await says('#!/bin/sh\nread -r request; echo "$request"\n', {
    declaration:
      "name: try it\nsummary: s\nrisk: read\nargs:\n  to: {type: string, format: ip}\nrequired: [to]\nexamples: [try it 192.0.2.1]\n",
    args: { to: "2001:DB8::0:1" },
  });
  expect(JSON.parse(say as string)).toEqual({
    protocol: 1,
    command: "try it",
    args: { to: "2001:db8::1" },
    person: { id: "ana", name: "Ana" },
    room: "soc",
    callId: "call1",
    now: "2026-11-24T09:00:00.000Z",
  });
});

test("an argument with shell text in it stays text", async () => {
  const { say } = await says(
    '#!/bin/sh\nread -r r; printf \'%s\\n\' "$r" | sed \'s/.*"what":"\\(.*\\)"},"person.*/\\1/\'\n',
    {
      declaration: "name: try it\nsummary: s\nrisk: read\nargs:\n  what: {type: string}\nexamples: [try it x]\n",
      args: { what: "$(touch pwned); `id` && rm -rf ." },
    },
  );
  expect(say).toBe("$(touch pwned); `id` && rm -rf .");
});

test("it sees PATH, LANG, what it names, and nothing else", async () => {
  const { say } = await says("#!/bin/sh\nenv | cut -d= -f1 | sort | tr '\\n' ' '\n", {
    declaration: `${yaml}env: [NAMED]\n`,
  });
  expect(say).toBe("LANG NAMED PATH PWD WARDROOM_RUN");
});

test("text, tables, files and results come in the order they were printed", async () => {
  const said = await says(`#!/bin/sh
echo hello
echo '{"progress": "half", "share": 0.5}'
echo '{"say": "there"}'
echo '{"table": {"columns": ["a", "b"], "rows": [[1, "x"], [null, true]]}}'
echo after
echo '{"result": {"open": 2, "up": true}}'
echo '{"file": {"name": "a.txt", "text": "hi"}}'
`);
  expect(said).toEqual({
    say: "hello\nthere",
    card: {
      blocks: [
        {
          kind: "table",
          columns: ["a", "b"],
          rows: [
            [1, "x"],
            [null, "true"],
          ],
        },
        { kind: "text", text: "after" },
        {
          kind: "fields",
          fields: [
            { label: "open", value: "2" },
            { label: "up", value: "true" },
          ],
        },
      ],
    },
    files: [{ name: "a.txt", content: "hi" }],
    progress: ["half"],
  });
});

test("broken JSON, unknown keys and bytes that are no UTF-8 are shown as the text they are", async () => {
  const { say } = await says(`#!/bin/sh
echo '{"say": '
echo '{"port":12345678901234567890}'
echo '{"say": 5}'
printf 'a\\377b\\n'
`);
  expect(say).toBe('{"say": \n{"port":12345678901234567890}\n{"say": 5}\na\ufffdb');
});

test("exit 1 is a failure with an answer, and says the last error lines where it says nothing else", async () => {
  expect(await says("#!/bin/sh\necho 'no such host'; exit 1\n")).toMatchObject({ say: "no such host", failed: true });
  expect(await says("#!/bin/sh\necho oops >&2; exit 1\n")).toMatchObject({ say: "oops", failed: true });
});

test.each([
  [
    "another exit code",
    "echo partly; echo why >&2; exit 3",
    /ended with exit code 3\.\nBefore that it said:\npartly\nIts last error lines:\nwhy/,
  ],
  ["a signal", "kill -SEGV $$", /was ended by SIGSEGV/],
  ["more than a megabyte", "yes wardroom | head -c 1000000000", /printed more than 1 MB and was stopped/],
  ["one endless line", "cat /dev/zero | tr '\\0' x", /printed more than 1 MB/],
])("%s is broken, and says what there was", async (_what, shell, expected) => {
  const error = await says(`#!/bin/sh\n${shell}\n`).catch((error) => error);
  expect(error.code).toBe("script-broken");
  expect(error.say).toMatch(expected);
  expect(error.say.length).toBeLessThan(1_100_000);
});

test("a script that reports progress without end is not stopped for it", async () => {
  const { say, progress } = await says(
    `#!/bin/sh\nyes '{"progress": "${"x".repeat(200)}"}' | head -n 20000; echo done\n`,
  );
  expect(say).toBe("done");
  expect(progress).toHaveLength(20_000);
});

test("cancelled in the middle it ends at once, and what it had said is not lost", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 300);
  const error = await says("#!/bin/sh\necho so far; exec sleep 600\n", { signal: abort.signal }).catch(
    (error) => error,
  );
  expect(error).toMatchObject({ code: "script-stopped", say: "so far" });
});

test("a script changed since it was loaded does not run", async () => {
  const loaded = (await load("#!/bin/sh\necho one\n")) as Registered;
  await writeFile(join(folder, "run"), "#!/bin/sh\necho two\n");
  const call = { args: {}, signal: AbortSignal.timeout(5_000), now: new Date(), person: { id: "a", name: "A" } };
  await expect(loaded.command.run(call as never)).rejects.toMatchObject({ code: "script-changed" });
});

test("a script that writes a new file beside itself is another version", async () => {
  const first = (await load("#!/bin/sh\necho one\n")) as Registered;
  await writeFile(join(folder, "library.sh"), "x=1\n");
  const second = (await load("#!/bin/sh\necho one\n")) as Registered;
  expect(second.version).not.toBe(first.version);
});

test.each([
  ["no first line that names an interpreter", "echo hi\n", yaml, /no first line that names its interpreter/],
  ["Windows line ends", "#!/bin/sh\r\necho hi\r\n", yaml, /carriage return/],
  ["no risk", "#!/bin/sh\n", yaml.replace("risk: read\n", ""), /command\.yaml:1:1: risk: /],
  ["an unknown key", "#!/bin/sh\n", `${yaml}undo: yes\n`, /command\.yaml:.*undo/],
  [
    "a format that is no entity",
    "#!/bin/sh\n",
    `${yaml}args:\n  a: {type: string, format: ipv9}\n`,
    /:6:3: args\.a: "ipv9" is no format here; there are ip,/,
  ],
  [
    "a default that does not fit",
    "#!/bin/sh\n",
    `${yaml}args:\n  a: {type: integer, maximum: 3, default: 4}\n`,
    /its default does not fit/,
  ],
  ["a required argument that is not there", "#!/bin/sh\n", `${yaml}required: [b]\n`, /names b/],
  ["broken YAML", "#!/bin/sh\n", "name: [", /command\.yaml:1:8/],
  [
    "an alias bomb",
    "#!/bin/sh\n",
    `a: &a [x,x]\nb: &b [${"*a,".repeat(20)}]\nc: [${"*b,".repeat(20)}]\n`,
    /too many aliases/,
  ],
  ["a variable of Wardroom's own", "#!/bin/sh\n", `${yaml}env: [DATABASE_URL]\n`, /keeps this variable to itself/],
  [
    "an example with arguments that do not fit",
    "#!/bin/sh\n",
    yaml.replace("[try it]", "[{say: x, means: {n: 1}}]"),
    /"x" means no valid arguments/,
  ],
])("with %s it is refused in one sentence", async (_what, run, declaration, expected) => {
  expect(await load(run, declaration)).toMatch(expected);
});

test("a file that may not be executed, or is not there, is named", async () => {
  await load("#!/bin/sh\n");
  await chmod(join(folder, "run"), 0o644);
  expect(await loadScript(folder, { environment, log: silentLog() })).toMatch(/not executable/);
  await rm(join(folder, "run"));
  expect(await loadScript(folder, { environment, log: silentLog() })).toMatch(/no file named run/);
});
