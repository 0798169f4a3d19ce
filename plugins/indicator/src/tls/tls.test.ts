import { once } from "node:events";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { createServer } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfSigned } from "./certificate-maker.fixture.ts";
import { type Tls, tls } from "./tls.ts";

const validTo = new Date("2199-01-30T00:00:00Z");
const server = createServer({
  ...selfSigned(["evil.example", "localhost"], new Date("2026-01-01T00:00:00Z"), validTo),
});
const plain = createPlainServer((socket) => void socket.end("220 hello\r\n"));
const mute = createPlainServer(() => {});
const signal = AbortSignal.timeout(60_000);
const portOf = (listening: { address(): unknown }) => (listening.address() as AddressInfo).port;
const open = (settings: object): Promise<Tls> =>
  tls.open(tls.settings.parse(settings), { folder: "/", signal, log: () => {} });

beforeAll(async () => {
  for (const one of [server, plain, mute]) {
    one.listen(0, "127.0.0.1");
    await once(one, "listening");
  }
});
afterAll(() => {
  for (const one of [server, plain, mute]) one.close();
});

test("the certificate of a server is read, and it is said that nobody vouches for it", async () => {
  const client = await open({ allowPrivate: true });
  const shown = await client.certificateOf("127.0.0.1", portOf(server), signal);
  expect(shown).toMatchObject({
    kind: "certificate",
    certificate: {
      subject: "CN=evil.example",
      issuer: "CN=evil.example",
      names: ["evil.example", "localhost"],
      validTo,
      protocol: "TLSv1.3",
      address: "127.0.0.1",
      distrust: "it is signed by itself",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  expect(await client.certificateOf("localhost", portOf(server), signal)).toMatchObject({ kind: "certificate" });
});

test("no address and no name leads inside unless the settings allow it", async () => {
  const client = await open({});
  for (const host of ["127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254"])
    expect(await client.certificateOf(host, portOf(server), signal)).toEqual({
      kind: "none",
      why: expect.stringContaining("private or local address"),
    });
});

test("what listens and speaks no TLS, does not answer, or is not there is told apart", async () => {
  const client = await open({ allowPrivate: true, timeoutMs: 300 });
  const why = async (port: number) => client.certificateOf("127.0.0.1", port, signal);
  expect(await why(portOf(plain))).toEqual({ kind: "none", why: "what listens there does not speak TLS" });
  expect(await why(portOf(mute))).toEqual({ kind: "none", why: "nothing answered in time" });
  expect(await why(1)).toEqual({ kind: "none", why: "nothing listens there" });
});

test("a look ends when the person cancels", async () => {
  const client = await open({ allowPrivate: true });
  expect(await client.certificateOf("127.0.0.1", portOf(mute), AbortSignal.timeout(30))).toEqual({
    kind: "none",
    why: "cancelled",
  });
});
