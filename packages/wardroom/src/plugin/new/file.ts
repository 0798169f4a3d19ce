/** A file of a new plugin: its content, and whether it is a program. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
  readonly program?: boolean;
}
