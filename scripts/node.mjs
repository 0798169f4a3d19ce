// What the scripts share: the repository's folder, and running a program with the Node that the repository brings.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
export const MODULES = join(ROOT, "node_modules");

/** The brought Node once it is installed, this one before. */
export function node() {
  const brought = join(MODULES, ".bin/node");
  return existsSync(brought) ? brought : process.execPath;
}

/** Runs a program in the repository; its output is ours, or with `quiet` what is given back. */
export function run(program, args, { quiet = false, env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const PATH = `${join(MODULES, ".bin")}:${process.env.PATH}`;
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    const said = { out: "", err: "" };
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      said.out += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      said.err += text;
    });
    const pass = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, pass);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      for (const each of SIGNALS) process.off(each, pass);
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 143), ...said });
    });
  });
}
