import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const SSHD = "/usr/sbin/sshd";

/** A real OpenSSH server on loopback with keys of its own. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  readonly hostKey: string;
  readonly privateKey: string;
  /** A key that the server does not know. */
  readonly strangerKey: string;
  /** Host key of another machine. */
  readonly otherHostKey: string;
  stop(): Promise<void>;
}

/** Whether there is a server to test against. On CI there must be. */
export function haveSshd(): boolean {
  if (existsSync(SSHD)) return true;
  if (process.env["CI"] === "true") throw new Error("openssh-server is not installed; the tests need it");
  console.warn("skipped: openssh-server is not installed");
  return false;
}

export async function startSshd(extra = ""): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), "sshd-"));
  await chmod(folder, 0o700);
  const keys = ["host", "other", "user", "stranger"];
  for (const name of keys)
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(folder, name)]);
  await copyFile(join(folder, "user.pub"), join(folder, "authorized_keys"));
  const text = async (name: string) => (await readFile(join(folder, name), "utf8")).trim();
  const port = await freePort();
  const config = `
Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(folder, "host")}
PidFile none
AuthorizedKeysFile ${join(folder, "authorized_keys")}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
# Debian's bash reads ~/.bashrc for commands over SSH too, unless it believes that it runs inside another shell.
SetEnv SHLVL=2
${extra}
`;
  await writeFile(join(folder, "config"), config);
  // The server wants this folder when it runs as root.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });
  const child = spawn(SSHD, ["-D", "-e", "-f", join(folder, "config")], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(child);
  return {
    port,
    user: userInfo().username,
    hostKey: await text("host.pub"),
    otherHostKey: await text("other.pub"),
    privateKey: `${await text("user")}\n`,
    strangerKey: `${await text("stranger")}\n`,
    async stop() {
      const over = new Promise((resolve) => child.once("exit", resolve));
      if (child.kill()) await over;
      await rm(folder, { recursive: true });
    },
  };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Server listening")) resolve();
    });
    child.once("exit", () => reject(new Error(`sshd ended: ${said}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
    server.once("error", reject);
  });
}
