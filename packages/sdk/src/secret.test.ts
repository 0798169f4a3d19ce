import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { answerSecret, isSecretReference, type SecretReference, secret } from "./secret.ts";

const settings = z.strictObject({ token: secret(), other: secret().optional() });

test("a reference reaches the schema's user as the secret it stands for", async () => {
  const token: SecretReference = { env: "TOKEN" };
  answerSecret(token, async () => "canary");
  const parsed: { token: string; other?: string | undefined } = await settings.parseAsync({ token });
  expect(parsed).toEqual({ token: "canary" });
});

test("a reference that nobody answers resolves to nothing, not to itself", async () => {
  const result = await settings.safeParseAsync({ token: { env: "PATH" } });
  expect(result.success).toBe(false);
});

test.each([
  ["hunter2"],
  [undefined],
  [null],
  [5],
  [{}],
  [{ env: "" }],
  [{ env: "A", file: "b" }],
  [{ vault: "x" }],
  [["env"]],
])("%j is no reference, and what would be is said without repeating it", async (token) => {
  const result = await settings.safeParseAsync({ token });
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([
    "where the secret is: { env: NAME }, { file: PATH } or { secret: NAME }",
  ]);
  expect(JSON.stringify(result.error)).not.toContain("hunter2");
});

test("nothing but one of the three keys with a text is a reference", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const keys = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
      const only = keys.length === 1 && ["env", "file", "secret"].includes(keys[0] as string);
      if (!only) expect(isSecretReference(value)).toBe(false);
    }),
  );
  expect(isSecretReference({ file: "/run/secrets/x" })).toBe(true);
});

test("an editor is told what may stand there", () => {
  expect(z.toJSONSchema(settings, { io: "input" })).toMatchObject({
    properties: { token: { oneOf: [{ required: ["env"] }, { required: ["file"] }, { required: ["secret"] }] } },
    required: ["token"],
  });
});
