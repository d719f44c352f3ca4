// Sends what waits in conversations that are not open here, in the background and in order.
import type { Api } from "./api.ts";
import { followAnswer } from "./chat-stream.ts";
import { giveSession, type Outbox, questionOfUnsent, sessionOf, type UnsentMessage } from "./outbox.ts";
import { isForGood, requestOf } from "./request.ts";

export interface CourierOptions {
  api: Api;
  outbox: Outbox;
  /** The conversation that is open here sends its messages itself. */
  isOpen(conversation: string): boolean;
  onSent(message: UnsentMessage, sessionId: string): void;
}

/** Posts one and reads on until the answer's end, so that the next one finds the conversation free. */
async function deliver(options: CourierOptions, message: UnsentMessage): Promise<boolean> {
  const { api, outbox } = options;
  const leaving = new AbortController();
  let sessionId = sessionOf(message);
  let sent: Promise<void> | null = null;
  const outcome = await followAnswer({
    post: (lastEventId) =>
      api.chat(requestOf(questionOfUnsent(message), sessionId), lastEventId, leaving.signal),
    signal: leaving.signal,
    wait: async () => leaving.abort(),
    onBroken: () => leaving.abort(),
    onEvent(event) {
      if (event.event !== "start" || sent !== null) return;
      sessionId = event.data.session_id;
      sent = acknowledge(options, message, sessionId);
    },
  });
  await sent;
  if (outcome.kind !== "failed") return sent !== null;
  if (isForGood(outcome.failure)) await outbox.keep({ ...message, refused: outcome.failure });
  return isForGood(outcome.failure);
}

async function acknowledge(
  options: CourierOptions,
  message: UnsentMessage,
  sessionId: string,
): Promise<void> {
  // In this order: a page that breaks in between leaves nothing that would begin a conversation of its own.
  await giveSession(options.outbox, message.conversation, sessionId);
  await options.outbox.drop(message.id);
  options.onSent(message, sessionId);
}

/** While no other window sends for the conversation; what one sent meanwhile is not sent again. */
async function deliverAlone(options: CourierOptions, message: UnsentMessage): Promise<boolean> {
  const { outbox } = options;
  const release = await outbox.claim(message.conversation, new AbortController().signal);
  try {
    const still = (await outbox.list(message.conversation)).some(({ id }) => id === message.id);
    return still ? await deliver(options, message) : true;
  } finally {
    release();
  }
}

/** One round over all conversations; tells whether something is left that another round may bring out. */
export async function sendUnsent(options: CourierOptions): Promise<boolean> {
  const { outbox, isOpen } = options;
  const tried = new Set<string>();
  for (;;) {
    const waiting = (await outbox.list()).filter((message) => message.refused === null);
    const next = waiting.find(({ id, conversation }) => !tried.has(id) && !isOpen(conversation));
    if (next === undefined) return waiting.some(({ conversation }) => !isOpen(conversation));
    tried.add(next.id);
    const went = await deliverAlone(options, next);
    // What stands behind one that did not go waits for it.
    if (!went)
      for (const { id, conversation } of waiting) if (conversation === next.conversation) tried.add(id);
  }
}
