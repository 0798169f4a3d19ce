/** The kinds of thing that a word in a message can be, each with one canonical form. */
export type EntityName =
  | "ip"
  | "domain"
  | "url"
  | "email"
  | "md5"
  | "sha1"
  | "sha256"
  | "sha512"
  | "cve"
  | "asn"
  | "mac"
  | "host"
  | "user"
  | "duration"
  | "time"
  | "severity"
  | "room"
  | "file";

/** What the meaning of a word may hang on. */
export interface EntityContext {
  /** For `time`: what "tomorrow" is counted from, and the zone that bare hours are meant in (IANA name). */
  readonly now?: Date;
  readonly zone?: string;
}

/**
 * One type of thing. `parse` takes one word or phrase as a person typed it (defanged, bracketed, in any case) and
 * gives the canonical text, or undefined when it is not one; it never throws. Canonical text parses to itself.
 */
export interface Entity {
  readonly name: EntityName;
  /** Completes the sentence "expected …": `an IPv4 or IPv6 address, or a range like 10.0.0.0/8`. */
  readonly expects: string;
  readonly example: string;
  parse(text: string, context?: EntityContext): string | undefined;
}
