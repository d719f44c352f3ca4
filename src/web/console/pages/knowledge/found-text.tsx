// A passage's text with the words that it was found by, folded when it is long.
import { useState } from "preact/hooks";
import { isLong } from "../../format.ts";
import { useConsoleWords } from "../../words.ts";
import { highlight } from "./highlight.ts";

export function FoundText({ text, terms }: { text: string; terms: readonly string[] }) {
  const words = useConsoleWords();
  const [open, setOpen] = useState(false);
  const long = isLong(text);
  return (
    <>
      <p class="plain-text" data-folded={long && !open ? "" : undefined}>
        {highlight(text, terms).map((stretch, index) =>
          stretch.found ? <mark key={index}>{stretch.text}</mark> : stretch.text,
        )}
      </p>
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
