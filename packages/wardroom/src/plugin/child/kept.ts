/** The most that is kept of what a program prints, in bytes. */
export const MOST_BYTES = 1_048_576;

/** Keeps output as it comes, up to {@link MOST_BYTES}; bytes that are no UTF-8 become U+FFFD. */
export function openKept(): { push(chunk: Buffer): boolean; text(): string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      chunks.push(chunk.subarray(0, MOST_BYTES - bytes));
      bytes += chunk.length;
      return bytes <= MOST_BYTES;
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}
