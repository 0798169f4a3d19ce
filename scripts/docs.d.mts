export function checkDocs(): string[];
export function compareCodes(texts: readonly (readonly string[])[], page: string): string[];
export function compareLinks(pages: ReadonlyMap<string, string>, isThere: (path: string) => boolean): string[];
export function compareNumbers(pages: ReadonlyMap<string, string>): string[];
