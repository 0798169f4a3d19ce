/** What a key does to the line being typed, whatever bytes the terminal sends for it. */
export type KeyName =
  | "enter"
  | "newline"
  | "tab"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "word-left"
  | "word-right"
  | "kill-to-start"
  | "kill-to-end"
  | "kill-word"
  | "yank"
  | "interrupt"
  | "end-of-input"
  | "clear-screen"
  | "suspend"
  | "escape";

export type Key =
  | { readonly kind: "text"; readonly text: string }
  /** Pasted as one: its line breaks are part of the text and send nothing. */
  | { readonly kind: "paste"; readonly text: string }
  | { readonly kind: "key"; readonly name: KeyName };

/** Asks the terminal to mark what is pasted (and to stop that): xterm's mode 2004, known to all current terminals. */
export const PASTE_MARKS_ON = "\x1b[?2004h";
export const PASTE_MARKS_OFF = "\x1b[?2004l";

const PASTE_ENDS = "\x1b[201~";

const controls: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end-of-input",
  "\x05": "end",
  "\x06": "right",
  "\x0b": "kill-to-end",
  "\x0c": "clear-screen",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill-to-start",
  "\x17": "kill-word",
  "\x19": "yank",
  "\x1a": "suspend",
};

/** What follows `ESC [` or `ESC O`: parameters and final byte (ECMA-48 §5.4, as xterm and the Linux console use it). */
const sequences: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  M: "enter",
  "1~": "home",
  "7~": "home",
  "4~": "end",
  "8~": "end",
  "3~": "delete",
  "1;5C": "word-right",
  "1;3C": "word-right",
  "1;5D": "word-left",
  "1;3D": "word-left",
  "3;5~": "kill-word",
  "13;2u": "newline",
};

const afterEscape: Readonly<Record<string, KeyName>> = {
  "\r": "newline",
  "\n": "newline",
  b: "word-left",
  f: "word-right",
  "\x7f": "kill-word",
  "\b": "kill-word",
};

export interface Keys {
  /** The keys in these bytes; a sequence or character that is not whole yet waits for its rest. */
  feed(bytes: Uint8Array): Key[];
  /** An escape that nothing followed for a moment was the key itself. */
  flush(): Key[];
  /** Whether something waits for its rest. */
  readonly partial: boolean;
}

/** Turns what a terminal sends into keys. Invalid UTF-8 becomes U+FFFD; a sequence that is not known does nothing. */
export function openKeys(): Keys {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  let pasted: string | undefined;

  function next(): Key | undefined | "wait" {
    if (pasted !== undefined) {
      const end = rest.indexOf(PASTE_ENDS);
      if (end === -1) {
        // The end mark itself may come in two pieces.
        const keep = Math.min(rest.length, PASTE_ENDS.length - 1);
        pasted += rest.slice(0, rest.length - keep);
        rest = rest.slice(rest.length - keep);
        return "wait";
      }
      const text = (pasted + rest.slice(0, end)).replace(/\r\n?/g, "\n");
      rest = rest.slice(end + PASTE_ENDS.length);
      pasted = undefined;
      return { kind: "paste", text };
    }
    if (rest.startsWith("\x1b")) return sequenceOrEscape();
    const [plain] = /^[^\x00-\x1f\x7f]+/.exec(rest) ?? [];
    if (plain !== undefined) {
      rest = rest.slice(plain.length);
      return { kind: "text", text: plain };
    }
    const name = controls[rest[0] ?? ""];
    rest = rest.slice(1);
    return name === undefined ? undefined : { kind: "key", name };
  }

  function sequenceOrEscape(): Key | undefined | "wait" {
    const sequence = /^\x1b(?:\[([0-9;?<=>]*[ -/]*[@-~])|O([@-~]))/.exec(rest);
    if (sequence !== null) {
      rest = rest.slice(sequence[0].length);
      const code = sequence[1] ?? sequence[2] ?? "";
      if (code === "200~") pasted = "";
      const name = sequences[code];
      return name === undefined ? undefined : { kind: "key", name };
    }
    if (/^\x1b(\[[0-9;?<=>]*[ -/]*|O)?$/.test(rest)) return "wait";
    const name = afterEscape[rest[1] ?? ""];
    rest = rest.slice(name === undefined ? 1 : 2);
    return { kind: "key", name: name ?? "escape" };
  }

  function drain(): Key[] {
    const keys: Key[] = [];
    while (rest !== "") {
      const key = next();
      if (key === "wait") break;
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  return {
    feed(bytes) {
      rest += decoder.decode(bytes, { stream: true });
      return drain();
    },
    flush() {
      if (pasted !== undefined || !rest.startsWith("\x1b")) return [];
      rest = rest.slice(1);
      return [{ kind: "key", name: "escape" }, ...drain()];
    },
    get partial() {
      return rest !== "" && pasted === undefined;
    },
  };
}
