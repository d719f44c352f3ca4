// Brings a finished part to its reader: into the card that is open, or down a ladder of forms, each of which can less and works more often.
import type { SendOutcome } from "../../core/delivery.ts";
import type { CallError } from "../channel.ts";
import { again, dead, isPassingError, SENT } from "../steps.ts";
import { finishedCard } from "./card.ts";
import { isHopeless } from "./codes.ts";
import { finishCard, giveCardUp } from "./finish.ts";
import type { Job } from "./job.ts";
import { cardMarkdown, plainCardMarkdown, plainText } from "./render.ts";
import { type MessageContent, replyTo } from "./reply.ts";

interface Form {
  name: string;
  contentOf(markdown: string): MessageContent;
}

const FORMS: Form[] = [
  {
    name: "card",
    contentOf: (markdown) => ({ msg_type: "interactive", content: finishedCard(cardMarkdown(markdown)) }),
  },
  {
    name: "card-plain",
    contentOf: (markdown) => ({
      msg_type: "interactive",
      content: finishedCard(plainCardMarkdown(markdown)),
    }),
  },
  {
    name: "post",
    contentOf(markdown) {
      // A Markdown element must be alone in its paragraph.
      const paragraph = [{ tag: "md", text: plainCardMarkdown(markdown) }];
      return { msg_type: "post", content: { zh_cn: { title: "", content: [paragraph] } } };
    },
  },
  {
    name: "text",
    contentOf: (markdown) => ({ msg_type: "text", content: { text: plainText(markdown) } }),
  },
];

/** May be repeated with what was noted last; whatever was sent by then is not sent twice. */
export async function sendPart(job: Job): Promise<SendOutcome> {
  const { done, card, form } = job.steps.progress;
  if (done) return SENT;
  const finished = card !== null && form === null ? await finishCard(job, card) : null;
  const outcome = finished ?? (await sendMessage(job));
  if (outcome.kind === "dead" && card !== null) await giveCardUp(job, card);
  return outcome;
}

async function sendMessage(job: Job): Promise<SendOutcome> {
  const { api, origin, part, steps } = job;
  const tried = FORMS.findIndex(({ name }) => name === steps.progress.form);
  let refused: CallError = NO_FORM;
  for (const form of FORMS.slice(Math.max(0, tried))) {
    steps.note({ form: form.name });
    const sent = await replyTo(api, origin, uuidOf(job), form.contentOf(part.markdown));
    if (sent.ok) {
      steps.note({ messageId: sent.value, done: true });
      return SENT;
    }
    if (isPassingError(sent.error)) return again(sent.error);
    if (isHopeless(sent.error.code)) return dead(sent.error);
    refused = sent.error;
  }
  return dead(refused);
}

/**
 * A form that was refused left no message, so the next one has the same key. Where a card was sent with that key, the platform
 * would take a message in its place for a repeat and drop it.
 */
function uuidOf({ part, steps }: Job): string {
  return steps.progress.card === null ? part.key : `${part.key}-new`;
}

const NO_FORM: CallError = { kind: "refused", code: "no_form", message: "No form was taken.", pauseMs: null };
