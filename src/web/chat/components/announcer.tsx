// Tells a screen reader when an answer begins and how it ended, once each; never its text piece by piece.

import { useRef } from "preact/hooks";
import { type AssistantMessage, isRunning } from "../message.ts";
import type { Messages } from "../messages.en.ts";
import { useMessages } from "../messages.ts";
import { type ChatState, runningAnswer } from "../state.ts";

function wordsFor(answer: AssistantMessage, messages: Messages): string {
  if (isRunning(answer)) return messages.answering;
  if (answer.status === "failed") return messages.answerFailed;
  return answer.status === "stopped" ? messages.answerStopped : messages.answerFinished;
}

export function Announcer({ state }: { state: ChatState }) {
  const messages = useMessages();
  const watched = useRef<string | null>(null);
  // Only an answer that was seen running is news; an old conversation that is opened is not. Behind it messages may wait.
  watched.current = runningAnswer(state)?.id ?? watched.current;
  const answer = state.messages.findLast(({ role, id }) => role === "assistant" && id === watched.current);
  const news = answer?.role === "assistant" ? wordsFor(answer, messages) : "";
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {news}
    </div>
  );
}
