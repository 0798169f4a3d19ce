#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can read: it finds the right Node and the right files, and starts the
// command line with them. A checkout runs from source, an installed package (Node strips no types there) from dist.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import * as nodeModule from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NEEDED_MAJOR = 24;
const self = realpathSync(fileURLToPath(import.meta.url));
const root = dirname(dirname(self));
const fromSource = !self.includes("/node_modules/") && existsSync(join(root, "src/cli/cli.ts"));

const conditions = fromSource && !process.execArgv.includes("--conditions=source") ? ["--conditions=source"] : [];
const isOld = Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR;

if (isOld || conditions.length > 0) {
  const node = isOld ? broughtNode() : process.execPath;
  if (node === undefined) {
    process.stderr.write(
      `Wardroom needs Node ${NEEDED_MAJOR} or later; this is ${process.versions.node}, and none was brought for ${process.platform}-${process.arch}. Install Node ${NEEDED_MAJOR} and start again.\n`,
    );
    process.exit(1);
  }
  become(node, [...process.execArgv, ...conditions, self, ...process.argv.slice(2)]);
} else {
  nodeModule.enableCompileCache?.();
  const { main } = await import(pathToFileURL(join(root, fromSource ? "src/cli/cli.ts" : "dist/cli/cli.js")).href);
  process.exitCode = await main(process.argv.slice(2));
}

/** The Node that npm installs beside Wardroom; undefined where there is none for this platform, or none that is there. */
function broughtNode() {
  try {
    const { resolve } = nodeModule.createRequire(self);
    const path = join(dirname(resolve(`node-${process.platform}-${process.arch}/package.json`)), "bin/node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Turns this process into that one where the system can; else runs it as a child and ends the way it ends. */
function become(node, args) {
  if (process.execve !== undefined && process.platform !== "win32") process.execve(node, [node, ...args], process.env);
  const child = spawn(node, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"]) {
    // A Ctrl-C reaches the child from the terminal itself; passed on it would come twice.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.once("error", (error) => {
    process.stderr.write(`Node ${NEEDED_MAJOR} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.once("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
