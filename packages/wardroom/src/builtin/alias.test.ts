import type { AnyCall, Said } from "@wardroom/sdk";
import { storesUnderTest, testStore } from "@wardroom/testkit";
import { describe, expect, test } from "vitest";
import { compileInterpret } from "../message/interpret/interpret.ts";
import { allCommands, registryOf, sampleInventory } from "../message/interpret/sample.fixture.ts";
import type { Registry } from "../model/registry.ts";
import { aliasCommands } from "./alias.ts";
import { openAliases } from "./alias-store.ts";

describe.each(storesUnderTest)("aliases in a store, $name", ({ open }) => {
  test("each person has their own, set again they mean the new line, and removed they are gone", async () => {
    const store = await open();
    const aliases = openAliases(store);
    await aliases.set("ana", "shop", "host status web-03");
    await aliases.set("ana", "shop", "host status db-01");
    await aliases.set("joe", "shop", "host list");
    expect([...(await aliases.get("ana"))]).toEqual([["shop", "host status db-01"]]);
    expect(await aliases.remove("ana", "shop")).toBe(true);
    expect(await aliases.remove("ana", "shop")).toBe(false);
    expect((await aliases.get("ana")).size).toBe(0);
    expect((await aliases.get("joe")).size).toBe(1);
    await store.close();
  });

  test("what another process sets is known after five seconds", async () => {
    const store = await open();
    let ms = 0;
    const now = () => new Date(ms);
    const [here, there] = [openAliases(store, now), openAliases(store, now)];
    expect((await here.get("ana")).size).toBe(0);
    await there.set("ana", "shop", "host list");
    ms = 5_001;
    expect((await here.get("ana")).size).toBe(1);
    await store.close();
  });
});

test("an alias is set in words, heard, listed and removed", async () => {
  const store = await testStore();
  const aliases = openAliases(store);
  const commands = aliasCommands({ aliases, site: () => new Map([["rounds", "host list"]]), registry: () => registry });
  const registry: Registry = registryOf([...commands, ...allCommands]);
  const interpret = compileInterpret({ registry, inventory: sampleInventory, botNames: [], siteAliases: new Map() });
  const says = async (text: string): Promise<Said | string | undefined> => {
    const [meant] = interpret({
      text,
      direct: true,
      now: new Date(),
      personAliases: await aliases.get("ana"),
    }).requests;
    const call = { args: meant?.args, person: { id: "ana", name: "Ana" }, room: "dm:ana" } as unknown as AnyCall;
    return registry.find(meant?.command ?? "")?.command.run(call);
  };
  expect(await says("alias set Morning Check means host status web-03 --verbose")).toBe(
    "morning check now means: host status web-03 --verbose",
  );
  expect(await says("morning check")).toBe("fine");
  expect(await says("when I say shop I mean host status db-01")).toBe("shop now means: host status db-01");
  expect(JSON.stringify(await says("alias list"))).toContain('["rounds","host list","everybody"]');
  expect(await says("alias set host host status web-03")).toEqual({
    say: "host begins the command host status, so it cannot be an alias.",
    failed: true,
  });
  expect(await says("alias set lookup means host list")).toEqual({
    say: "lookup is a command, so lookup cannot be an alias.",
    failed: true,
  });
  expect(await says("alias set yes means host list")).toMatchObject({ failed: true });
  expect(await says("alias remove shop")).toBe("shop means nothing of its own any more.");
  expect(await says("alias remove shop")).toMatchObject({ failed: true });
  await store.close();
});
