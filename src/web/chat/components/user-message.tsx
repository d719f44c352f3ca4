// What the person wrote: plain text with its line breaks, in a bubble.

import { CopyButton } from "../../common/components/copy-button.tsx";
import { memo } from "../memo.ts";
import type { UserMessage } from "../message.ts";
import { useMessages } from "../messages.ts";

function Pictures({ message }: { message: UserMessage }) {
  const messages = useMessages();
  if (message.imageCount === 0) return null;
  if (message.images.length === 0)
    return <p class="image-count">{messages.imagesSent(message.imageCount)}</p>;
  return (
    <div class="sent-images">
      {message.images.map((image, index) => (
        <img key={index} src={image} alt={messages.imageNumber(index + 1)} />
      ))}
    </div>
  );
}

function drawUserMessage({ message }: { message: UserMessage }) {
  const messages = useMessages();
  return (
    <article class="message" data-role="user" data-status="ok" data-message-id={message.id}>
      <h2 class="visually-hidden">{messages.you}</h2>
      <Pictures message={message} />
      {message.text !== "" && (
        <div class="said">
          <div class="bubble">{message.text}</div>
          <div class="message-actions">
            <CopyButton text={message.text} label={messages.copy} />
          </div>
        </div>
      )}
    </article>
  );
}

export const UserMessageView = memo(drawUserMessage);
