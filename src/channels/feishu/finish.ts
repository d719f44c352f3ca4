// Finishes an answer whose card is open: by one full update, which also ends the streaming.
import type { SendOutcome } from "../../core/delivery.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { CallResult } from "../channel.ts";
import { again, dead, isPassingError, SENT } from "../steps.ts";
import { callFeishu } from "./api.ts";
import { finishedCard } from "./card.ts";
import { callCard } from "./card-call.ts";
import { isCardGone, isContentRefused, isHopeless } from "./codes.ts";
import type { Job } from "./job.ts";
import { cardMarkdown, plainCardMarkdown } from "./render.ts";
import { cardReference, replyTo } from "./reply.ts";

/** What stands in a card that could not take the answer: half of it would look like all of it. */
const SEE_BELOW = "（回答见下一条消息 / The answer is in the next message.）";
const UNDELIVERED = "（这条回答没能送达 / This answer could not be delivered.）";

/** Null: the card cannot be finished, and a message of its own has to carry the answer. */
export async function finishCard(job: Job, card: string): Promise<SendOutcome | null> {
  const outcome = await fillCard(job, card);
  // Before the message, so that a stop between the two leaves no half answer beside a whole one.
  if (outcome === null) await leaveCard(job, card, SEE_BELOW);
  return outcome;
}

/** The answer will never come; the card must not say that it is being made. */
export function giveCardUp(job: Job, card: string): Promise<void> {
  return leaveCard(job, card, UNDELIVERED);
}

async function fillCard(job: Job, card: string): Promise<SendOutcome | null> {
  const updated = await updateCard(job, card);
  if (updated === null || !updated.ok) {
    if (updated !== null && isPassingError(updated.error)) return again(updated.error);
    return patchMessage(job, card);
  }
  if (job.steps.progress.messageId !== null) return finished(job, card, {});
  return sendCard(job, card);
}

/** Works whether or not the platform ended the streaming before. Null: it is known that there is no such card any more. */
async function updateCard(job: Job, card: string): Promise<CallResult<JsonRecord> | null> {
  if (job.steps.progress.notes.gone === 1) return null;
  const updated = await inEitherForm(job, (data) => replaceCard(job, card, data));
  if (!updated.ok && isCardGone(updated.error.code)) job.steps.noteFact("gone", 1);
  return updated;
}

/** Best effort: nothing waits for it, and nothing fails by it. */
async function leaveCard(job: Job, card: string, sentence: string): Promise<void> {
  if (job.steps.progress.notes.gone === 1) return;
  await replaceCard(job, card, JSON.stringify(finishedCard(sentence)));
}

function replaceCard(job: Job, card: string, data: string): Promise<CallResult<JsonRecord>> {
  return callCard(job, card, {
    operation: "card.update",
    method: "PUT",
    path: "",
    body: { card: { type: "card_json", data } },
  });
}

/** The message that shows the card can be given another card. */
async function patchMessage(job: Job, card: string): Promise<SendOutcome | null> {
  const { messageId } = job.steps.progress;
  if (messageId === null) return null;
  const patched = await inEitherForm(job, (content) =>
    callFeishu(job.api, {
      operation: "message.patch",
      method: "PATCH",
      path: `/open-apis/im/v1/messages/${encodeURIComponent(messageId)}`,
      body: { content },
    }),
  );
  if (patched.ok) return finished(job, card, {});
  if (isPassingError(patched.error)) return again(patched.error);
  return isHopeless(patched.error.code) ? dead(patched.error) : null;
}

/** Finished before it was known to be sent. The key is that of the first try, so that it is shown once. */
async function sendCard(job: Job, card: string): Promise<SendOutcome | null> {
  const sent = await replyTo(job.api, job.origin, job.part.key, cardReference(card));
  if (sent.ok) return finished(job, card, { messageId: sent.value });
  if (isPassingError(sent.error)) return again(sent.error);
  return isHopeless(sent.error.code) ? dead(sent.error) : null;
}

/** With tables, and once more with all of them as code. */
async function inEitherForm(
  { part }: Job,
  call: (cardJson: string) => Promise<CallResult<JsonRecord>>,
): Promise<CallResult<JsonRecord>> {
  const first = await call(JSON.stringify(finishedCard(cardMarkdown(part.markdown))));
  if (first.ok || !isContentRefused(first.error.code)) return first;
  return call(JSON.stringify(finishedCard(plainCardMarkdown(part.markdown))));
}

function finished(job: Job, card: string, change: { messageId?: string | null }): SendOutcome {
  job.sequences.forget(card);
  job.steps.note({ ...change, closed: true, done: true });
  return SENT;
}
