import type { By, EventBody } from "../../model/event.ts";

/** The log of Wardroom's own rooms; `number` grows in the order of commits. */
export interface EventTable {
  number: string;
  /** Makes appending idempotent. */
  key: string;
  room: string;
  thread: string | null;
  message: string;
  at: Date;
  by: By;
  addressee: string | null;
  body: EventBody;
}

/** One row: the last number given. Its row lock is what puts commits in order. */
export interface EventCounterTable {
  one: boolean;
  last: string;
}
