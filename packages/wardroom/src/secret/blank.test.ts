import fc from "fast-check";
import { expect, test } from "vitest";
import { openBlanker } from "./blank.ts";
import { formsOf } from "./forms.ts";

const fresh = (...secrets: string[]) => {
  const blanker = openBlanker();
  for (const secret of secrets) blanker.add(secret);
  return blanker;
};

/** A secret as people make them; no part of the mark that takes its place. */
const canary = fc
  .oneof(
    fc.string({ minLength: 6, maxLength: 60, unit: "grapheme-ascii" }),
    fc.string({ minLength: 6, maxLength: 40, unit: "grapheme" }),
    fc.base64String({ minLength: 8, maxLength: 80 }),
    fc
      .array(fc.stringMatching(/^[A-Za-z0-9+/]{20,64}$/), { minLength: 2, maxLength: 4 })
      .map((lines) => lines.join("\n")),
  )
  .filter((text) => text.trim().length >= 6 && !"[blanked][blanked]".includes(text));

test("no form of a secret survives, wherever it stands", () => {
  fc.assert(
    fc.property(canary, fc.string(), fc.string(), (secret, before, after) => {
      const { blank } = fresh(secret);
      for (const form of formsOf(secret)) {
        const text = `${before}${form}${after}`;
        expect(blank(text).includes(form), form).toBe(false);
        expect(blank(text.repeat(2)).includes(form), form).toBe(false);
      }
      const told = [
        JSON.stringify({ secret: `${before}${secret}${after}` }),
        JSON.stringify(JSON.stringify([secret])),
        new URL(`http://x/?q=${encodeURIComponent(secret.toWellFormed())}`).href,
        `Authorization: Basic ${Buffer.from(`user:${secret}`).toString("base64")}`,
        Buffer.from(`${before}${secret}${after}`).toString("hex"),
      ];
      for (const text of told) {
        const said = blank(text);
        for (const form of formsOf(secret)) expect(said.includes(form), text).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test("in base 64 a secret is blanked wherever in the encoded text it begins", () => {
  fc.assert(
    fc.property(canary, fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 }), (secret, before, after) => {
      fc.pre(Buffer.byteLength(secret) >= 8);
      const encoded = Buffer.concat([before, Buffer.from(secret), after]);
      for (const text of [encoded.toString("base64"), encoded.toString("base64url")]) {
        const said = fresh(secret).blank(text);
        expect(said).toContain("[blanked]");
        expect(Buffer.from(said.replaceAll("[blanked]", ""), "base64").includes(secret)).toBe(false);
      }
    }),
  );
});

test("secrets that share characters leave nothing of each other", () => {
  const { blank } = fresh("alpha-beta", "beta-gamma-delta", "gamma-");
  expect(blank("x alpha-beta-gamma-delta y")).toBe("x [blanked] y");
});

test("many secrets are found as well as one", () => {
  fc.assert(
    fc.property(fc.uniqueArray(canary, { minLength: 2, maxLength: 12 }), (secrets) => {
      const said = fresh(...secrets).blank(secrets.join(" | "));
      for (const secret of secrets) expect(said.includes(secret)).toBe(false);
    }),
  );
});

test("a text without secrets is given back as it is", () => {
  const word = fc.constantFrom(
    ..."host status web-03 is up: load 0.42, 3 users, /var 81 % used; 192.0.2.7:443 2001:db8::1 CVE-2026-1234 v1.2.3".split(
      " ",
    ),
    ..."the password was changed a token ring secretary forbearance basics passwd(5) sk-learn".split(" "),
    ..."d41d8cd98f00b204e9800998ecf8427e e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".split(" "),
    ..."123e4567-e89b-12d3-a456-426614174000 https://example.com/a?b=c#d ana@example.com asiapacificsoutheast1x".split(
      " ",
    ),
    ..."ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GkJl PWD=/srv/wardroom \n {} []".split(
      " ",
    ),
  );
  const { blank } = fresh("a secret nobody says", "hunter2-hunter2");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join(" ");
      expect(blank(text)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("blanking what was blanked changes nothing", () => {
  fc.assert(
    fc.property(canary, fc.string(), (secret, text) => {
      const { blank } = fresh(secret);
      const once = blank(`${text} password=${secret} ${text}`);
      expect(blank(once)).toBe(once);
    }),
  );
});

test("what is too short to be blanked is said to be", () => {
  expect(openBlanker().add("12345")).toBe(false);
  expect(openBlanker().add("123456")).toBe(true);
});

const pem = (label: string) =>
  `-----BEGIN ${label}-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(3)}-----END ${label}-----`;

test.each([
  // Real shapes with made-up contents; those of AWS, RFC 7519 and RFC 7617 are their own documentation's examples.
  ["id AKIAIOSFODNN7EXAMPLE used", "id [blanked] used"],
  ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [blanked]"],
  [`push with ghp_${"a1B2".repeat(9)} now`, "push with [blanked] now"],
  [`github_pat_${"11ABCDE".repeat(5)}_x`, "[blanked]"],
  ["xoxb-123456789012-abcdefABCDEF", "[blanked]"],
  [
    "curl https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "curl https://hooks.slack.com/services/[blanked]",
  ],
  [`see ${pem("PRIVATE KEY")} there`, "see [blanked] there"],
  [`${pem("RSA PRIVATE KEY")}\n${pem("OPENSSH PRIVATE KEY")}`, "[blanked]\n[blanked]"],
  [JSON.stringify({ key: pem("EC PRIVATE KEY") }), '{"key":"[blanked]"}'],
  ["-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEA and so on", "[blanked] and so on"],
  [Buffer.from(pem("PRIVATE KEY")).toString("base64"), "[blanked]"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "[blanked]"],
  ["Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Authorization: Basic [blanked]"],
  ["authorization: Bearer mF_9.B5f-4.1JqM", "authorization: Bearer [blanked]"],
  ['-H "Authorization: Token 0123456789abcdef"', '-H "Authorization: Token [blanked]"'],
  ["with Bearer mF_9.B5f-4.1JqM in it", "with Bearer [blanked] in it"],
  ["password=hunter2&user=ana", "password=[blanked]&user=ana"],
  ["DB_PASSWORD='two words'", "DB_PASSWORD='[blanked]'"],
  ['{"password":"hun\\"ter2","user":"ana"}', '{"password":"[blanked]","user":"ana"}'],
  ['"{\\"apiKey\\":\\"abcdef\\",\\"a\\":1}"', '"{\\"apiKey\\":\\"[blanked]\\",\\"a\\":1}"'],
  ["  password: hunter2\n  port: 5432", "  password: [blanked]\n  port: 5432"],
  ["mysql --user ana --password hunter2 db", "mysql --user ana --password [blanked] db"],
  ["tool --api-key=abcd1234 go", "tool --api-key=[blanked] go"],
  ["postgres://ana:hunter2@db.example/x", "postgres://ana:[blanked]@db.example/x"],
  ["redis://:pw@cache", "redis://:[blanked]@cache"],
  ["token: 8f14e45fceea167a", "token: [blanked]"],
  ["secret = 's3cr3t-value'", "secret = '[blanked]'"],
])("%s is known by its shape", (text, said) => {
  expect(openBlanker().blank(text)).toBe(said);
});

test.each([
  "The password is wrong. Try another password: no.",
  "Access denied for user 'ana'@'localhost' (using password: YES)",
  "connections: { edge: { token: { secret: EDGE_TOKEN }, password: { env: EDGE_PASSWORD } } }",
  "secret: FIREWALL",
  "token: none",
  "PasswordAuthentication no",
  "Use Basic authentication, not bearer tokens.",
  "Look for -----BEGIN RSA PRIVATE KEY----- in it.",
  "wardroom secret set NAME",
  "git commit 908b1182a4f0a9d7f6f1f7b3a2c1d0e9f8a7b6c5",
])("%s stays readable", (text) => {
  expect(openBlanker().blank(text)).toBe(text);
});

test("four times the text takes about four times as long, whatever it is made of", () => {
  const { blank } = fresh("S3cret-0-aaaaaaaa", "S3cret-1-bbbbbbbb");
  const units = [
    "eyJ",
    "eyJabcdefgh.",
    "password=",
    "password='",
    'password="\\"',
    "token=",
    "bearer a",
    "authorization: basic ",
  ];
  units.push(
    "-----BEGIN RSA PRIVATE KEY-----",
    "a://b:",
    "S3cret-",
    "--a-",
    "sk-",
    "LS0tLS1CRUdJTiBQUklWQVRF",
    '\\"',
    " ",
  );
  const msOf = (text: string) => Math.min(...[1, 2, 3].map(() => took(() => blank(text))));
  for (const unit of units) {
    const text = unit.repeat(Math.ceil(60_000 / unit.length));
    // A quadratic one would take sixteen times as long; the ms cover what the clock cannot tell apart.
    expect(msOf(text.repeat(4)), unit).toBeLessThan(msOf(text) * 9 + 10);
  }
});

function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
