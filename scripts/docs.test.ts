import { expect, test } from "vitest";
import { checkDocs, compareLinks, compareNumbers } from "./docs.mjs";

test("every link of every document leads somewhere, every error code has its heading, decisions are in order", () => {
  expect(checkDocs()).toEqual([]);
});

test("a link to a file or heading that is not there is found, one in code is none", () => {
  const pages = new Map([
    ["README.md", "[a](docs/a.md) [b](docs/b.md) [c](docs/a.md#one-two-three) [d](#here) [e](https://example.com/x#y)"],
    [
      "docs/a.md",
      "# One `two`, three?\n[up](../README.md#here) `[x](y.md)`\n```\n[x](z.md)\n# Not this\n```\n[n](#not-this)",
    ],
  ]);
  expect(compareLinks(pages, (path) => pages.has(path))).toEqual([
    "README.md links to docs/b.md, which is not there",
    "README.md links to #here, and there is no such heading",
    "docs/a.md links to ../README.md#here, and there is no such heading",
    "docs/a.md links to #not-this, and there is no such heading",
  ]);
});

test("a decision out of order, or under another number than its file's, is found", () => {
  const pages = new Map([
    ["docs/decisions/0001-one.md", "# 1. One"],
    ["docs/decisions/0003-three.md", "# 2. Three"],
  ]);
  expect(compareNumbers(pages)).toEqual([
    "docs/decisions/0003-three.md should be number 2",
    'docs/decisions/0003-three.md does not begin with "# 3. "',
  ]);
});
