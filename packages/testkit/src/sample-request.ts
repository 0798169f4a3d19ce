import type { Decision } from "wardroom/internal/model/decision";
import type { Request } from "wardroom/internal/model/request";

/** Ana asking for `host status web-03` in #soc, but for what is given. */
export function sampleRequest(id: string, but: Partial<Request> = {}): Request {
  return {
    id,
    command: "host status",
    args: { host: "web-03" },
    version: "5f0c".repeat(16),
    person: { id: "ana", name: "Ana Duarte", groups: ["analysts"] },
    account: { platform: "terminal", tenant: "local", userId: "ana" },
    place: { room: "soc" },
    via: "grammar",
    words: "host status web-03",
    at: new Date("2026-11-24T02:04:00Z"),
    ...but,
  };
}

/** A decision as the judge makes one of a read in one's own room. */
export function allowed(id: string, but: Partial<Request> = {}): Decision {
  return {
    kind: "allow",
    request: sampleRequest(id, but),
    reason: { code: "policy-allows", say: "Reads are allowed to people of the room." },
    policies: [{ id: "default.reads", file: "defaults.cedar", line: 1 }],
  };
}

export function refused(id: string, but: Partial<Request> = {}): Decision {
  return {
    kind: "deny",
    request: sampleRequest(id, but),
    reason: { code: "no-policy-allows", say: "No policy allows this here." },
    policies: [],
  };
}
