/**
 * Every way a secret is likely to stand in a text: as it is, in JSON, in a URL, in base 64 and in hex, and the longer
 * lines of one that has several (a private key is often printed line by line).
 */
export function formsOf(secret: string): string[] {
  const parts = [secret, ...secret.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_CHARS)];
  const forms = parts.flatMap((part) => [part, ...jsonForms(part), ...urlForms(part), ...binaryForms(part)]);
  return [...new Set(forms)].filter((form) => form.length >= MIN_SECRET_CHARS);
}

/** What is shorter cannot be blanked: it would take harmless words with it. */
export const MIN_SECRET_CHARS = 6;
const MIN_LINE_CHARS = 16;

function jsonForms(part: string): string[] {
  const once = JSON.stringify(part).slice(1, -1);
  const ascii = once.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const twice = JSON.stringify(once).slice(1, -1);
  return [once, ascii, once.replaceAll("/", "\\/"), twice];
}

function urlForms(part: string): string[] {
  const whole = part.isWellFormed() ? part : part.toWellFormed();
  const plain = encodeURIComponent(whole);
  const strict = plain.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return [plain, strict, strict.replaceAll("%20", "+")].flatMap((form) => [
    form,
    form.replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase()),
  ]);
}

function binaryForms(part: string): string[] {
  const bytes = Buffer.from(part, "utf8");
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase(), ...base64Forms(bytes)];
}

/**
 * In base 64 three bytes become four characters, so a secret within a longer text (`user:password` in a Basic header)
 * looks different by where it begins. Only the characters that hang on the secret alone are told, for each of the
 * three beginnings; the one or two at its ends say too little to matter.
 */
function base64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString("base64");
  const within = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(from, to);
  });
  return [whole, whole.replace(/=+$/, ""), ...within].flatMap((form) => [
    form,
    form.replaceAll("+", "-").replaceAll("/", "_"),
  ]);
}
