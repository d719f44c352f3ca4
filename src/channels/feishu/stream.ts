// Shows an answer while it grows: a card is opened, sent as a reply, and filled with the whole text so far, again and again.
import type { ShowOutcome } from "../../core/delivery.ts";
import type { CallError, CallResult } from "../channel.ts";
import { isPassingError, tell } from "../steps.ts";
import { ELEMENT_ID, streamingCard } from "./card.ts";
import { callCard, createCard } from "./card-call.ts";
import { concernsApp, isCardGone, isContentRefused } from "./codes.ts";
import type { Job } from "./job.ts";
import { plainStreamMarkdown, streamMarkdown } from "./render.ts";
import { cardReference, replyTo } from "./reply.ts";

/** The platform ends streaming ten minutes after it was switched on last. */
const RENEW_AFTER_MS = 8 * 60_000;

const SHOWN: ShowOutcome = { kind: "shown" };

export async function showPart(job: Job): Promise<ShowOutcome> {
  const { closed, form, done, card, messageId } = job.steps.progress;
  if (closed || done || form !== null)
    return { kind: "over", error: "closed: this card is not streamed to any more" };
  if (card === null) return openCard(job);
  // Opened, but a stop came before it was known to be sent: the same key sends it once.
  if (messageId === null) return sendCard(job, card);
  await renewStreaming(job, card);
  return updateText(job, card);
}

/** A card that cannot be opened or sent must not hold the answer up: it comes as an ordinary message then. */
async function openCard(job: Job): Promise<ShowOutcome> {
  const { api, part, steps } = job;
  const first = await createCard(api, streamingCard(streamMarkdown(part.markdown)));
  const plain = !first.ok && isContentRefused(first.error.code);
  const opened = plain ? await createCard(api, streamingCard(plainStreamMarkdown(part.markdown))) : first;
  if (!opened.ok) return unopened(opened.error);
  // Written down before anybody sees it: whatever happens next, this card is found again and finished.
  const notes = plain ? { ...steps.progress.notes, plain: 1 } : steps.progress.notes;
  steps.note({ card: opened.value, openedAt: api.tools.now(), notes });
  return sendCard(job, opened.value);
}

async function sendCard(job: Job, card: string): Promise<ShowOutcome> {
  const sent = await replyTo(job.api, job.origin, job.part.key, cardReference(card));
  if (!sent.ok) return unopened(sent.error);
  job.steps.note({ messageId: sent.value });
  return SHOWN;
}

async function updateText(job: Job, card: string): Promise<ShowOutcome> {
  const updated = await writeText(job, card, job.steps.progress.notes.plain === 1);
  // An update that was lost does not matter: the next one carries its text too.
  if (updated.ok || isPassingError(updated.error)) return SHOWN;
  const { code } = updated.error;
  if (isCardGone(code)) job.steps.noteFact("gone", 1);
  job.steps.note({ closed: true });
  return over(updated.error);
}

/** `plain`: tables as code, since this card refused one of them. */
async function writeText(job: Job, card: string, plain: boolean): Promise<CallResult<unknown>> {
  const content = (plain ? plainStreamMarkdown : streamMarkdown)(job.part.markdown);
  // The platform takes no empty text, and the card says already that one is being made.
  if (content === "") return { ok: true, value: null };
  const updated = await callCard(job, card, {
    operation: "card.text",
    method: "PUT",
    path: `/elements/${ELEMENT_ID}/content`,
    body: { content },
  });
  if (plain || updated.ok || !isContentRefused(updated.error.code)) return updated;
  job.steps.noteFact("plain", 1);
  return writeText(job, card, true);
}

/** If it fails, the next update tells. */
async function renewStreaming(job: Job, card: string): Promise<void> {
  const now = job.api.tools.now();
  const { notes, openedAt } = job.steps.progress;
  const since = typeof notes.renewedAt === "number" ? notes.renewedAt : (openedAt ?? now);
  if (now - since < RENEW_AFTER_MS) return;
  const renewed = await callCard(job, card, {
    operation: "card.settings",
    method: "PATCH",
    path: "/settings",
    body: { settings: JSON.stringify({ config: { streaming_mode: true } }) },
  });
  if (renewed.ok || !isPassingError(renewed.error)) job.steps.noteFact("renewedAt", now);
}

/** A lost connection, a recalled question, refused words: whoever writes could bring them about, and end the cards of all others. */
function unopened(error: CallError): ShowOutcome {
  const isOnlyHere = error.kind !== "busy" && !concernsApp(error.code);
  return isOnlyHere ? { kind: "over", error: tell(error), onlyHere: true } : over(error);
}

function over(error: CallError): ShowOutcome {
  return { kind: "over", error: tell(error) };
}
