// npm start: install what is missing, then `wardroom up --demo` with the Node that the repository brings.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { install } from "./install.mjs";
import { node, ROOT } from "./node.mjs";

if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(
    `Wardroom starts on Node 20 or later; this is ${process.versions.node}. Install a newer Node and start again.\n`,
  );
  process.exit(1);
}
if (!(await install({ dev: false }))) process.exit(1);

const args = [
  "--conditions=source",
  join(ROOT, "packages/wardroom/bin/wardroom.js"),
  "up",
  "--demo",
  ...process.argv.slice(2),
];
if (process.execve !== undefined) process.execve(node(), [node(), ...args], process.env);
const child = spawn(node(), args, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // A Ctrl-C reaches the child from the terminal itself; passed on it would come twice.
  process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
}
child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
