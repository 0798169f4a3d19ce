import type { Card, CardAction } from "@wardroom/sdk";
import { sayOf } from "../../base/fault.ts";
import type { Refused } from "../../model/decision.ts";
import type { EventBody } from "../../model/event.ts";
import type { Interpretation } from "../../model/interpretation.ts";
import type { Ran } from "../../model/outcome.ts";
import type { Request } from "../../model/request.ts";

type Body = Omit<EventBody, "kind" | "answers">;

function text(state: Card["state"], words: string, extra: Partial<Card> = {}): Card {
  return { state, blocks: [{ kind: "text", text: words }], ...extra };
}

/** Cards of Wardroom's own, for what no command says. */
export const answerCard = {
  running(requests: readonly Request[]): Card {
    const names = requests.map(({ command }) => command).join(", ");
    return {
      state: "running",
      blocks: [{ kind: "progress", text: names }],
      foot: "`runs` lists what runs, `cancel` ends it.",
    };
  },
  stranger(): Card {
    return text(
      "refused",
      "I do not know this account, so I do nothing for it. An admin can name it under `people` in the settings.",
    );
  },
  broken(error: unknown): Card {
    return text("failed", sayOf(error));
  },
};

/** What is asked back, with the ways out as buttons. */
export function askedBody({ ask }: Interpretation): Body {
  const say = ask?.say ?? "I did not understand that.";
  const actions = ask?.choices?.slice(0, MOST_ACTIONS).map((line): CardAction => ({ label: line, says: line }));
  if (actions === undefined || actions.length === 0) return { text: say };
  return { card: { blocks: [{ kind: "text", text: say }], actions } };
}

const MOST_ACTIONS = 5;

/** How a request ended, as the room is shown it. The entries it stands on go with it. */
export function resultBody(result: Refused | Ran): Body {
  if (!("grant" in result)) return { card: text("refused", result.reason.say), entries: [result.entry] };
  const entries = [result.grant.entry, result.entry];
  const files = result.files.length > 0 ? [...result.files] : undefined;
  // A title is words already; said twice they would be read twice.
  const words = result.say === result.card?.title ? undefined : result.say;
  if (result.kind === "done") {
    if (result.card !== undefined) return { text: words, card: result.card, files, entries };
    return { text: words ?? "Done; it said nothing.", files, entries };
  }
  // Cancelled is what somebody wanted, and undone is another thing: it has no mark.
  const cancelled = result.kind === "cancelled";
  if (result.card === undefined) {
    const say = words ?? sentenceFor[result.kind];
    return cancelled ? { text: say, files, entries } : { card: text("failed", say), files, entries };
  }
  const card: Card = cancelled ? result.card : { ...result.card, state: result.card.state ?? "failed" };
  return { text: words ?? (cancelled ? sentenceFor.cancelled : undefined), card, files, entries };
}

const sentenceFor = {
  failed: "It ran and says that it failed.",
  broken: "It did not run as it should. The log has the detail.",
  timeout: "It took longer than it may and was ended.",
  cancelled: "Cancelled.",
} as const;
