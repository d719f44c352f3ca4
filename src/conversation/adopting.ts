// A conversation that was held elsewhere comes in whole: its turns are finished, and no model is asked.
import { timeOrderedId } from "../core/identifier.ts";
import type { AdoptedConversation, AdoptedTurn, Outcome } from "../core/message.ts";
import type { TurnStore } from "./turn-store.ts";

/** Inside a transaction. They end now: what is kept for so many days is kept from today on. */
export function adoptTurns(
  turns: TurnStore,
  { sessionId, owner, channel, requestId, ...conversation }: AdoptedConversation,
  objectName: string,
  now: number,
): void {
  const common = { sessionId, owner, channel, requestId, sessionIssued: true, userName: null, images: [] };
  const rest = { model: null, skipCache: false, command: null, origin: null };
  const first = { ...common, ...rest, messageId: "", text: "" };
  turns.open(first, objectName, conversation.title);
  turns.keepTitle();
  for (const turn of conversation.turns) {
    const seq = turns.insert({ ...first, messageId: turn.messageId, text: turn.text }, turn.askedAt, null);
    const logId = timeOrderedId(now, crypto.getRandomValues(new Uint8Array(10)));
    turns.finish(seq, outcomeOf(turn), logId, now);
  }
}

function outcomeOf({ reply, model, sources }: AdoptedTurn): Outcome {
  return {
    // Nothing was said to it, as after a stop.
    status: reply === "" ? "stopped" : "ok",
    reply,
    model,
    modelVersion: null,
    cached: false,
    usage: null,
    sources,
    tools: [],
    truncated: false,
    error: null,
    firstTokenAt: null,
  };
}
