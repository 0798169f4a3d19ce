import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { DEFAULT_PORT, readConfig } from "./config.ts";

test("without flags or environment everything has a documented default", () => {
  expect(readConfig({}, {}, "/srv")).toEqual({
    dataDir: "/srv/.wardroom",
    settingsFile: "/srv/.wardroom/wardroom.yaml",
    settingsNamed: false,
    port: DEFAULT_PORT,
    host: "127.0.0.1",
    logLevel: "info",
    demo: false,
    osUser: userInfo().username,
    color: true,
    dumbTerminal: false,
    environment: {},
  });
});

test("a flag wins over the environment, and relative paths are meant from where the command was typed", () => {
  const env = {
    WARDROOM_DATA: "from-env",
    WARDROOM_PORT: "1",
    WARDROOM_CONFIG: "/etc/w.yaml",
    DATABASE_URL: "postgres://x/y",
  };
  const config = readConfig({ data: "here", port: "0" }, env, "/srv");
  expect(config).toMatchObject({
    dataDir: "/srv/here",
    port: 0,
    settingsFile: "/etc/w.yaml",
    settingsNamed: true,
    databaseUrl: "postgres://x/y",
  });
});

test("NO_COLOR and a dumb terminal are obeyed", () => {
  expect(readConfig({}, { NO_COLOR: "1", TERM: "xterm" }, "/").color).toBe(false);
  expect(readConfig({}, { TERM: "dumb" }, "/")).toMatchObject({ color: false, dumbTerminal: true });
});

test.each(["70000", "-1", "http", "8 0", "1e3"])("port %s is refused in words that say what would do", (port) => {
  expect(() => readConfig({ port }, {}, "/")).toThrow(/number from 0 to 65535/);
});

test("a log level nobody knows is refused with those there are", () => {
  expect(() => readConfig({ log: "loud" }, {}, "/")).toThrow(/silent, error, warn, info, debug/);
});

test("the demo cannot be switched on by the environment", () => {
  expect(readConfig({}, { WARDROOM_DEMO: "1", DEMO: "1" }, "/").demo).toBe(false);
});
