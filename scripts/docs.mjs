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
  const pages = new Map(sourceFiles(["*.md", "**/*.md"]).map((file) => [file, textOf(file)]));
  return [...compareLinks(pages, (path) => existsSync(join(ROOT, path))), ...compareNumbers(pages)];
}

/** `pages` are the texts of documents by their name; `isThere` says whether a file or folder is. */
export function compareLinks(pages, isThere) {
  const wrong = [];
  for (const [file, text] of pages) {
    for (const [, target, anchor] of withoutCode(text).matchAll(/\]\(([^)\s#]*)(?:#([^)]*))?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = target === "" ? file : normalize(join(dirname(file), decodeURI(target)));
      if (!isThere(path)) wrong.push(`${file} links to ${target}, which is not there`);
      else if (anchor !== undefined && pages.has(path) && !anchorsOf(pages.get(path)).includes(anchor))
        wrong.push(`${file} links to ${target}#${anchor}, and there is no such heading`);
    }
  }
  return wrong;
}

/** Decisions are numbered without gaps, and each says its own number. */
export function compareNumbers(pages) {
  const decisions = [...pages].filter(([file]) => /^docs\/decisions\/\d{4}-/.test(file)).sort();
  return decisions.flatMap(([file, text], i) => {
    const number = Number(/\/(\d{4})-/.exec(file)[1]);
    return [
      ...(number === i + 1 ? [] : [`${file} should be number ${i + 1}`]),
      ...(text.startsWith(`# ${number}. `) ? [] : [`${file} does not begin with "# ${number}. "`]),
    ];
  });
}

/** Headings as a link names them, the way GitHub does. */
function anchorsOf(text) {
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(text) {
  return withoutBlocks(text).replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, " "));
}

function withoutBlocks(text) {
  return text.replace(/^```[\s\S]*?^```$/gm, "");
}
