import { Readable } from "node:stream";
import { indicators } from "../packages/wardroom/src/cli/indicators.ts";

const TEXTS = [
  "Nov 24 04:43:01 web-03 sshd[812]: Failed password for invalid user admin from 203.0.113.66 port 51234 ssh2",
  "We saw hxxps://evil[.]example/login and 198[.]51[.]100[.]7, please block both; hash 44d88612fea8a8f36de82e1278abb02f.",
  '{"src_ip":"203.0.113.9","dest_ip":"10.0.0.5","domain":"evil.example","url":"http:\\/\\/evil.example\\/a","version":"1.2.3.4"}',
  "Upgraded OpenSSL from 1.1.1.1 to 1.1.1.2, see README.md, setup.py and https://www.openssl.org/news/ for CVE-2023-0286",
  '<td>203.0.113.9</td><td>evil.com</td><a href="http://evil.example/a?x=1&amp;y=2">x</a> <b>ana@corp.example</b>',
  "lunch at 12:30? I will be in the office from 9:00 on, ask foo.bar() or system.io about user.name",
];

/** `npm run bench -- indicators`: 10,000 messages through the batch verb, and one megabyte of hostile text. */
export async function run(): Promise<void> {
  const input = Array.from(
    { length: 10_000 },
    (_, id) => `${JSON.stringify({ id, text: TEXTS[id % TEXTS.length] })}\n`,
  );
  let bytes = 0;
  const began = performance.now();
  await indicators([], {
    stdin: Readable.from([input.join("")]),
    stdout(text) {
      bytes += text.length;
    },
    stderr: (text) => void process.stderr.write(text),
  });
  const ms = performance.now() - began;
  console.log(
    `indicators: 10,000 lines in ${ms.toFixed(0)} ms (${((ms / 10_000) * 1000).toFixed(0)} µs each), ${bytes} chars out`,
  );
  const { findIndicators } = await import("@wardroom/sdk");
  for (const piece of ["a.co ", "[.]", "1.1.1.1 ", "a@b.c", "http://a:99999/", ":", "\\n"]) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const at = process.cpuUsage();
    findIndicators(text);
    console.log(
      `indicators: 1 MB of ${JSON.stringify(piece)}: ${(process.cpuUsage(at).user / 1000).toFixed(0)} ms CPU`,
    );
  }
}
