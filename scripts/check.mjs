// npm run check: everything about the code that can be told without running it. Goes through all of it, then fails.
import { checkDocs } from "./docs.mjs";
import { install } from "./install.mjs";
import { run } from "./node.mjs";
import { checkPackages } from "./packages.mjs";
import { checkRules } from "./rules.mjs";
import { checkSizes } from "./sizes.mjs";

const tool =
  (program, ...args) =>
  async () => {
    const { code, out, err } = await run(program, args, { quiet: true });
    return code === 0 ? [] : [`${out}${err}`.trim()];
  };

/** Each gives what is wrong with it. */
const CHECKS = {
  types: tool("tsc", "-p", "tsconfig.json"),
  "form and lint": tool("biome", "check", "--error-on-warnings", "--max-diagnostics=100", "."),
  "dependency rules": checkRules,
  "unused code": tool("knip"),
  packages: checkPackages,
  documents: async () => checkDocs(),
  "sizes of files": async () => checkSizes(),
};

if (!(await install({ dev: true }))) process.exit(1);
const asked = process.argv.slice(2);
for (const [name, check] of Object.entries(CHECKS)) {
  if (asked.length > 0 && !asked.some((word) => name.includes(word))) continue;
  const from = performance.now();
  const wrong = await check().catch((error) => [error.message]);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  process.stdout.write(`${wrong.length === 0 ? "✓" : "✗"} ${name} (${seconds} s)\n`);
  for (const line of wrong) process.stdout.write(`${line.replace(/^/gm, "    ")}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}
