import { z } from "zod";

/** Levels of the log from which on a line tells of something wrong; pino's numbers. */
const WARN = 40;

const problemSchema = z.object({ say: z.string(), file: z.string().optional(), line: z.int().optional() });

const lineSchema = z.object({
  level: z.number(),
  msg: z.string().default(""),
  where: z.string().optional(),
  connection: z.string().optional(),
  command: z.string().optional(),
  file: z.string().optional(),
  line: z.int().optional(),
  problem: z.unknown().optional(),
  problems: z.array(problemSchema).optional(),
  err: z.object({ message: z.string(), say: z.string().optional() }).optional(),
});

/**
 * A line of the log as a person reads it in the room: what it is about, what happened, each place that is wrong. What
 * is no line of the log stays as it is. The rest of such a line (stacks, ids) is for the log of a server without a terminal.
 */
export function readableLog(text: string): string {
  return text
    .split("\n")
    .map((line) => readableLine(line))
    .join("\n");
}

function readableLine(text: string): string {
  const line = parsed(text);
  if (line === undefined) return text;
  const { level, msg, where, connection, command, problem, problems = [], err } = line;
  const mark = level >= WARN ? "▲ " : "";
  const about = [where, connection, command, placeOf(line)].filter((one) => one !== undefined && one !== "").join(" ");
  const why = err?.say ?? err?.message;
  const said = why === undefined || msg.includes(why) ? msg : msg === "" ? why : `${msg}: ${why}`;
  const more = [
    ...(typeof problem === "string" ? [problem] : []),
    ...problems.map((one) => `${placeOf(one) === undefined ? "" : `${placeOf(one)} `}${one.say}`),
  ];
  return [`${mark}${about === "" ? "" : `${about}: `}${said}`, ...more.map((one) => `  ${one}`)].join("\n");
}

function parsed(text: string): z.infer<typeof lineSchema> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function placeOf({ file, line }: { file?: string | undefined; line?: number | undefined }): string | undefined {
  return file === undefined ? undefined : line === undefined ? file : `${file}:${line}`;
}
