// An answer's text as it is written. While it grows only its tail is read again. Fetched with the first answer.
import { useRef, useState } from "preact/hooks";
import { useWords } from "../../common/language.ts";
import {
  blocksOf,
  emptyDocument,
  growDocument,
  type MarkdownDocument,
  readDocument,
} from "../markdown/document.ts";
import { firstPart, partCost } from "../markdown/first-part.ts";
import { blocks } from "./block-view.tsx";
import { answerWords } from "./words.ts";

export interface AnswerViewProps {
  text: string;
  growing: boolean;
}

interface Reading {
  document: MarkdownDocument;
  growing: boolean;
}

function read(before: Reading | null, { text, growing }: AnswerViewProps): Reading {
  if (growing) return { document: growDocument(before?.document ?? emptyDocument, text), growing };
  if (before !== null && !before.growing && before.document.source === text) return before;
  // Read once more from the start: references at the end reach the links before them.
  return { document: readDocument(text), growing };
}

function More({ left, onMore }: { left: number; onMore(): void }) {
  const words = useWords(answerWords);
  return (
    <button type="button" class="button is-quiet" onClick={onMore}>
      {words.more(left)}
    </button>
  );
}

export function AnswerView({ text, growing }: AnswerViewProps) {
  const [most, setMost] = useState(partCost);
  const reading = useRef<Reading | null>(null);
  const shown = firstPart(text, most);
  const left = text.length - shown.length;
  const inside = growing && left === 0;
  // With a part before it the rest is read on from there, not once more from the start.
  reading.current = read(reading.current, { text: shown, growing: inside || most > partCost });
  return (
    <div class="markdown" data-growing={inside ? "" : undefined}>
      {blocks(blocksOf(reading.current.document), inside)}
      {left > 0 && <More left={left} onMore={() => setMost(most + partCost)} />}
    </div>
  );
}
