// Opens the store on a data folder for a test, says so in a line, and closes it when its input ends.
import { silentLog } from "../../base/log.ts";
import { openStore } from "../open.ts";

const say = (fact: object) => process.stdout.write(`${JSON.stringify(fact)}\n`);

try {
  const store = await openStore({ dataDir: String(process.argv[2]), log: silentLog() });
  const { rows } = await store.pool.query("select pg_postmaster_start_time()::text as started");
  say({ started: rows[0].started, uid: process.getuid?.() ?? -1 });
  process.stdin.resume().once("end", async () => {
    await store.close();
  });
} catch (error) {
  const { code, say: sentence, message } = error as { code: string; say: string; message: string };
  say({ code, say: sentence ?? message });
  process.exitCode = 1;
}
