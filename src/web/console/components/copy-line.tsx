// A line to be copied: an address, a command, a digest.
import { CopyButton } from "../../common/components/copy-button.tsx";
import { useConsoleWords } from "../words.ts";

export function CopyLine({ text, label }: { text: string; label?: string }) {
  const words = useConsoleWords();
  return (
    <span class="copy-line">
      <code>{text}</code>
      <CopyButton text={text} label={label ?? words.copy} />
    </span>
  );
}
