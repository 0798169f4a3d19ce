import { expect, test } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "../../model/registry.ts";
import { cedarAttributes, cedarRecord } from "./cedar-type.ts";

const shape = z.toJSONSchema(
  z.object({
    name: z.string(),
    kind: z.enum(["a", "b"]),
    count: z.int().default(3),
    share: z.number(),
    on: z.boolean().optional(),
    tags: z.array(z.string()),
    maybe: z.string().nullable(),
    inner: z.object({ port: z.int() }),
    mixed: z.union([z.string(), z.int()]),
    __entity: z.string(),
  }),
  { io: "input" },
) as JsonSchema;

test("arguments get the Cedar type that holds them exactly, and what none holds is left out", () => {
  expect(cedarAttributes(shape)).toEqual({
    name: { type: "String", required: true },
    kind: { type: "String", required: true },
    count: { type: "Long", required: true },
    on: { type: "Boolean", required: false },
    tags: { type: "Set", element: { type: "String" }, required: true },
    maybe: { type: "String", required: false },
    inner: { type: "Record", attributes: { port: { type: "Long", required: true } }, required: true },
  });
});

test("values follow those types, defaults are filled in, and null is absent", () => {
  expect(cedarRecord(shape, { name: "x", tags: ["a"], maybe: null, inner: { port: 22, more: 1 }, share: 0.5 })).toEqual(
    {
      name: "x",
      count: 3,
      tags: ["a"],
      inner: { port: 22 },
    },
  );
  expect(() => cedarRecord(shape, { name: { __entity: { type: "Person", id: "ana" } } })).toThrow(TypeError);
  expect(() => cedarRecord(shape, { tags: [{ __extn: { fn: "ip", arg: "x" } }] })).toThrow(TypeError);
  expect(() => cedarRecord(shape, { count: 2 ** 53 })).toThrow(TypeError);
});
