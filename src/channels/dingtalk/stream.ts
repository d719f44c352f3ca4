// Shows an answer while it grows: a card is opened with the first words, and gets the whole text so far, again and again.
import type { ShowOutcome } from "../../core/delivery.ts";
import type { CallError } from "../channel.ts";
import { isPassingError, tell } from "../steps.ts";
import { openCard, streamInto } from "./card.ts";
import { isOnlyHere } from "./codes.ts";
import type { Job } from "./job.ts";
import { growingCardMarkdown } from "./render.ts";

/** Until the first word is there: neither a card nor an update may be empty. */
const WAITING = "正在思考… / Thinking…";

const SHOWN: ShowOutcome = { kind: "shown" };

export async function showPart(job: Job): Promise<ShowOutcome> {
  const { closed, form, done, card, openedAt } = job.steps.progress;
  if (closed || done || form !== null)
    return { kind: "over", error: "closed: this card is not streamed to any more" };
  const text = growingCardMarkdown(job.part.markdown);
  // Without its time nobody knows whether the card was made: the same id makes it once.
  if (card === null || openedAt === null) return open(job, text === "" ? WAITING : text);
  if (text === "") return SHOWN;
  const streamed = await streamInto(job, card, text, { isFinalize: false, isError: false });
  // The next update carries what the lost one did.
  if (streamed.ok || isPassingError(streamed.error)) return SHOWN;
  job.steps.note({ closed: true });
  return over(streamed.error);
}

async function open(job: Job, text: string): Promise<ShowOutcome> {
  const opened = await openCard(job, text);
  // Still noted: it may be there, and the next try will tell.
  if (opened.ok || job.steps.progress.card !== null) return SHOWN;
  const { kind, code } = opened.error;
  const onlyHere = kind === "unreachable" || isOnlyHere(code);
  return onlyHere ? { ...over(opened.error), onlyHere } : over(opened.error);
}

function over(error: CallError): Extract<ShowOutcome, { kind: "over" }> {
  return { kind: "over", error: tell(error) };
}
