import type { Listed } from "./listed.ts";

const COMMON = new Set(
  "a an the to of for on in at with and or is are do does i me my we our you it this that how can what who all some any from by about see get show find out look check tell give make know want need is doing going there when where why which".split(
    " ",
  ),
);

/** The commands of a plugin, or those whose names begin with these words; undefined when it is neither. */
export function groupNamed(topic: string, all: readonly Listed[]): readonly Listed[] | undefined {
  const name = topic.trim().toLowerCase().replace(/\s+/g, " ");
  const group = all.filter(
    ({ registered }) =>
      registered.plugin === name || registered.command.name === name || registered.command.name.startsWith(`${name} `),
  );
  return group.length > 0 ? group : undefined;
}

/** The commands that words are about, the most fitting first: their names count most, then summaries and phrases. */
export function findCommands(topic: string, all: readonly Listed[]): readonly Listed[] {
  const asked = wordsOf(topic);
  const scored = all.map((listed) => ({ listed, score: scoreOf(asked, listed) })).filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score * 2 >= best)
    .sort((a, b) => b.score - a.score || rank(b.listed) - rank(a.listed))
    .map(({ listed }) => listed);
}

/** What one may run comes first, then what can be said in more ways: people ask for that more. */
function rank({ may, registered: { command } }: Listed): number {
  return (may.allowed ? 1_000 : 0) + command.phrases.length;
}

/** The words of a question that no command is about, as they were said: what Wardroom does not know how to do. */
export function strangeWords(topic: string, all: readonly Listed[]): readonly string[] {
  return wordsIn(topic).filter((word) => all.every((listed) => scoreOf([stem(word)], listed) === 0));
}

function scoreOf(asked: readonly string[], { registered: { command } }: Listed): number {
  const examples = command.examples.map((example) => (typeof example === "string" ? example : example.say));
  const parts: readonly (readonly [Set<string>, number])[] = [
    [new Set(wordsOf(command.name)), 4],
    [new Set(wordsOf(command.summary)), 2],
    [new Set(wordsOf([...command.phrases, ...examples].join(" "))), 1],
  ];
  return asked.reduce((sum, word) => sum + (parts.find(([words]) => words.has(word))?.[1] ?? 0), 0);
}

/** Words that tell something, by their stems as far as endings show them. */
function wordsOf(text: string): string[] {
  return wordsIn(text).map(stem);
}

function wordsIn(text: string): string[] {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length > 1 && !COMMON.has(word));
}

function stem(word: string): string {
  return word.length < 4 ? word : word.replace(/(?:ies|es|s|ing|ed)$/, "");
}
