import type { Entity } from "./entity.ts";

const ROOM = /^[\p{L}\p{N}_!][\p{L}\p{M}\p{N}._\-:]{0,199}$/u;

/** A room by its id: `#soc` is `soc`. Ids of other chats (`slack:T1:C7`) keep their case, Wardroom's own have none. */
export const room: Entity = {
  name: "room",
  expects: "a room, like #soc",
  example: "#soc",
  parse(text) {
    if (text.length > 400) return undefined;
    const plain = text.normalize("NFC").trim().replace(/^#+/, "");
    if (!ROOM.test(plain)) return undefined;
    return plain.includes(":") ? plain : plain.toLowerCase().normalize("NFC");
  },
};
