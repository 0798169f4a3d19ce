import type { Entity } from "./entity.ts";

const CVE = /^cve[\s_:\-\u2010-\u2015\u2212]{0,3}((?:19|20)\d\d)[\s_:\-\u2010-\u2015\u2212]{1,3}(\d{4,19})$/i;

/** `CVE-YEAR-NUMBER`, the number with four digits or more and no zeros beyond the fourth (CVE record format 5). */
export function canonicalCve(text: string): string | undefined {
  const [, year, digits = ""] = CVE.exec(text) ?? [];
  if (year === undefined || Number(year) < 1999) return undefined;
  return `CVE-${year}-${digits.replace(/^0+/, "").padStart(4, "0")}`;
}

export const cve: Entity = {
  name: "cve",
  expects: "a CVE id, like CVE-2021-44228",
  example: "CVE-2021-44228",
  parse: (text) => (text.length > 60 ? undefined : canonicalCve(text.trim())),
};
