/** A store on its way somewhere else: a head, the rows of each table in pieces, a tail. In that order. */
export type Part =
  | { readonly kind: "head"; readonly head: Head }
  | { readonly kind: "rows"; readonly table: string; readonly bytes: Uint8Array }
  | { readonly kind: "tail"; readonly tail: Tail };

/** What must be known before the first row can be taken in. */
export interface Head {
  readonly format: "wardroom-store";
  readonly formatVersion: 1;
  readonly postgresVersion: string;
  /** Names of the migrations that made the tables. */
  readonly migrations: readonly string[];
  /** In an order in which they can be filled: what is referred to comes first. */
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly madeAt: string;
}

/** What is known after the last row, to tell whether all came through. */
export interface Tail {
  readonly tables: Readonly<Record<string, TableSum>>;
  /** The last value that each sequence gave; those never asked are left out. */
  readonly sequences: Readonly<Record<string, number>>;
}

export interface TableSum {
  readonly rows: number;
  /** Of the rows in PostgreSQL's COPY text format, UTF-8. */
  readonly bytes: number;
  readonly sha256: string;
}

export const FORMAT = { format: "wardroom-store", formatVersion: 1 } as const;
