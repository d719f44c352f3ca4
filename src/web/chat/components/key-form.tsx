// Asks for the access key where the server wants one.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Access } from "../access.ts";
import { mayTakeFocus } from "../framed/host.ts";
import { useMessages } from "../messages.ts";

export function KeyForm({ access, refused }: { access: Access; refused: boolean }) {
  const messages = useMessages();
  const [key, setKey] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (mayTakeFocus()) field.current?.focus();
  }, []);

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (key.trim() !== "") access.dispatch({ type: "given", key: key.trim() });
  }

  return (
    <form class="key-form" onSubmit={onSubmit}>
      <h2>{messages.keyTitle}</h2>
      <p>{messages.keyMeaning}</p>
      <label>
        <span>{messages.keyLabel}</span>
        <input
          ref={field}
          type="password"
          autocomplete="off"
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      {refused && (
        <p class="problem" role="alert">
          {messages.keyRefused}
        </p>
      )}
      <button type="submit" class="button is-primary">
        {messages.keySave}
      </button>
    </form>
  );
}
