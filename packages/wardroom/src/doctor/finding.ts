/** One thing that was looked at. `todo` says what would make it right; it is there unless all is well. */
export interface Looked {
  readonly what: string;
  readonly level: "ok" | "warning" | "error";
  readonly say: string;
  readonly todo?: string;
}

export const well = (what: string, say: string): Looked => ({ what, level: "ok", say });
export const doubtful = (what: string, say: string, todo: string): Looked => ({ what, level: "warning", say, todo });
export const wrong = (what: string, say: string, todo: string): Looked => ({ what, level: "error", say, todo });
