import { constants, copyFile, cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "../base/fault.ts";
import type { Settings } from "./settings.ts";

/** The example settings that come with the package; the same folder seen from `src` and from `dist`. */
const demoFolder = fileURLToPath(new URL("../../demo/", import.meta.url));

export interface FirstStart {
  readonly dataDir: string;
  readonly settingsFile: string;
  /** The settings file was named by whoever starts Wardroom: it is theirs to make. */
  readonly settingsNamed: boolean;
  readonly demo: boolean;
  readonly osUser: string;
  readonly zone?: string;
}

/**
 * The data folder, and settings in it when there are none yet: with `demo` the example people, rooms, hosts and
 * policies; without it one room and one person, the owner of the folder, who keeps the site. What is there is never
 * overwritten, and two processes that start at once make it once. Resolves to whether settings were made.
 */
export async function layOut(start: FirstStart): Promise<boolean> {
  try {
    await mkdir(start.dataDir, { recursive: true, mode: 0o700 });
    if (start.settingsNamed) return false;
    if (start.demo) return await layOutDemo(start);
    await mkdir(join(dirname(start.settingsFile), "plugins"), { recursive: true });
    await mkdir(join(dirname(start.settingsFile), "policies"), { recursive: true });
    await writeFile(start.settingsFile, firstSettings(start), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "EEXIST") return false;
    const why = {
      EACCES: "may not be written by this user",
      EROFS: "is read-only",
      ENOSPC: "has no space left",
      ENOTDIR: "stands under a file",
    }[code];
    if (why === undefined) throw error;
    throw new Fault("data-folder-unwritable", `The data folder ${why}. Choose another one with --data.`, {
      folder: start.dataDir,
      code,
    });
  }
}

/** wardroom.yaml last: while it is not there the rest is copied again, so that a start broken off leaves no half demo. */
async function layOutDemo({ settingsFile }: FirstStart): Promise<boolean> {
  const folder = dirname(settingsFile);
  if ((await readdir(folder)).includes("wardroom.yaml")) return false;
  await mkdir(join(folder, "plugins"), { recursive: true });
  for (const name of await readdir(demoFolder)) {
    if (name !== "wardroom.yaml")
      await cp(join(demoFolder, name), join(folder, name), { recursive: true, force: false });
  }
  await copyFile(join(demoFolder, "wardroom.yaml"), settingsFile, constants.COPYFILE_EXCL);
  return true;
}

/**
 * `--demo` lets a visitor be anybody by name, so it is refused on settings that do not say `demo: true`: a folder where
 * real people stand must not be opened by the habit of a flag.
 */
export function requireDemoSettings(settings: Settings, demo: boolean): void {
  if (!demo || settings.demo) return;
  throw new Fault(
    "demo-refused",
    "These settings are not a demo, and --demo would let anybody on this machine be any of their people. Start without --demo, or with another data folder.",
  );
}

function firstSettings({ osUser, zone = Intl.DateTimeFormat().resolvedOptions().timeZone }: FirstStart): string {
  const id = osUser
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 64);
  const taken = ["", "admin", "everyone", "wardroom"].includes(id);
  return `# Wardroom's settings. Change anything; it is taken up within a second. What is wrong is told with line and column,
# and the old settings stay. \`wardroom settings schema\` prints the JSON Schema for your editor.

site:
  name: Wardroom
  zone: ${JSON.stringify(zone)}

# Who is who. \`osUser\` ties a person to the operating-system user who comes in by \`wardroom chat\` on this machine;
# \`accounts\` ties them to their account on a chat. Nobody else is anybody.
people:
  - id: ${JSON.stringify(taken ? "owner" : id)}
    name: ${JSON.stringify(osUser)}
    groups: [admin]
    osUser: ${JSON.stringify(osUser)}

# Groups that people are in and that policies name. \`admin\` is always there.
groups: []

rooms:
  - { id: general, topic: "Everyone. Ask @wardroom for help.", members: [everyone] }

# The hosts that commands may name. \`local\` is the machine Wardroom runs on. A longer list can be a file of its own:
# inventory: inventory.yaml
inventory:
  - name: localhost
    addresses: [127.0.0.1, "::1"]
    reach: local

# Configured clients of outside systems. A secret is never written here, only where it is:
# { env: NAME }, { file: PATH } or { secret: NAME } (kept encrypted by \`wardroom secret set NAME\`).
connections: {}

# A folder in here with a command.yaml and an executable run is a command a moment later.
plugins: [plugins]

# Who may run what, in Cedar. Without any, reads are allowed to people of the room and nothing else.
policies:
  folder: policies
`;
}
