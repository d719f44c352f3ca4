// Copies a text and says for a moment that it did.
import { useEffect, useState } from "preact/hooks";
import { copyText } from "../clipboard.ts";

const shownMilliseconds = 1600;

export function useCopy(): { copied: boolean; copy(text: string): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy: (text) => void copyText(text).then(setCopied) };
}
