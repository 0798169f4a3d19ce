// npm run crash [-- ROUNDS]: the crash tests alone, as many rounds as asked for.
import { install } from "./install.mjs";
import { run } from "./node.mjs";

const rounds = process.argv[2] ?? "";
if (!(await install({ dev: true }))) process.exit(1);
const { code } = await run("vitest", ["run", "tests/crash"], {
  env: rounds === "" ? {} : { WARDROOM_CRASH_ROUNDS: rounds },
});
process.exitCode = code;
