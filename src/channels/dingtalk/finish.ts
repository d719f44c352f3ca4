// Finishes an answer whose card is open: streaming is ended with the whole text, and the text is left in the card for good.
import type { SendOutcome } from "../../core/delivery.ts";
import { languageOf } from "../../core/language.ts";
import type { CallError, CallResult } from "../channel.ts";
import { again, isPassingError, SENT } from "../steps.ts";
import { FLOW, openCard, setVariables, streamInto } from "./card.ts";
import { isHopeless } from "./codes.ts";
import type { Job } from "./job.ts";
import { cardMarkdown } from "./render.ts";

/** What stands in a card that could not take the answer. */
const SEE_BELOW = { zh: "（回答见下一条消息。）", en: "(The answer is in the next message.)" };

/** Null: the card cannot be finished, and a message has to carry the answer. */
export async function finishCard(job: Job, card: string): Promise<SendOutcome | null> {
  const { part, steps } = job;
  const text = cardMarkdown(part.markdown);
  if (steps.progress.openedAt === null) {
    const opened = await openCard(job, text);
    if (!opened.ok) return outcomeOf(opened.error);
  }
  const ended = await endStreaming(job, card, text);
  if (!ended.ok) {
    const outcome = outcomeOf(ended.error);
    if (outcome === null && !isHopeless(ended.error.code)) await leaveCard(job, card);
    return outcome;
  }
  const kept = await setVariables(job, card, text, part.failed ? FLOW.failed : FLOW.finished);
  if (!kept.ok) return outcomeOf(kept.error);
  steps.note({ closed: true, done: true });
  return SENT;
}

function outcomeOf(error: CallError): SendOutcome | null {
  return isPassingError(error) ? again(error) : null;
}

/** `notes.ending`: 1 while nobody knows whether streaming was ended, 2 once it was. It can be ended once, and is refused after that. */
async function endStreaming(job: Job, card: string, text: string): Promise<CallResult<unknown>> {
  const { part, steps } = job;
  const { ending } = steps.progress.notes;
  if (ending === 2) return { ok: true, value: null };
  steps.noteFact("ending", 1);
  const ended = await streamInto(job, card, text, { isFinalize: true, isError: part.failed });
  // Refused after one of which nobody knows what came: that one has ended it, or the next call tells.
  const isEnded = ended.ok || (ended.error.kind === "refused" && ending === 1);
  if (isEnded) steps.noteFact("ending", 2);
  else if (ended.error.kind === "busy" && ending !== 1) steps.noteFact("ending", 0);
  return isEnded ? { ok: true, value: null } : ended;
}

/** Best effort: it should not look as if the answer were still being made. */
async function leaveCard(job: Job, card: string): Promise<void> {
  const words = SEE_BELOW[languageOf(job.part.markdown)];
  await streamInto(job, card, words, { isFinalize: true, isError: false });
  await setVariables(job, card, words, FLOW.finished);
}
