export function checkDocs(): string[];
export function compareCodes(texts: readonly (readonly string[])[], page: string): string[];
