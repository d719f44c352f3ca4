// Asks for the access key where the server wants one.
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../../common/language.ts";
import type { Access } from "../access.ts";
import { mayTakeFocus } from "../framed/host.ts";

const words = {
  en: {
    title: "Access key",
    meaning: "This assistant asks for a key. Whoever runs it can give you one.",
    label: "Key",
    save: "Continue",
    refused: "This key was not accepted.",
  },
  zh: {
    title: "访问密钥",
    meaning: "使用这个助手需要密钥，可以向管理员索取。",
    label: "密钥",
    save: "继续",
    refused: "这个密钥没有通过。",
  },
};

export function KeyForm({ access, refused }: { access: Access; refused: boolean }) {
  const { title, meaning, label, save, refused: refusal } = useWords(words);
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
      <h2>{title}</h2>
      <p>{meaning}</p>
      <label>
        <span>{label}</span>
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
          {refusal}
        </p>
      )}
      <button type="submit" class="button is-primary">
        {save}
      </button>
    </form>
  );
}
