import process from "node:process";
import { main } from "./cli.ts";

/** The command line as a process of its own, for tests on a terminal. */
process.exitCode = await main(process.argv.slice(2));
