import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit, fromHere } from "./admit.ts";
import { openGate } from "./gate.ts";

const people = new Map(["ana", "joe"].map((id) => [id, { id, name: id.toUpperCase(), groups: [] }]));
const needs = (demo: boolean, own?: string) => ({
  demo,
  person: (id: string) => people.get(id),
  osPerson: () => (own === undefined ? undefined : people.get(own)),
});
const who = (admitted: ReturnType<typeof admit>) => ("person" in admitted ? admitted.person.id : admitted.code);

describe("who a connection is", () => {
  test("the demo lets its people in by name, at both doors", () => {
    expect(who(admit(needs(true), "tcp", "ana"))).toBe("ana");
    expect(who(admit(needs(true), "socket", "Joe"))).toBe("joe");
    expect(who(admit(needs(true), "tcp", undefined))).toBe("who-are-you");
    expect(who(admit(needs(true), "tcp", "eve"))).toBe("unknown-person");
  });

  test("without the demo the unix socket's owner is who the settings say, and nobody else by asking", () => {
    expect(who(admit(needs(false, "ana"), "socket", undefined))).toBe("ana");
    expect(who(admit(needs(false, "ana"), "socket", "ana"))).toBe("ana");
    expect(who(admit(needs(false, "ana"), "socket", "joe"))).toBe("not-you");
    expect(who(admit(needs(false), "socket", undefined))).toBe("not-tied");
  });

  test("without the demo nobody comes in over TCP, by whatever name", () => {
    for (const as of [undefined, "ana", "joe"]) expect(who(admit(needs(false, "ana"), "tcp", as))).toBe("no-door");
  });
});

describe("who may talk to the server over TCP", () => {
  const request = (host?: string, origin?: string, remoteAddress = "127.0.0.1") =>
    fromHere({ headers: { host, origin }, socket: { remoteAddress } } as Parameters<typeof fromHere>[0]);

  test("programs and pages of this very server may", () => {
    expect(request("localhost:4620")).toBe(true);
    expect(request("127.0.0.1:4620", "http://127.0.0.1:4620")).toBe(true);
    expect(request("[::1]:4620", "http://[::1]:4620", "::1")).toBe(true);
  });

  test("a page of another site, another port, or a name pointed at this machine may not", () => {
    expect(request("localhost:4620", "https://evil.example")).toBe(false);
    expect(request("localhost:4620", "http://localhost:8080")).toBe(false);
    expect(request("localhost:4620", "null")).toBe(false);
    expect(request("evil.example:4620", "http://evil.example:4620")).toBe(false);
    expect(request("127.0.0.1.evil.example")).toBe(false);
    expect(request("localhost:4620", undefined, "192.0.2.7")).toBe(false);
    expect(request(undefined)).toBe(false);
  });
});

test("however fast one person is, no more than burst and rate get through, and another person never waits", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 400 }), (gapsMs) => {
      let now = 0;
      const gate = openGate({ limits: () => ({ messageBurst: 20, messagesPerSecond: 50 }), nowMs: () => now });
      const passed = gapsMs.map((gap) => {
        now += gap;
        return now + gate.take("flood");
      });
      const over = Math.max(...passed);
      expect(passed.length).toBeLessThanOrEqual(20 + Math.ceil((over / 1000) * 50) + 1);
      expect(gate.take("calm")).toBe(0);
    }),
  );
});
