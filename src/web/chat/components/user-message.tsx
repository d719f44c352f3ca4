// What the person wrote: plain text with its line breaks, in a bubble.

import { useEffect, useRef } from "preact/hooks";
import { CopyButton } from "../../common/components/copy-button.tsx";
import { IconButton } from "../../common/components/icon-button.tsx";
import type { Chat } from "../chat.ts";
import { memo } from "../memo.ts";
import type { UserMessage } from "../message.ts";
import { useMessages } from "../messages.ts";
import { splitFiles } from "../text-files.ts";
import { LazyPart } from "./lazy-part.tsx";
import { SentFiles } from "./sent-files.tsx";
import { Versions } from "./versions.tsx";

const loadEditForm = () => import("./edit-form.tsx").then((part) => part.EditForm);

interface UserMessageProps {
  message: UserMessage;
  chat: Chat;
  model: string | null;
  editing: boolean;
  /** Why it is not sent: nothing but the connection stands against it, or the server refused it. Null while it goes out. */
  held: "waits" | "refused" | null;
}

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

/** Not sent yet: it waits, or the server refused it; either way it can be had back. */
function Unsent({ message, chat, held }: Omit<UserMessageProps, "model" | "editing">) {
  const messages = useMessages();
  if (held === null) return null;
  return (
    <div class="unsent">
      {held === "waits" && <span>{messages.unsent}</span>}
      <button type="button" class="button is-quiet" onClick={() => void chat.withdraw(message.id, true)}>
        {messages.takeBack}
      </button>
      {held === "refused" && (
        <button type="button" class="button is-quiet" onClick={() => void chat.withdraw(message.id, false)}>
          {messages.discard}
        </button>
      )}
    </div>
  );
}

/** The focus comes back to where the editing began. */
function useFocusBack(editing: boolean) {
  const pencil = useRef<HTMLButtonElement>(null);
  const before = useRef(editing);
  useEffect(() => {
    if (before.current && !editing) pencil.current?.focus();
    before.current = editing;
  }, [editing]);
  return pencil;
}

function drawUserMessage({ message, chat, model, editing, held }: UserMessageProps) {
  const messages = useMessages();
  const pencil = useFocusBack(editing);
  const { words, files } = splitFiles(message.text);
  const bubble = words !== "" && <div class="bubble">{words}</div>;
  return (
    <article
      class="message"
      data-role="user"
      data-status={held === null ? "ok" : "unsent"}
      data-message-id={message.id}
    >
      <h2 class="visually-hidden">{messages.you}</h2>
      <Pictures message={message} />
      <SentFiles files={files} />
      {editing ? (
        <LazyPart load={loadEditForm} with={{ message, chat, model }} meanwhile={bubble} />
      ) : (
        <div class="said">
          {bubble}
          <div class="message-actions">
            {!message.unsent && (
              <IconButton
                icon="pencil"
                class="at-rest"
                label={messages.edit}
                button={pencil}
                onClick={() => chat.edit(message.id)}
              />
            )}
            {message.text !== "" && <CopyButton text={message.text} label={messages.copy} />}
          </div>
        </div>
      )}
      <Unsent message={message} chat={chat} held={held} />
      {!editing && <Versions message={message} chat={chat} />}
    </article>
  );
}

export const UserMessageView = memo(drawUserMessage);
