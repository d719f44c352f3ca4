// One of the person's own messages, open for another version of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../../common/language.ts";
import { useSharedWords } from "../../common/words.ts";
import type { Chat } from "../chat.ts";
import type { UserMessage } from "../message.ts";
import { runningAnswer } from "../state.ts";
import { joinFiles, splitFiles } from "../text-files.ts";
import { MessageField } from "./message-field.tsx";

const words = {
  en: {
    label: "Edit message",
    send: "Send",
    meaning: "The answer is made anew. The earlier version stays.",
  },
  zh: {
    label: "编辑消息",
    send: "发送",
    meaning: "会重新回答，原来的版本仍然保留。",
  },
};

interface EditFormProps {
  message: UserMessage;
  chat: Chat;
  model: string | null;
}

export function EditForm({ message, chat, model }: EditFormProps) {
  const { label, send, meaning } = useWords(words);
  const shared = useSharedWords();
  const field = useRef<HTMLTextAreaElement>(null);
  // The files stay with the message; only its words are edited.
  const [sent] = useState(() => splitFiles(message.text));
  const [text, setText] = useState(sent.words);
  const ready = text.trim() !== "" || message.imageCount + sent.files.length > 0;

  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);

  function close(): void {
    chat.edit(null);
  }

  function save(): void {
    // Another window's answer may have begun since; what is sent in vain would be lost.
    if (!ready || runningAnswer(chat.store.read()) !== null) return;
    close();
    // The pencil is out of reach while the answer is made.
    document.querySelector<HTMLElement>(".log")?.focus();
    void chat.sendInstead(message.id, joinFiles(text, sent.files), model);
  }

  function onPress(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  }

  return (
    <form
      class="edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <MessageField {...{ field, text, onPress }} label={label} onText={setText} onEnter={save} />
      <div class="edit-row">
        <span>{meaning}</span>
        <button type="button" class="button is-quiet" onClick={close}>
          {shared.cancel}
        </button>
        <button type="submit" class="button is-primary" disabled={!ready}>
          {send}
        </button>
      </div>
    </form>
  );
}
