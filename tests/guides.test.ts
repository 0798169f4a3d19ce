import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { followDocuments, stepsOf } from "./docs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const guides = globSync("docs/guide/*.md", { cwd: root }).sort();

// The files of a guide without lines to type (first-command.md) are tried by a test of their own.
followDocuments(
  guides.filter((file) => stepsOf(readFileSync(join(root, file), "utf8")).some(({ kind }) => kind === "line")),
);
