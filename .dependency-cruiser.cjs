// Who may know whom. `npm run check` runs these rules, asserts that the modules were seen at all, and that a breach
// planted for each rule is found (scripts/rules.mjs).
const SRC = "^packages/wardroom/src/";
const STAGE =
  "(message/hear|message/interpret|message/reply|request/judge|request/perform|record|deliver|identity|plugin)";
const TESTS = "([.](test|test-d|fixture)[.]ts$)|^tests/|^bench/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A circle of files has no first one to read. Types count: a circle of types is one too.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "plugins-see-the-sdk-only",
      comment: "Ours are in the same shape as anyone's, so they may use no more than anyone's can.",
      severity: "error",
      from: { path: "^plugins/", pathNot: TESTS },
      to: { path: "^packages/(?!sdk/)" },
    },
    {
      name: "plugins-do-not-see-each-other",
      severity: "error",
      from: { path: "^plugins/([^/]+)/" },
      to: { path: "^plugins/", pathNot: "^plugins/$1/" },
    },
    {
      name: "the-sdk-stands-alone",
      severity: "error",
      from: { path: "^packages/sdk/", pathNot: TESTS },
      to: { path: "^(packages/(?!sdk/)|plugins/)" },
    },
    {
      name: "stages-do-not-know-each-other",
      comment: "compose.ts hands one to the other; each door declares the interface that it needs.",
      severity: "error",
      from: { path: `${SRC}${STAGE}/`, pathNot: TESTS },
      to: { path: `${SRC}${STAGE}/`, pathNot: `${SRC}$1/` },
    },
    {
      name: "the-model-does-nothing",
      comment: "The values that pass between stages: no I/O, so nothing that could do any.",
      severity: "error",
      from: { path: `${SRC}model/`, pathNot: TESTS },
      to: { pathNot: `${SRC}model/|^packages/sdk/|^node_modules/zod/|^(node:)?crypto$` },
    },
    {
      name: "the-base-rests-on-nothing",
      severity: "error",
      from: { path: `${SRC}base/`, pathNot: TESTS },
      to: { path: "^(packages|plugins)/", pathNot: `${SRC}base/` },
    },
    {
      name: "the-store-knows-no-stage",
      severity: "error",
      from: { path: `${SRC}store/`, pathNot: TESTS },
      to: { path: `${SRC}(?!store/|base/|model/)` },
    },
    {
      name: "only-compose-opens-doors",
      comment:
        "A door's factory is called where things are put together (and anew when the settings change), nowhere else.",
      severity: "error",
      from: { path: SRC, pathNot: `${TESTS}|${SRC}((compose|current|builtin/builtin)[.]ts|cli/)|${SRC}${STAGE}/` },
      to: {
        path: `${SRC}(message/hear/hear|message/interpret/interpret|message/reply/reply|request/judge/judge|request/perform/perform|record/record|identity/identity|plugin/plugin)[.]ts$`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "nothing-rests-on-tests",
      severity: "error",
      from: { path: "^(packages|plugins)/", pathNot: `${TESTS}|^packages/testkit/` },
      to: { path: `${TESTS}|^packages/testkit/` },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|broken)/|[.]md$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};
