export { externalTestStore, holdTestServers, storesUnderTest, testStore } from "./store.ts";
