// Copies a text; for a moment the button says that it did.
import { useCopy } from "../hooks/use-copy.ts";
import { useSharedWords } from "../words.ts";
import { IconButton } from "./icon-button.tsx";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const words = useSharedWords();
  const { copied, copy } = useCopy();
  return (
    <IconButton
      icon={copied ? "check" : "copy"}
      label={copied ? words.copied : label}
      class={copied ? "is-done" : ""}
      onClick={() => copy(text)}
    />
  );
}
