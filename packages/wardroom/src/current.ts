import { type Inventory, memoryInventory } from "@wardroom/sdk";
import { Fault } from "./base/fault.ts";
import type { Log } from "./base/log.ts";
import type { Interpret } from "./message/interpret/heard.ts";
import { compileInterpret } from "./message/interpret/interpret.ts";
import type { Registry } from "./model/registry.ts";
import type { Loaded } from "./plugin/load.ts";
import { compilePolicies, type PolicySet } from "./request/judge/compile.ts";
import { readPolicyFolder } from "./request/judge/policy-file.ts";
import { ADMIN_GROUP, type Settings } from "./settings/settings.ts";

/** All that is derived from settings, plugins and policies, at one moment. Replaced whole; nothing in it changes. */
export interface Current {
  readonly settings: Settings;
  readonly inventory: Inventory;
  readonly registry: Registry;
  readonly policies: PolicySet;
  readonly interpret: Interpret;
}

/**
 * Derives what is current. A policy that is wrong fails the whole (`policies-wrong`, with file and line), since going on
 * without it could be going on without a "no".
 */
export async function buildCurrent(settings: Settings, { registry }: Loaded, log: Log): Promise<Current> {
  const inventory = memoryInventory(settings.inventory);
  const compiled = compilePolicies(await readPolicyFolder(settings.policies.folder), registry, {
    defaults: settings.policies.defaults,
    known: {
      people: settings.people.map(({ id }) => id),
      groups: [ADMIN_GROUP, ...settings.groups.map(({ id }) => id)],
      rooms: settings.rooms.map(({ id }) => id),
    },
  });
  if (compiled.policies === undefined) throw policyFault(compiled.problems);
  for (const { file, line, say } of compiled.warnings) log.warn({ file, line }, say);
  const interpret = compileInterpret({
    registry,
    inventory,
    botNames: settings.site.botNames,
    siteAliases: new Map(Object.entries(settings.site.aliases)),
    zone: settings.site.zone,
  });
  return { settings, inventory, registry, policies: compiled.policies, interpret };
}

function policyFault(problems: readonly { file: string; line: number; say: string }[]): Fault {
  const lines = problems.map(({ file, line, say }) => `  ${file}:${line} ${say}`);
  return new Fault("policies-wrong", `The policies are not right, so they are not taken:\n${lines.join("\n")}`);
}

export interface LiveCurrent {
  get(): Current;
  /** Derives anew, now; what was stays when what is now is wrong. Calls that come while it works are one more round. */
  refresh(): Promise<void>;
}

/** Keeps what is current up to date with its sources. The first must be right: its Fault ends the start. */
export async function openCurrent(needs: {
  readonly log: Log;
  sources(): { readonly settings: Settings; readonly loaded: Loaded };
  changed(current: Current): void;
}): Promise<LiveCurrent> {
  const build = (): Promise<Current> => {
    const { settings, loaded } = needs.sources();
    return buildCurrent(settings, loaded, needs.log);
  };
  let current = await build();
  let working: Promise<void> | undefined;
  let again = false;
  return {
    get: () => current,
    refresh() {
      again = true;
      working ??= (async () => {
        while (again) {
          again = false;
          try {
            current = await build();
            needs.changed(current);
          } catch (error) {
            const say = error instanceof Fault ? error.say : String(error);
            needs.log.error({ err: error }, `what changed is not taken up, the state before stays: ${say}`);
          }
        }
        // In the same turn as the last look at `again`: whoever calls after this begins a new round.
        working = undefined;
      })();
      return working;
    },
  };
}
