// npm run bench -- NAME [ARGS…]: runs bench/NAME.ts from source. Without a name, lists what there is.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { install } from "./install.mjs";
import { node, ROOT, run } from "./node.mjs";

const [name, ...rest] = process.argv.slice(2);
const folder = join(ROOT, "bench");
const file = join(folder, `${name}.ts`);

if (name === undefined || !existsSync(file)) {
  const names = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.endsWith(".ts")) : [];
  process.stderr.write(
    `npm run bench -- NAME, with NAME one of: ${names.map((entry) => entry.slice(0, -3)).join(", ")}\n`,
  );
  process.exit(2);
}
if (!(await install({ dev: true }))) process.exit(1);
const program = `const { run } = await import(${JSON.stringify(file)}); await run(process.argv.slice(1));`;
const { code } = await run(node(), ["--conditions=source", "--input-type=module", "--eval", program, "--", ...rest]);
process.exitCode = code;
