// How long files may be, and the one file that may read the environment.
import { isProduct, sourceFiles, textOf } from "./sources.mjs";

const LIMIT = { median: 80, p90: 250, most: 400 };
const ENVIRONMENT = "packages/wardroom/src/config.ts";

/** Gives what is wrong, a line each. */
export function checkSizes() {
  const files = sourceFiles(["packages", "plugins", "scripts", "tests", "bench", "examples"]).filter((file) =>
    /\.(ts|tsx|mjs|cjs|js)$/.test(file),
  );
  const lines = new Map(files.map((file) => [file, textOf(file).split("\n").length - 1]));
  const sorted = [...lines.values()].sort((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)];
  return [
    ...[...lines]
      .filter(([, count]) => count > LIMIT.most)
      .map(([file, count]) => `${file} has ${count} lines; ${LIMIT.most} is the most`),
    ...(at(0.5) > LIMIT.median ? [`the median file has ${at(0.5)} lines; ${LIMIT.median} is the most`] : []),
    ...(at(0.9) > LIMIT.p90 ? [`one file in ten has ${at(0.9)} lines or more; ${LIMIT.p90} is the most`] : []),
    ...files
      .filter(
        (file) =>
          isProduct(file) && file !== ENVIRONMENT && /process\.env\b|\benv\b.* from "node:process"/.test(textOf(file)),
      )
      .map((file) => `${file} reads the environment; only ${ENVIRONMENT} may`),
  ];
}
