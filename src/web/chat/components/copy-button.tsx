// Copies a text; for a moment the button says that it did.
import { useCopy } from "../hooks/use-copy.ts";
import { useMessages } from "../language.ts";
import { IconButton } from "./icon-button.tsx";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const messages = useMessages();
  const { copied, copy } = useCopy();
  return (
    <IconButton
      icon={copied ? "check" : "copy"}
      label={copied ? messages.copied : label}
      class={copied ? "is-done" : ""}
      onClick={() => copy(text)}
    />
  );
}
