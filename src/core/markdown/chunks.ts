// A text in the units in which marks like `**` mean something: paragraphs, headings, rows. They never reach across.
import { type Line, scanLines } from "./blocks.ts";

/** All lines of the text in order: those of one paragraph together, every other line alone. */
export function* chunksOf(markdown: string): Generator<[Line, ...Line[]], void, void> {
  let chunk: [Line, ...Line[]] | null = null;
  for (const line of scanLines(markdown)) {
    if (chunk !== null && line.kind === "text" && !line.begins) {
      chunk.push(line);
      continue;
    }
    if (chunk !== null) yield chunk;
    chunk = [line];
  }
  if (chunk !== null) yield chunk;
}

/** Changes all words, and no code: each paragraph, heading or row goes through `change`, with its prefix, without its end. */
export function mapWords(markdown: string, change: (words: string) => string): string {
  let changed = "";
  for (const chunk of chunksOf(markdown)) {
    const [first] = chunk;
    const last = chunk.at(-1) ?? first;
    const words = markdown.slice(first.start, last.end);
    changed += holdsWords(first) ? change(words) : words;
    changed += markdown.slice(last.end, last.next);
  }
  return changed;
}

function holdsWords({ kind }: Line): boolean {
  return kind === "text" || kind === "heading" || kind === "header" || kind === "row";
}
