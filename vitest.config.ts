import { defineConfig } from "vitest/config";

/** One project: every test beside its file, and the journeys and crash rounds, all on source. */
export default defineConfig({
  resolve: { conditions: ["source"] },
  // The environment of the global set-up, which takes nothing over from the two others.
  environments: { __vitest__: { resolve: { conditions: ["source"] } } },
  ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "plugins/*/src/**/*.test.ts",
      "tests/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    globalSetup: ["tests/setup.ts"],
    typecheck: { enabled: false },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: ["--conditions=source"],
    maxWorkers: 2,
  },
});
