// The words not yet sent, kept for each conversation so that a reload does not lose them.
import { useEffect, useRef, useState } from "preact/hooks";
import { readStored, writeStored } from "../../common/stored.ts";

function nameOf(sessionId: string | null): string {
  return `draft.${sessionId ?? "new"}`;
}

/** A new conversation that gets its id while one types takes the draft along. */
export function useDraft(sessionId: string | null): [string, (text: string) => void] {
  const name = nameOf(sessionId);
  const [text, setText] = useState(() => readStored(name) ?? "");
  const keptUnder = useRef(name);

  useEffect(() => {
    if (keptUnder.current === name) return;
    writeStored(keptUnder.current, "");
    keptUnder.current = name;
    writeStored(name, text);
  }, [name, text]);

  function change(next: string): void {
    setText(next);
    // At once: an effect could come too late for a reload.
    writeStored(name, next);
  }

  return [text, change];
}
