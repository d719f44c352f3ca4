// One message of a shared conversation, without anything to do but to copy it.
import type { HistoryMessage } from "../../../core/wire.ts";
import { CopyButton } from "../../common/components/copy-button.tsx";
import { useAssistant } from "../assistant-name.ts";
import { MarkdownView } from "../components/markdown-view.tsx";
import { Sources } from "../components/sources.tsx";
import { useMessages } from "../messages.ts";

function Question({ message }: { message: HistoryMessage }) {
  const messages = useMessages();
  const { content, images = 0 } = message;
  return (
    <article class="message" data-role="user">
      <h2 class="visually-hidden">{messages.you}</h2>
      {images > 0 && <p class="image-count">{messages.imagesSent(images)}</p>}
      {content !== "" && <div class="bubble">{content}</div>}
    </article>
  );
}

export function SharedMessage({ message }: { message: HistoryMessage }) {
  const messages = useMessages();
  const assistant = useAssistant();
  if (message.role === "user") return <Question message={message} />;
  const { content, status, sources = [] } = message;
  return (
    <article class="message" data-role="assistant">
      <h2 class="visually-hidden">{assistant}</h2>
      {content !== "" && <MarkdownView text={content} growing={false} />}
      {status === "failed" && <p class="progress">{messages.answerFailed}</p>}
      <Sources sources={sources} />
      <div class="message-actions">
        {status === "stopped" && <span class="mark">{messages.stopped}</span>}
        {content !== "" && <CopyButton text={content} label={messages.copyAnswer} />}
      </div>
    </article>
  );
}
