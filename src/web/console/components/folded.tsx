// A text of people or machines: as text only, wrapped, and folded when it is long.
import { useState } from "preact/hooks";
import { isLong } from "../format.ts";
import { useConsoleWords } from "../words.ts";

export function Folded({ text }: { text: string }) {
  const words = useConsoleWords();
  const [open, setOpen] = useState(false);
  const long = isLong(text);
  return (
    <>
      <div class="plain-text" data-folded={long && !open ? "" : undefined}>
        {text}
      </div>
      {long && (
        <button
          type="button"
          class="button is-quiet fold"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? words.showLess : words.showAll}
        </button>
      )}
    </>
  );
}
