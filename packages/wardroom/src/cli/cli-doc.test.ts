import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { verbs } from "./verbs.ts";

const page = readFileSync(new URL("../../../../docs/reference/cli.md", import.meta.url), "utf8");
const headings = [...page.matchAll(/^### `wardroom (.+)`$/gm)].map(([, usage = ""]) => usage);

/** Verbs with words of their own have a heading for each; so the flags are looked at, wherever they stand. */
test.each(Object.entries(verbs))("the page shows how `wardroom %s` is used", (name, { usage }) => {
  const shown = headings.filter((heading) => heading.split(" ")[0] === name).join(" ");
  expect(shown).not.toBe("");
  const flags = usage.match(/--[a-z]+/g) ?? [];
  for (const flag of flags) expect(shown.includes(flag) || page.includes(`\`${flag}`), `${flag} of ${name}`).toBe(true);
});

test("the page shows no verb that there is not", () => {
  expect(headings.map((heading) => heading.split(" ")[0]).filter((name = "") => !Object.hasOwn(verbs, name))).toEqual(
    [],
  );
});
