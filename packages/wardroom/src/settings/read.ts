import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { Fault } from "../base/fault.ts";
import { findings, place } from "./check.ts";
import { crossFindings, hostFindings } from "./cross.ts";
import { type Problem, problemLine } from "./problem.ts";
import { inventoryFileSchema, type Settings, settingsSchema } from "./settings.ts";
import { type Path, readYaml, type Yaml } from "./yaml.ts";

/** Settings that are right, with the texts they were made from and the way back to where each part stands. */
export interface Snapshot {
  readonly settings: Settings;
  /** The settings file first, then those it names. */
  readonly sources: readonly Source[];
  /** Wrong after all, as one that knows more can tell (a connection about its own entry). */
  problems(found: readonly { path: Path; say: string; key?: boolean }[]): Problem[];
}

export interface Source {
  readonly file: string;
  /** Undefined when it could not be read. */
  readonly text: string | undefined;
}

export type Read =
  | { readonly snapshot: Snapshot }
  | { readonly problems: readonly Problem[]; readonly sources: readonly Source[] };

/**
 * Reads `wardroom.yaml` and the inventory file it names. Everything wrong is told at once, each with file, line and
 * column; nothing is half taken. Files that are not there are problems too.
 */
export async function readSettings(file: string): Promise<Read> {
  const source = await readSource(file);
  const sources = [source];
  const main = parsed(source, settingsSchema);
  if ("problems" in main) return { ...main, sources };
  const { value, yaml } = main;
  const folder = dirname(resolve(file));
  const wrong = [...crossFindings(value)];
  const elsewhere: Problem[] = [];

  let hosts: Settings["inventory"] = [];
  if (typeof value.inventory === "string") {
    const inventory = await readSource(absolute(folder, value.inventory));
    sources.push(inventory);
    if (inventory.text === undefined)
      wrong.push({
        path: ["inventory"],
        say: `\`${value.inventory}\` cannot be read. The path is meant from the folder of this file.`,
      });
    else {
      const read = parsed(inventory, inventoryFileSchema);
      if ("problems" in read) elsewhere.push(...read.problems);
      else {
        hosts = read.value.hosts;
        elsewhere.push(...place(inventory.file, read.yaml, hostFindings(hosts, ["hosts"])));
      }
    }
  } else {
    hosts = value.inventory;
    wrong.push(...hostFindings(hosts, ["inventory"]));
  }

  const problems = [...place(file, yaml, wrong), ...elsewhere];
  if (problems.length > 0) return { problems: inOrder(problems), sources };
  const settings: Settings = frozen({
    ...value,
    inventory: hosts,
    folder,
    plugins: value.plugins.map((path) => absolute(folder, path)),
    policies: { ...value.policies, folder: absolute(folder, value.policies.folder) },
  });
  return { snapshot: { settings, sources, problems: (found) => place(file, yaml, found) } };
}

/** Settings that must be right for anything to start: what is wrong is one Fault `settings-wrong` that tells all of it. */
export async function requireSettings(file: string): Promise<Snapshot> {
  const read = await readSettings(file);
  if ("snapshot" in read) return read.snapshot;
  throw settingsFault(read.problems);
}

export function settingsFault(problems: readonly Problem[]): Fault {
  return new Fault("settings-wrong", `The settings are not right:\n${problems.map(problemLine).join("\n")}`, {
    problems,
  });
}

async function readSource(file: string): Promise<Source> {
  try {
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    // Not UTF-8 is a text that cannot be read, just as one that is not there.
    if (error instanceof TypeError || "code" in (error as object)) return { file, text: undefined };
    throw error;
  }
}

function parsed<T extends typeof settingsSchema | typeof inventoryFileSchema>(
  { file, text }: Source,
  schema: T,
): { value: ReturnType<T["parse"]>; yaml: Yaml } | { problems: Problem[] } {
  if (text === undefined) {
    return {
      problems: [
        {
          file,
          line: 1,
          column: 1,
          path: "",
          say: "The file cannot be read. It must be there, be readable and be UTF-8.",
        },
      ],
    };
  }
  const read = readYaml(file, text);
  if ("problems" in read) return read;
  const { yaml } = read;
  const result = schema.safeParse(yaml.value);
  if (!result.success)
    return { problems: inOrder(place(file, yaml, findings(schema, result.error.issues, yaml.value))) };
  return { value: result.data as ReturnType<T["parse"]>, yaml };
}

function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : 0));
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
