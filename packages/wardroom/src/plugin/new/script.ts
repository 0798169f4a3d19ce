import type { NewFile } from "./file.ts";

export const languages = ["bash", "python", "node"] as const;
export type Language = (typeof languages)[number];

/** The files of a new script: a command that shows the largest files under a folder of logs. */
export function scriptFiles(command: string, language: Language): NewFile[] {
  return [
    { path: "command.yaml", content: declaration(command) },
    { path: "run", content: RUN[language], program: true },
  ];
}

const declaration = (
  command: string,
) => `# What this command is. All fields: protocol/command.schema.json in Wardroom's sources.
name: ${command}
summary: Show the largest log files of this machine
risk: read
args:
  count:
    type: integer
    minimum: 1
    maximum: 50
    default: 5
    description: How many
examples:
  - ${command}
  - ${command} 10
  - say: which ${longest(command)} are the 3 largest
    means: { count: 3 }
phrases:
  - which ${longest(command)} are the {count} largest
timeout: 30
`;

/** A word that makes the example's phrase its own. */
function longest(command: string): string {
  return command.split(" ").sort((a, b) => b.length - a.length)[0] as string;
}

const RUN: Record<Language, string> = {
  bash: `#!/usr/bin/env bash
# The request is one line of JSON on standard input; what is printed is the answer. \`count\` is a whole number, so a pattern
# finds it; for words use jq or another language.
set -euo pipefail
read -r request
count=5
[[ $request =~ \\"count\\":([0-9]+) ]] && count=\${BASH_REMATCH[1]}

echo '{"progress": "looking under /var/log"}'
# Folders that this user may not read are passed over.
{ find /var/log -type f -printf '%k KiB  %p\\n' 2>/dev/null || true; } | sort -rn | awk -v count="$count" 'NR <= count' | {
  found=$(cat)
  if [[ -z $found ]]; then echo "No log files that can be read."; else printf '%s\\n' "$found"; fi
}
`,
  python: `#!/usr/bin/env python3
"""The request is JSON on standard input; each line printed is part of the answer."""
import json
import os
import sys

request = json.load(sys.stdin)
count = request["args"]["count"]

print(json.dumps({"progress": "looking under /var/log"}), flush=True)
found = []
for folder, _, names in os.walk("/var/log"):  # folders that this user may not read are passed over
    for name in names:
        path = os.path.join(folder, name)
        try:
            found.append((os.path.getsize(path), path))
        except OSError:
            continue

rows = [[path, f"{size // 1024} KiB"] for size, path in sorted(found, reverse=True)[:count]]
if rows:
    print(json.dumps({"table": {"columns": ["file", "size"], "rows": rows}}))
else:
    print("No log files that can be read.")
`,
  node: `#!/usr/bin/env node
// The request is JSON on standard input; each line printed is part of the answer. This file has no ending, so it is written
// to run as a module and as a CommonJS script alike: imports are awaited.
async function main() {
  const { readdir, stat } = await import("node:fs/promises");
  const { join } = await import("node:path");
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  const { count } = JSON.parse(input).args;

  console.log(JSON.stringify({ progress: "looking under /var/log" }));
  const found = [];
  async function look(folder) {
    // Folders that this user may not read are passed over.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await look(path);
      else if (entry.isFile()) found.push({ path, size: (await stat(path).catch(() => ({ size: 0 }))).size });
    }
  }
  await look("/var/log");

  const rows = found
    .sort((a, b) => b.size - a.size)
    .slice(0, count)
    .map(({ path, size }) => [path, \`\${Math.floor(size / 1024)} KiB\`]);
  console.log(rows.length > 0 ? JSON.stringify({ table: { columns: ["file", "size"], rows } }) : "No log files that can be read.");
}

main();
`,
};
