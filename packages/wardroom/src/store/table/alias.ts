/** A person's own word for a line. */
export interface AliasTable {
  person: string;
  /** Case folded, one blank between words. */
  name: string;
  /** What stands for it, as it would be typed. */
  means: string;
  set_at: Date;
}
