import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findIndicators } from "./find.ts";

/** The corpus: texts as people and machines write them; under each, what must be found in it, in order. */
const folder = new URL("./corpus/", import.meta.url);

for (const file of readdirSync(folder).sort())
  describe(file.replace(".txt", ""), () => {
    for (const entry of readFileSync(new URL(file, folder), "utf8").trim().split(/\n\n+/)) {
      const text = entry.slice(0, entry.indexOf("\n=> "));
      const expected = [...entry.matchAll(/\n=> (.*)/g)].map((match) => match[1]).filter((line) => line !== "none");
      test(text.replaceAll("\n", " ⏎ ").slice(0, 110), () => {
        expect(findIndicators(text).map(({ type, value }) => `${type} ${value}`)).toEqual(expected);
      });
    }
  });
