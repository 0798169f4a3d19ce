import { defang, type Said } from "@wardroom/sdk";
import { KNOWN_HASHES } from "../known/special.ts";
import type { Lists } from "../lists/lists.ts";
import type { Places } from "../places/places.ts";
import { answer, listAge, listFacts } from "./answer.ts";

const KINDS: Readonly<Record<number, string>> = { 32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512" };

/** What the lists say of a hash; files are not looked for. */
export async function aboutHash(hash: string, lists: Lists, now: Date): Promise<Said> {
  const listed = await lists.find("hash", hash);
  const known = KNOWN_HASHES.get(hash);
  const on =
    listed.hits.length > 0 ? `on ${listed.hits.length} list${listed.hits.length > 1 ? "s" : ""}` : "on no list here";
  return answer(
    known === undefined ? `${KINDS[hash.length]} ${hash.slice(0, 16)}… is ${on}.` : `This is ${known}.`,
    [
      { label: KINDS[hash.length] ?? "Hash", value: hash, mono: true },
      ...(known === undefined ? [] : [{ label: "What it is", value: known }]),
      ...listFacts(listed, now),
    ],
    { hits: listed.hits, foot: [listAge(listed.states, now)] },
  );
}

/** Who runs an autonomous system. */
export async function aboutAsn(asn: string, places: Places): Promise<Said> {
  const name = await places.nameOf(Number(asn.slice(2)));
  return answer(
    name === undefined ? `${asn} is not in the data.` : `${asn} is ${name}.`,
    [{ label: "Run by", value: name ?? "unknown" }],
    {
      foot: [places.source],
    },
  );
}

/** What the lists say of a mailbox, before what is known of its domain. */
export async function aboutEmail(email: string, lists: Lists, domain: Said, now: Date): Promise<Said> {
  const listed = await lists.find("email", email);
  const fields = domain.card?.blocks?.flatMap((block) => (block.kind === "fields" ? block.fields : [])) ?? [];
  const own = listed.hits.length === 0 ? [] : listFacts(listed, now);
  return answer(`${defang(email)}: ${domain.say ?? ""}`, [...own, ...fields], {
    hits: listed.hits,
    foot: [domain.card?.foot],
  });
}
