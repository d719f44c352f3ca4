// Where a message is written, with its pictures, the choice of model, and send or stop.
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { useDrop } from "../../common/hooks/use-drop.ts";
import { useMedia } from "../../common/hooks/use-media.ts";
import type { Chat } from "../chat.ts";
import { mayTakeFocus } from "../framed/host.ts";
import { useAttachments } from "../hooks/use-attachments.ts";
import { useDraft } from "../hooks/use-draft.ts";
import type { ModelChoice } from "../hooks/use-models.ts";
import { useMessages } from "../messages.ts";
import { type ChatState, runningAnswer } from "../state.ts";
import { joinFiles, splitFiles, usualLimit } from "../text-files.ts";
import { AttachButton } from "./attach-button.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { MessageField } from "./message-field.tsx";
import { ModelSelect } from "./model-select.tsx";

interface ComposerProps {
  chat: Chat;
  state: ChatState;
  choice: ModelChoice;
}

function SendOrStop({ state, chat, ready }: { state: ChatState; chat: Chat; ready: boolean }) {
  const messages = useMessages();
  if (runningAnswer(state) === null) {
    return (
      <button type="submit" class="send" aria-label={messages.send} title={messages.send} disabled={!ready}>
        <Icon name="send" />
      </button>
    );
  }
  const label = state.stopping ? messages.stopping : messages.stop;
  return <IconButton icon="stop" class="send is-stop" label={label} onClick={() => void chat.stop()} />;
}

export function Composer({ chat, state, choice }: ComposerProps) {
  const messages = useMessages();
  const [text, setText] = useDraft(state.sessionId);
  const attachments = useAttachments();
  const dropping = useDrop(attachments.add);
  const field = useRef<HTMLTextAreaElement>(null);
  const fine = useMedia("(hover: hover) and (pointer: fine)");
  const { images, files } = attachments;
  const ready = text.trim() !== "" || images.length + files.length > 0;
  const whole = joinFiles(text, files);

  // A keyboard that slides in by itself would hide the page that was just opened.
  useEffect(() => {
    if (fine && mayTakeFocus()) field.current?.focus();
  }, [fine]);

  // A message that was taken back: behind what is in the field already.
  useEffect(() => {
    const { returned } = state;
    if (returned === null) return;
    const { words, files } = splitFiles(returned.text);
    setText([text, words].filter((part) => part !== "").join("\n"));
    attachments.restore(returned.images, files);
    chat.store.dispatch({ type: "return-seen" });
    field.current?.focus();
  }, [state.returned]);

  function onPress(event: KeyboardEvent): void {
    const last = state.messages.findLast((message) => message.role === "user" && !message.unsent);
    if (event.key !== "ArrowUp" || text !== "" || last === undefined) return;
    event.preventDefault();
    chat.edit(last.id);
  }

  function send(): void {
    // Asked of the store: what is drawn may be a moment old, and what is sent in vain would be lost.
    if (!ready || runningAnswer(chat.store.read()) !== null) return;
    const pictures = images.map((image) => image.dataUrl);
    void chat.send(whole, pictures, choice.chosen);
    setText("");
    attachments.clear();
    field.current?.focus();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    send();
  }

  return (
    <form class="composer" data-dropping={dropping ? "" : undefined} onSubmit={onSubmit}>
      <AttachmentList attachments={attachments} characters={whole.length > usualLimit ? whole.length : 0} />
      <MessageField {...{ field, text, onPress }} onText={setText} onEnter={send} onFiles={attachments.add} />
      <div class="composer-row">
        <AttachButton onFiles={attachments.add} />
        <ModelSelect choice={choice} />
        <span class="composer-hint">{dropping ? messages.dropHere : messages.keysHint}</span>
        <SendOrStop state={state} chat={chat} ready={ready} />
      </div>
    </form>
  );
}
