export * from "./card.ts";
export * from "./chat.ts";
export * from "./command.ts";
export * from "./connection.ts";
export * from "./entity/entity.ts";
export * from "./inventory.ts";
export * from "./plugin.ts";
