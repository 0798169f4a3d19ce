import { findColons, findMacs, findV4 } from "./find-address.ts";
import { findDomains } from "./find-domain.ts";
import { findEmails } from "./find-email.ts";
import { findAsns, findCves, findHashes } from "./find-id.ts";
import { findUrls } from "./find-url.ts";
import { type Indicator, openPage } from "./page.ts";

/**
 * The indicators in any text (prose, JSON, HTML, logs, Markdown, defanged or not), ordered by where they start. A URL
 * is one indicator, and a host in it that is an address is one more; an e-mail address gives its domain as well. The
 * same value twice is found twice. Linear in the length of the text.
 *
 * What is only shaped like an indicator is left out: versions, file names, times, code. A bare name counts as a domain
 * when its suffix exists and nothing around it says file or code; a defanged one always counts.
 */
export function findIndicators(text: string): Indicator[] {
  const { page, taken } = openPage(text);
  // What is surest comes first and keeps the others off its characters.
  findUrls(page);
  findEmails(page);
  findCves(page);
  findHashes(page);
  findColons(page);
  findMacs(page);
  findV4(page);
  findAsns(page);
  findDomains(page);
  return taken();
}
