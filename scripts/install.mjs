// Brings node_modules in line with the lockfile, and does nothing when it is: no network, no npm, a few milliseconds.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { MODULES, ROOT, run } from "./node.mjs";

/**
 * Installs what is missing: what running needs, or everything with `dev`. Says on stderr what it does while it does it.
 * Gives false, having said why, when it could not.
 */
export async function install({ dev }) {
  if (missing({ dev }).length === 0) return true;
  const release = await lock();
  try {
    const absent = missing({ dev });
    if (absent.length === 0) return true;
    // Without development's packages npm would remove those that are there.
    return await npmInstall(dev || hasDevelopment(), absent.length);
  } finally {
    release();
  }
}

/**
 * The lockfile's versions, and the lockfile left as it is. Not `npm ci`: that refuses to begin unless the packages of
 * every other platform can be looked up too, which a mirror may well lack, and removes all there is before it begins.
 */
async function npmInstall(dev, count) {
  const from = Date.now();
  const seconds = () => Math.round((Date.now() - from) / 1000);
  const line = (text) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  line(`Installing ${count} packages. Only the first start, and one after an update, does this.`);
  const ticker = process.stderr.isTTY
    ? setInterval(() => line(`Installing ${count} packages … ${seconds()} s`), 1000)
    : 0;
  const args = ["install", "--no-save", ...(dev ? [] : ["--omit=dev"]), "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, out, err } = await npm(args);
  clearInterval(ticker);
  if (code === 0) {
    line(`Installed in ${seconds()} s.`);
    if (process.stderr.isTTY) process.stderr.write("\n");
    return true;
  }
  line("");
  process.stderr.write(
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(err)
      ? "The packages could not be fetched: there is no way to the npm registry. The first start needs one; later ones do not.\n"
      : `npm could not install the packages:\n${`${err}${out}`.trim()}\n`,
  );
  return false;
}

/** The npm that runs us; it says where it lies. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js")
    ? run(process.execPath, [cli, ...args], { quiet: true })
    : run("npm", args, { quiet: true });
}

/** Packages of the lockfile that are not installed, or in another version. */
function missing({ dev }) {
  const wanted = packagesOf(join(ROOT, "package-lock.json"));
  const installed = packagesOf(join(MODULES, ".package-lock.json"));
  return Object.entries(wanted).filter(([path, entry]) => {
    if (!path.includes("node_modules/") || isElsewhere(entry)) return false;
    if (!dev && (entry.dev || entry.devOptional)) return false;
    const there = installed[path];
    return there === undefined || there.version !== entry.version || !existsSync(join(ROOT, path));
  });
}

/**
 * What npm may leave out: packages for another system or C library, and what only those need. Of the optional ones
 * that leaves those that name this system, the runtime and the database among them.
 */
function isElsewhere({ os, cpu, libc, optional }) {
  const fits = (list, own) => list === undefined || [list].flat().includes(own);
  if (!fits(os, process.platform) || !fits(cpu, process.arch)) return true;
  return optional === true && (libc !== undefined || (os === undefined && cpu === undefined));
}

function hasDevelopment() {
  return Object.values(packagesOf(join(MODULES, ".package-lock.json"))).some((entry) => entry.dev);
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/** Two starts of one checkout install one after the other. The kernel lets go of this lock however we end. */
async function lock() {
  const server = createServer();
  if (process.platform !== "linux") return () => {};
  const path = `\0wardroom-install-${createHash("sha256").update(ROOT).digest("hex").slice(0, 16)}`;
  const tries = () =>
    new Promise((resolve) => {
      server.once("error", () => resolve(false)).listen(path, () => resolve(true));
    });
  while (!(await tries())) {
    server.removeAllListeners();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return () => server.close();
}
