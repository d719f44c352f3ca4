// An answer: its text, its state, where it came from, and what can be done with it.
import type { Rating } from "../../../core/wire.ts";
import { CopyButton } from "../../common/components/copy-button.tsx";
import { IconButton } from "../../common/components/icon-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { useAssistant } from "../assistant-name.ts";
import type { Chat } from "../chat.ts";
import { memo } from "../memo.ts";
import { type AssistantMessage, isRunning } from "../message.ts";
import { useMessages } from "../messages.ts";
import { FailureNotice } from "./failure-notice.tsx";
import { MarkdownView } from "./markdown-view.tsx";
import { Sources } from "./sources.tsx";
import { toolWords } from "./tool-words.ts";

interface AssistantMessageProps {
  message: AssistantMessage;
  chat: Chat;
  /** The model that answers when one asks once more. */
  model: string | null;
}

function Progress({ message }: { message: AssistantMessage }) {
  const messages = useMessages();
  if (message.status === "broken") return <p class="progress">{messages.reconnecting}</p>;
  if (message.status === "waiting") return <p class="progress is-waiting">{messages.waiting}</p>;
  return null;
}

function Marks({ message }: { message: AssistantMessage }) {
  const messages = useMessages();
  return (
    <>
      {message.status === "stopped" && <span class="mark">{messages.stopped}</span>}
      {toolWords(message.tools, messages).map((words) => (
        <span class="mark" key={words}>
          {words}
        </span>
      ))}
      {message.cached && (
        <span class="mark" title={messages.cachedMeaning}>
          {messages.cached}
        </span>
      )}
    </>
  );
}

function RatingButtons({ message, chat }: Omit<AssistantMessageProps, "model">) {
  const messages = useMessages();
  const rate = (rating: Rating) => void chat.rate(message.id, message.rating === rating ? null : rating);
  return (
    <>
      <IconButton
        icon="up"
        label={messages.good}
        pressed={message.rating === "up"}
        onClick={() => rate("up")}
      />
      <IconButton
        icon="down"
        label={messages.bad}
        pressed={message.rating === "down"}
        onClick={() => rate("down")}
      />
    </>
  );
}

/** The same message once more: on a mark that leaves something to wish for in words, else as a quiet icon. */
function AgainButton({ message, chat, model }: AssistantMessageProps) {
  const messages = useMessages();
  function ask(): void {
    // The button goes with the answer; whoever used the keyboard stays at the messages.
    document.querySelector<HTMLElement>(".log")?.focus();
    void chat.again(message.id, model);
  }
  if (!isMarked(message))
    return <IconButton icon="retry" class="at-rest" label={messages.again} onClick={ask} />;
  return (
    <button type="button" class="button is-quiet at-rest" onClick={ask}>
      <Icon name="retry" />
      {messages.freshAnswer}
    </button>
  );
}

function isMarked(message: AssistantMessage): boolean {
  return message.cached || message.status === "stopped";
}

function Actions(props: AssistantMessageProps) {
  const messages = useMessages();
  const { message, chat } = props;
  if (isRunning(message)) return null;
  const answered = message.status !== "failed";
  return (
    <div class="message-actions">
      <Marks message={message} />
      {isMarked(message) && <AgainButton {...props} />}
      {message.text !== "" && <CopyButton text={message.text} label={messages.copyAnswer} />}
      {answered && !isMarked(message) && <AgainButton {...props} />}
      {answered && <RatingButtons message={message} chat={chat} />}
    </div>
  );
}

function drawAssistantMessage({ message, chat, model }: AssistantMessageProps) {
  const assistant = useAssistant();
  const running = isRunning(message);
  return (
    <article
      class="message"
      data-role="assistant"
      data-status={message.status}
      data-message-id={message.id}
      aria-busy={running}
    >
      <h2 class="visually-hidden">{assistant}</h2>
      {message.text !== "" && <MarkdownView text={message.text} growing={running} />}
      <Progress message={message} />
      {message.failure !== null && (
        <FailureNotice failure={message.failure} onRetry={() => void chat.retry(message.id)} />
      )}
      <Sources sources={message.sources} />
      <Actions message={message} chat={chat} model={model} />
    </article>
  );
}

export const AssistantMessageView = memo(drawAssistantMessage);
