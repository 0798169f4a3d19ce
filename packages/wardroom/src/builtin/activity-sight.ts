import type { Room } from "../model/room.ts";

export interface SightNeeds {
  room(id: string): Room | undefined;
  roomsOf(personId: string): readonly Room[];
  /** All channels. */
  rooms(): readonly Room[];
}

export interface Sight {
  readonly rooms: readonly string[];
  readonly person?: string;
  /** Others read along, and the person who asks may see more than they. */
  readonly partial: boolean;
}

/** What may be shown of the record to a person, in the room where they ask. */
export function sightOf(needs: SightNeeds, person: string, here: string): Sight {
  const own = needs.roomsOf(person).map(({ id }) => id);
  const room = needs.room(here);
  if (room?.kind === "direct" && room.members.every((member) => member === person))
    return { rooms: own, person, partial: false };
  const shared = seenFrom(room, needs.rooms()).filter((id) => own.includes(id));
  return { rooms: shared, partial: shared.length < own.length };
}

/** The rooms whose happenings everybody in `here` may see: those that all of them are in. */
export function seenFrom(here: Room | undefined, rooms: readonly Room[]): string[] {
  if (here === undefined || here.members.length === 0) return [];
  const seen = rooms.filter(({ members }) => here.members.every((member) => members.includes(member)));
  return [...new Set([here.id, ...seen.map(({ id }) => id)])];
}
