// What documents say against what the code does: error codes both ways, and links that lead nowhere.
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "./node.mjs";
import { isProduct, sourceFiles, textOf } from "./sources.mjs";

const ERRORS = "docs/reference/errors.md";

/** Gives what is wrong, a line each. */
export function checkDocs() {
  return [...errorCodes(), ...links()];
}

function errorCodes() {
  const files = sourceFiles(["packages", "plugins"]).filter(isProduct);
  const texts = files.map((file) => [file, textOf(file)]);
  return compareCodes(texts, textOf(ERRORS));
}

/** `texts` are pairs of a file's name and what stands in it. */
export function compareCodes(texts, page) {
  const headings = [...page.matchAll(/^## (\S+)$/gm)].map(([, code]) => code);
  const raised = new Map();
  for (const [file, text] of texts) {
    for (const [, code] of text.matchAll(/\bnew Fault\(\s*"([^"]+)"/g)) raised.set(code, file);
    // A local `fault("some-code", …)` that fills in the rest counts as well.
    for (const [, code] of text.matchAll(/\bfault\(\s*"([a-z]+(?:-[a-z]+)+)"/g)) raised.set(code, file);
  }
  const literals = new Set(
    texts.flatMap(([, text]) => [...text.matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)].map(([, word]) => word)),
  );
  return [
    ...[...raised]
      .filter(([code]) => !/^[a-z]+(-[a-z]+)*$/.test(code))
      .map(([code, file]) => `${file}: "${code}" is no code in kebab-case`),
    ...[...raised]
      .filter(([code]) => !headings.includes(code))
      .map(([code, file]) => `${ERRORS} has no heading for ${code} (${file})`),
    ...headings.filter((code) => !literals.has(code)).map((code) => `${ERRORS} tells of ${code}, which nothing raises`),
    ...headings.filter((code, i) => headings.indexOf(code) !== i).map((code) => `${ERRORS} tells of ${code} twice`),
  ];
}

function links() {
  const wrong = [];
  for (const file of sourceFiles(["*.md", "**/*.md"])) {
    for (const [, target] of textOf(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = normalize(join(dirname(file), decodeURI(target)));
      if (!existsSync(join(ROOT, path))) wrong.push(`${file} links to ${target}, which is not there`);
    }
  }
  return wrong;
}
