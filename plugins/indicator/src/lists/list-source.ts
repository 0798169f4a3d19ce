import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";

/** What a source gave: the text and when it was last known to be so. */
interface Copy {
  readonly text: string;
  /** Changes with the text. */
  readonly version: string;
  readonly knownAt: Date;
}

/** Where a list comes from. */
export interface ListSource {
  /** The copy at hand, without asking outside, cheap when it has not changed; undefined when there is none yet. */
  kept(): Promise<Copy | undefined>;
  /** Looks for a newer one. Throws with one sentence that says why there is none. */
  fetch(signal: AbortSignal): Promise<Copy>;
}

/** A file: what it holds is as old as its last change. */
function fileSource(path: string): ListSource {
  let last: Copy | undefined;
  const read = async () => {
    const { mtime, size } = await stat(path);
    const version = `${mtime.getTime()} ${size}`;
    if (last?.version !== version) last = { text: await readFile(path, "utf8"), version, knownAt: mtime };
    return last;
  };
  return {
    kept: () => read().catch(() => undefined),
    fetch: () =>
      read().catch((error: NodeJS.ErrnoException) => {
        throw new Error(error.code === "ENOENT" ? "the file is not there" : `the file cannot be read (${error.code})`);
      }),
  };
}

const metaSchema = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  knownAt: z.coerce.date(),
  sha256: z.string(),
});
type Meta = z.infer<typeof metaSchema>;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * A URL, with a copy kept in the cache folder for when the network is away. Asked with the copy's ETag, so that a list
 * that has not changed costs one short answer. The copy and what is known of it are written whole or not at all; a copy
 * that does not fit what is known of it is not used.
 */
function urlSource(
  url: string,
  { cache, maxBytes, timeoutMs }: { cache: string; maxBytes: number; timeoutMs: number },
): ListSource {
  const file = join(cache, `list-${sha256(url).slice(0, 24)}`);
  let copy: { readonly text: string; readonly meta: Meta } | undefined;

  async function fromDisk() {
    try {
      const meta = metaSchema.parse(JSON.parse(await readFile(`${file}.json`, "utf8")));
      const text = await readFile(`${file}.txt`, "utf8");
      return sha256(text) === meta.sha256 ? { text, meta } : undefined;
    } catch {
      return undefined;
    }
  }

  async function write(name: string, content: string) {
    await mkdir(cache, { recursive: true });
    await writeFile(`${name}.${process.pid}.part`, content);
    await rename(`${name}.${process.pid}.part`, name);
  }

  const given = ({ text, meta }: { text: string; meta: Meta }): Copy => ({
    text,
    version: meta.sha256,
    knownAt: meta.knownAt,
  });

  return {
    async kept() {
      copy ??= await fromDisk();
      return copy && given(copy);
    },
    async fetch(signal) {
      copy ??= await fromDisk();
      const answer = await fetch(url, {
        headers: {
          accept: "application/json, text/plain, */*",
          ...(copy?.meta.etag === undefined ? {} : { "if-none-match": copy.meta.etag }),
          ...(copy?.meta.lastModified === undefined ? {} : { "if-modified-since": copy.meta.lastModified }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      }).catch((error: Error & { cause?: NodeJS.ErrnoException }) => {
        throw new Error(
          error.name === "TimeoutError"
            ? "it did not answer in time"
            : `it cannot be reached (${error.cause?.code ?? error.name})`,
        );
      });
      const knownAt = new Date();
      if (answer.status === 304 && copy !== undefined) copy = { ...copy, meta: { ...copy.meta, knownAt } };
      else if (!answer.ok) {
        await answer.body?.cancel();
        throw new Error(`it answered ${answer.status}`);
      } else {
        const text = await readBody(answer, maxBytes);
        const etag = answer.headers.get("etag");
        const lastModified = answer.headers.get("last-modified");
        copy = {
          text,
          meta: {
            knownAt,
            sha256: sha256(text),
            ...(etag === null ? {} : { etag }),
            ...(lastModified === null ? {} : { lastModified }),
          },
        };
        await write(`${file}.txt`, text);
      }
      await write(`${file}.json`, JSON.stringify(copy.meta));
      return given(copy);
    },
  };
}

async function readBody(answer: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`it is larger than ${Math.round(maxBytes / 1_000_000)} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** A source by what the settings say: a URL, or a path meant from the folder of the settings. */
export function listSource(
  from: string,
  folder: string,
  limits: { cache: string; maxBytes: number; timeoutMs: number },
): ListSource {
  return /^https?:\/\//i.test(from) ? urlSource(from, limits) : fileSource(resolve(folder, from));
}
