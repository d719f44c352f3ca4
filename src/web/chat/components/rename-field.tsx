// A title that is being changed where it stands. An input method's Enter is not ours.
import { useEffect, useRef, useState } from "preact/hooks";
import { isComposing } from "../../common/composing.ts";
import { useMessages } from "../messages.ts";

/** The server takes no longer one. */
const longestTitle = 200;

interface RenameFieldProps {
  title: string;
  /** With null nothing changes. `byKey`: the focus goes back to where it came from. */
  onEnd(title: string | null, byKey: boolean): void;
}

export function RenameField({ title, onEnd }: RenameFieldProps) {
  const messages = useMessages();
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const composing = useRef(false);
  const ended = useRef(false);
  useEffect(() => field.current?.select(), []);

  function end(keep: boolean, byKey: boolean): void {
    if (ended.current) return;
    ended.current = true;
    const name = text.trim();
    onEnd(keep && name !== "" && name !== title ? name : null, byKey);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if ((event.key !== "Enter" && event.key !== "Escape") || isComposing(event, composing.current)) return;
    event.preventDefault();
    end(event.key === "Enter", true);
  }

  return (
    <input
      ref={field}
      class="rename-field"
      aria-label={messages.newTitle}
      maxLength={longestTitle}
      enterkeyhint="done"
      autocomplete="off"
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true, false)}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={() => {
        composing.current = false;
      }}
    />
  );
}
