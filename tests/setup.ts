import { holdTestServers } from "@wardroom/testkit";

let release = async () => {};

/** The databases that all tests share stand before the first test and until after the last. */
export async function setup(): Promise<void> {
  release = await holdTestServers();
}

export async function teardown(): Promise<void> {
  await release();
}
