export { externalTestStore, holdTestServers, storesUnderTest, testStore } from "./store.ts";
export { type MemoryChat, type MemoryMessage, memoryChat, type Trouble } from "./memory-chat.ts";
