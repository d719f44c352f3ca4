// A question as the server is asked it, and the refusals that asking again does not change.
import type { ChatRequest } from "../../core/wire.ts";
import type { Failure } from "./failure.ts";
import type { UserMessage } from "./message.ts";

export function requestOf(question: UserMessage, sessionId: string | null): ChatRequest {
  return {
    message: question.text,
    message_id: question.id,
    stream: true,
    ...(sessionId === null ? {} : { session_id: sessionId }),
    ...(question.model === null ? {} : { model: question.model }),
    ...(question.images.length === 0 ? {} : { images: [...question.images] }),
    ...(question.insteadOf === null ? {} : { instead_of: question.insteadOf }),
  };
}

/** Waiting does not help against these: the message itself is at fault, or its place is gone. */
export function isForGood(failure: Failure): boolean {
  return ["refused", "missing", "foreign", "sender", "long", "model"].includes(failure.kind);
}
