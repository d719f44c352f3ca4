// The field that a message is written in. It grows with its text, and an input method's Enter is not ours.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isComposing } from "../../common/composing.ts";
import { useMedia } from "../../common/hooks/use-media.ts";
import { entersMessage } from "../enter-key.ts";
import { useMessages } from "../messages.ts";

interface MessageFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Its name, where it is not the field for a new message. */
  label?: string;
  text: string;
  onText(text: string): void;
  onEnter(): void;
  onFiles?(files: readonly File[]): void;
  /** Any other press, unless an input method has a use for it. */
  onPress?(event: KeyboardEvent): void;
}

/** Browsers that size a field by its content do it in the style sheet. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

export function MessageField(props: MessageFieldProps) {
  const { field, text, onText, onEnter, onFiles } = props;
  const messages = useMessages();
  const touchOnly = useMedia("(hover: none) and (pointer: coarse)");
  const composing = useRef(false);
  useLayoutEffect(() => grow(field.current), [field, text]);

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event, composing.current)) return;
    if (!entersMessage(event, composing.current, touchOnly)) {
      props.onPress?.(event);
      return;
    }
    event.preventDefault();
    onEnter();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || onFiles === undefined) return;
    event.preventDefault();
    onFiles(files);
  }

  return (
    <textarea
      ref={field}
      class="message-field"
      rows={1}
      aria-label={props.label ?? messages.message}
      placeholder={messages.placeholder}
      enterkeyhint={touchOnly ? "enter" : "send"}
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={() => {
        composing.current = false;
      }}
    />
  );
}
