// Tells a screen reader when an answer begins and how it ended, once each; never its text piece by piece.

import { useRef } from "preact/hooks";
import { type AssistantMessage, isRunning } from "../message.ts";
import type { Messages } from "../messages.en.ts";
import { useMessages } from "../messages.ts";
import type { ChatState } from "../state.ts";

function wordsFor(answer: AssistantMessage, messages: Messages): string {
  if (isRunning(answer)) return messages.answering;
  if (answer.status === "failed") return messages.answerFailed;
  return answer.status === "stopped" ? messages.answerStopped : messages.answerFinished;
}

export function Announcer({ state }: { state: ChatState }) {
  const messages = useMessages();
  const watched = useRef<string | null>(null);
  const last = state.messages.at(-1);
  const answer = last?.role === "assistant" ? last : null;
  // Only an answer that was seen running is news; an old conversation that is opened is not.
  if (answer !== null && isRunning(answer)) watched.current = answer.id;
  const news = answer !== null && answer.id === watched.current ? wordsFor(answer, messages) : "";
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {news}
    </div>
  );
}
