// npm test [-- VITEST ARGS…]: installs what is missing, packages of the system included where it may, then runs it all.
import { existsSync } from "node:fs";
import { install } from "./install.mjs";
import { run } from "./node.mjs";

/** What some tests need of the machine: a Debian package, how to see that it is there, and what is not tested without. */
const NEEDS = [
  { apt: "openssh-server", file: "/usr/sbin/sshd", for: "asking a host over SSH" },
  {
    apt: "postgresql-15",
    file: "/usr/lib/postgresql/15/bin/postgres",
    for: "the store on PostgreSQL 15 (a second embedded server stands in)",
  },
  {
    apt: "monitoring-plugins-basic",
    file: "/usr/lib/nagios/plugins/check_load",
    for: "Nagios checks with Debian's plugins",
  },
  { apt: "tmux", file: "/usr/bin/tmux", for: "the terminal room in a pseudo-terminal" },
];

if (!(await install({ dev: true }))) process.exit(1);
const absent = await bring(NEEDS.filter((need) => !existsSync(need.file)));
for (const need of absent) process.stderr.write(`Not tested here, as ${need.apt} is missing: ${need.for}.\n`);
if (absent.length > 0 && process.env.CI) {
  process.stderr.write("Under CI nothing is skipped. Install what is missing and run again.\n");
  process.exit(1);
}
const { code } = await run("vitest", ["run", ...process.argv.slice(2)]);
process.exitCode = code;

/** Installs with apt as root; gives what is still missing. */
async function bring(wanted) {
  if (wanted.length === 0 || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return wanted;
  process.stderr.write(`Installing for the tests: ${wanted.map((need) => need.apt).join(", ")}\n`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const apt = (args) => run("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=120", ...args], { quiet: true, env });
  const names = wanted.map((need) => need.apt);
  const tries = async () => (await apt(["install", "-y", "--no-install-recommends", ...names])).code === 0;
  if (!(await tries())) {
    await apt(["update"]);
    await tries();
  }
  return wanted.filter((need) => !existsSync(need.file));
}
