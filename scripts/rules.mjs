// The dependency rules, and the proof that they bite: the tool says "no violations" just as gladly of files that it
// could not read. So the modules it saw are counted against the files there are, and each rule must find the breach
// that is planted for it in a small tree of the same shape.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT, run } from "./node.mjs";
import { sourceFiles } from "./sources.mjs";

const SRC = "packages/wardroom/src";
const value = (path) => `import { x } from "${path}";\nexport const y = x;\n`;
const nothing = "export const x = 1;\n";

/** For each rule, files of which one breaks it. */
const BREACHES = {
  "no-cycles": {
    [`${SRC}/base/a.ts`]: 'import type { B } from "./b.ts";\nexport interface A { b: B }\n',
    [`${SRC}/base/b.ts`]: 'import type { A } from "./a.ts";\nexport interface B { a: A }\n',
  },
  "plugins-see-the-sdk-only": { "plugins/one/src/one.ts": value("../../../packages/wardroom/src/base/base.ts") },
  "plugins-do-not-see-each-other": {
    "plugins/two/src/two.ts": value("../../three/src/three.ts"),
    "plugins/three/src/three.ts": nothing,
  },
  "the-sdk-stands-alone": { "packages/sdk/src/sdk.ts": value("../../wardroom/src/base/base.ts") },
  "stages-do-not-know-each-other": {
    [`${SRC}/record/entry.ts`]: 'import type { Sent } from "../deliver/sent.ts";\nexport type Entry = Sent;\n',
    [`${SRC}/deliver/sent.ts`]: "export interface Sent { at: Date }\n",
  },
  "the-model-does-nothing": { [`${SRC}/model/model.ts`]: value("node:fs") },
  "the-base-rests-on-nothing": { [`${SRC}/base/c.ts`]: value("../model/plain.ts"), [`${SRC}/model/plain.ts`]: nothing },
  "the-store-knows-no-stage": {
    [`${SRC}/store/store.ts`]: value("../deliver/thing.ts"),
    [`${SRC}/deliver/thing.ts`]: nothing,
  },
  "only-compose-opens-doors": {
    [`${SRC}/http/http.ts`]: value("../request/judge/judge.ts"),
    [`${SRC}/request/judge/judge.ts`]: nothing,
  },
  "nothing-rests-on-tests": { [`${SRC}/base/d.ts`]: value("./e.fixture.ts"), [`${SRC}/base/e.fixture.ts`]: nothing },
};

/** Gives what is wrong, a line each. */
export async function checkRules() {
  return [...(await breaches()), ...(await blindness())];
}

async function breaches() {
  const { summary, modules } = await cruise(ROOT, ["packages", "plugins"]);
  const seen = new Set(modules.map((module) => module.source));
  const unseen = sourceFiles(["packages", "plugins"]).filter((file) => file.endsWith(".ts") && !seen.has(file));
  return [
    ...summary.violations.map(
      ({ rule, from, to, cycle }) =>
        `${rule.name}: ${from} → ${cycle === undefined ? to : cycle.map((step) => step.name).join(" → ")}`,
    ),
    ...unseen.map((file) => `not looked at by the dependency rules: ${file}`),
  ];
}

async function blindness() {
  const tree = mkdtempSync(join(tmpdir(), "wardroom-rules-"));
  try {
    const files = Object.assign(
      { [`${SRC}/base/base.ts`]: nothing, "tsconfig.json": "{}" },
      ...Object.values(BREACHES),
    );
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const { summary } = await cruise(tree, ["packages", "plugins"]);
    const found = new Set(summary.violations.map(({ rule }) => rule.name));
    return Object.keys(BREACHES)
      .filter((rule) => !found.has(rule))
      .map((rule) => `the rule ${rule} did not find the breach planted for it`);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

async function cruise(cwd, folders) {
  const config = join(ROOT, ".dependency-cruiser.cjs");
  const args = [...folders, "--config", config, "--output-type", "json"];
  const { out, err } = await run("depcruise", args, { quiet: true, cwd });
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`dependency-cruiser did not run: ${err || out}`);
  }
}
