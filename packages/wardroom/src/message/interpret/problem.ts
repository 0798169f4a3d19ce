import type { ArgumentSpec } from "./argument.ts";

/** Why words do not bind. */
export type Problem =
  | { readonly kind: "value"; readonly spec: ArgumentSpec; readonly said: string }
  | { readonly kind: "flag"; readonly said: string; readonly near?: string }
  | { readonly kind: "extra"; readonly said: string }
  | { readonly kind: "twice"; readonly spec: ArgumentSpec }
  | { readonly kind: "rule"; readonly say: string };
