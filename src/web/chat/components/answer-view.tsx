// An answer's text as it is written. While it grows only its tail is read again. Fetched with the first answer.
import { useRef } from "preact/hooks";
import {
  blocksOf,
  emptyDocument,
  growDocument,
  type MarkdownDocument,
  readDocument,
} from "../markdown/document.ts";
import { blocks } from "./block-view.tsx";

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

export function AnswerView(props: AnswerViewProps) {
  const reading = useRef<Reading | null>(null);
  reading.current = read(reading.current, props);
  return (
    <div class="markdown" data-growing={props.growing ? "" : undefined}>
      {blocks(blocksOf(reading.current.document), props.growing)}
    </div>
  );
}
