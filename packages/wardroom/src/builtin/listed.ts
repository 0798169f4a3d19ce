import type { Registered } from "../model/registry.ts";

/** What the policies say of a command for somebody in a room, before its arguments are known. */
export interface Allowed {
  readonly allowed: boolean;
  readonly say: string;
  readonly askWhom: readonly string[];
}

/** One command as help lists it for somebody. */
export interface Listed {
  readonly registered: Registered;
  readonly may: Allowed;
}
