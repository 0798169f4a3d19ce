import { storesUnderTest } from "@wardroom/testkit";
import { describe, expect, test } from "vitest";
import { keepFile, readFile } from "./file.ts";

describe.each(storesUnderTest)("kept files, $name", ({ open }) => {
  test("a file comes back byte for byte to the people of its room, and to nobody else", async () => {
    const store = await open();
    const content = Buffer.from([0, 255, 10, 13, 0]);
    const kept = await keepFile(store, { room: "soc", name: "a.bin", content });
    expect(kept).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/), name: "a.bin", bytes: 5 });
    expect(await readFile(store, kept.id, { person: "ana", rooms: ["general", "soc"] })).toEqual({ ...kept, content });
    expect(await readFile(store, kept.id, { person: "joe", rooms: ["general"] })).toBeUndefined();
    expect(await readFile(store, kept.id, { person: "joe", rooms: [] })).toBeUndefined();
    expect(await readFile(store, "0".repeat(64), { person: "ana", rooms: ["soc"] })).toBeUndefined();
    await store.close();
  });

  test("a file for one person is not for the others in the room, even if they know its hash", async () => {
    const store = await open();
    const { id } = await keepFile(store, { room: "soc", to: "ana", name: "a", content: Buffer.from("x") });
    expect(await readFile(store, id, { person: "sam", rooms: ["soc"] })).toBeUndefined();
    expect((await readFile(store, id, { person: "ana", rooms: ["soc"] }))?.name).toBe("a");
    await keepFile(store, { room: "soc", name: "b", content: Buffer.from("x") });
    expect((await readFile(store, id, { person: "sam", rooms: ["soc"] }))?.name).toBe("b");
    await store.close();
  });

  test("kept twice it stands once", async () => {
    const store = await open();
    const file = { room: "soc", name: "a", content: Buffer.from("same") };
    await Promise.all([keepFile(store, file), keepFile(store, file)]);
    expect((await store.pool.query("select count(*)::int as n from file")).rows).toEqual([{ n: 1 }]);
    await store.close();
  });
});
