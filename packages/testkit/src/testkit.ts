export { readable, type TestBot, type TestBotSettings, testBot } from "./bot.ts";
export { type MemoryChat, type MemoryMessage, memoryChat, type Trouble } from "./memory-chat.ts";
export { allowed, refused, sampleRequest } from "./sample-request.ts";
export { externalTestStore, holdTestServers, storesUnderTest, testStore } from "./store.ts";
