// What a conversation takes in: its holder's messages, each once. Runs inside one transaction.
import type { Failure } from "../core/error.ts";
import type { IncomingMessage } from "../core/message.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { originOf, type TurnRow, titleOf } from "./turn-row.ts";
import type { ConversationRow, TurnStore } from "./turn-store.ts";

export interface Acceptance {
  sessionId: string;
  turn: TurnRow;
  /** It was here before: the same answer, no second one. */
  duplicate: boolean;
  /** It was waited for on a connection before, and its answer is to be sent somewhere now. */
  redirected: boolean;
}

export const NO_SUCH_SESSION: Failure = {
  kind: "not_found",
  code: "session_not_found",
  message: "There is no such conversation.",
  param: "session_id",
};

/**
 * `objectName` is remembered because an alarm does not learn it. `newId` names the arrival in the operator's list; messages that
 * somebody waits for on a connection are not listed there.
 */
export function acceptMessage(
  turns: TurnStore,
  message: IncomingMessage,
  objectName: string,
  now: number,
  newId: () => string,
): Result<Acceptance> {
  const conversation = turns.conversation();
  if (conversation === null && message.insteadOf !== undefined) return fail(NO_SUCH_MESSAGE);
  if (conversation === null) turns.open(message, objectName, titleOf(message.text));
  const entered = conversation === null ? succeed(message.sessionId) : mayEnter(conversation, message.owner);
  if (!entered.ok) return entered;
  const known = turns.byMessageId(message.messageId);
  // A platform that delivers again does not mean another message, and does not wait for another answer. A program may err.
  const isRedelivery = known !== null && message.origin !== null;
  const isTrusted = isRedelivery && message.channel !== "signed";
  if (known !== null && !isTrusted && !isSame(turns, known, message)) return fail(REUSED);
  if (isRedelivery && !isTrusted && leadsElsewhere(known, message)) return fail(REUSED);
  const insteadOf = known === null ? turns.byMessageId(message.insteadOf ?? "") : null;
  if (known === null && message.insteadOf !== undefined && insteadOf === null) return fail(NO_SUCH_MESSAGE);
  const redirected = known !== null && known.origin === null && message.origin !== null;
  if (redirected && message.origin !== null) turns.addOrigin(known.seq, message.origin, newId());
  if (known === null) insert(turns, message, now, message.origin === null ? null : newId(), insteadOf);
  else if (!isRedelivery && known.state === "failed") turns.askAgain(known, message, now);
  const turn = turns.byMessageId(message.messageId);
  if (turn === null) return fail({ kind: "internal" });
  return succeed({ sessionId: entered.value, turn, duplicate: known !== null, redirected });
}

function insert(
  turns: TurnStore,
  message: IncomingMessage,
  now: number,
  arrivalId: string | null,
  insteadOf: TurnRow | null,
): void {
  const seq = turns.insert(message, now, arrivalId, insteadOf);
  if (message.command?.name === "stop") turns.stops.stopFirst(seq);
  const earlier = message.command?.name === "retry" ? turns.past.lastQuestion(seq) : null;
  if (earlier !== null) turns.repeat(seq, earlier);
}

/** An answer is posted to one address. */
function leadsElsewhere(known: TurnRow, message: IncomingMessage): boolean {
  const origin = originOf(known);
  return origin !== null && origin.replyUrl !== message.origin?.replyUrl;
}

/** Whoever asks again may leave the images out, as a page does after a reload; other images are another message. */
function isSame(turns: TurnStore, known: TurnRow, message: IncomingMessage): boolean {
  if (known.text !== message.text) return false;
  if (message.images.length === 0) return true;
  if (message.images.length !== known.image_count) return false;
  const kept = turns.images.read(known.seq);
  return kept.length === 0 || kept.every((image, index) => image === message.images[index]);
}

/** Of a session id that the server made up, knowing it is enough; one of the caller's choosing belongs to who used it first. */
export function mayEnter(conversation: ConversationRow, owner: string): Result<string> {
  if (conversation.issued === 1 || conversation.owner === owner) return succeed(conversation.session_id);
  return fail({
    kind: "forbidden",
    code: "session_not_yours",
    message: "This session_id belongs to another caller. Leave it out to get one of your own.",
  });
}

export const NO_SUCH_MESSAGE: Failure = {
  kind: "not_found",
  code: "message_not_found",
  message: "No message of this conversation has that id, so none can stand in its place.",
  param: "instead_of",
};

const REUSED: Failure = {
  kind: "conflict",
  code: "message_id_reused",
  message: "This message_id was used for another message. Send each message with an id of its own.",
  param: "message_id",
};
