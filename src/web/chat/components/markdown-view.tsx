// An answer's text as it is written. While it grows only its tail is read again.
import { useRef } from "preact/hooks";
import { type Reader, useReader } from "../hooks/use-reader.ts";
import type { MarkdownDocument } from "../markdown/document.ts";
import { blocks } from "./block-view.tsx";

interface MarkdownViewProps {
  text: string;
  growing: boolean;
}

interface Reading {
  document: MarkdownDocument;
  growing: boolean;
}

function read(reader: Reader, before: Reading | null, { text, growing }: MarkdownViewProps): Reading {
  if (growing)
    return { document: reader.growDocument(before?.document ?? reader.emptyDocument, text), growing };
  if (before !== null && !before.growing && before.document.source === text) return before;
  // Read once more from the start: references at the end reach the links before them.
  return { document: reader.readDocument(text), growing };
}

export function MarkdownView(props: MarkdownViewProps) {
  const reader = useReader();
  const reading = useRef<Reading | null>(null);
  if (reader === null) return <div class="markdown is-plain">{props.text}</div>;
  reading.current = read(reader, reading.current, props);
  return (
    <div class="markdown" data-growing={props.growing ? "" : undefined}>
      {blocks(reader.blocksOf(reading.current.document))}
    </div>
  );
}
