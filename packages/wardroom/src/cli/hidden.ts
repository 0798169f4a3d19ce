import { openRawInput } from "../terminal/raw.ts";
import type { Tty } from "../terminal/tty.ts";

/**
 * A line that is typed or pasted without being shown, not even its length. Undefined when the person gives up (Ctrl-C,
 * Ctrl-D, the terminal goes). Line breaks within a paste belong to it: a private key has them.
 */
export function readHidden(tty: Tty, prompt: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed: string[] = [];
    tty.write(prompt);
    const done = (line: string | undefined): void => {
      input.close();
      tty.write("\r\n");
      resolve(line);
    };
    const input = openRawInput(tty.input, (text) => tty.write(text), {
      key(key) {
        if (key.kind === "text") typed.push(...key.text);
        else if (key.kind === "paste") typed.push(...key.text.replaceAll("\r\n", "\n").replaceAll("\r", "\n"));
        else if (key.name === "enter") done(typed.join(""));
        else if (key.name === "backspace") typed.pop();
        else if (key.name === "kill-to-start" || key.name === "kill-word") typed = [];
        else if (key.name === "interrupt" || key.name === "end-of-input") done(undefined);
      },
      ended: () => done(undefined),
      resumed: () => tty.write(prompt),
    });
  });
}
