// Where a text may be cut within its last line, for want of a line end in its later half.
import { type Line, openAfter } from "./blocks.ts";
import type { Border } from "./borders.ts";
import { characterEnd, mayBeginCode, mayBeginWords, sentenceEnd, spaceEnd } from "./points.ts";

/** `line` is the last one of `text`. The end is at most `most`, and at least `least` where the line is so long. */
export function borderInLine(text: string, line: Line | null, least: number, most: number): Border {
  if (line === null) return { end: most, next: most, fence: null, table: null, continues: false };
  // A bound that no border may be at, a table's head or the opening of code, and no room for the line behind it.
  if (line.next > line.end && line.end <= most)
    return { end: line.end, next: line.next, ...openAfter(line), continues: false };
  if (line.start >= most) {
    const end = most - (text.slice(0, most).match(/\r?\n$/)?.[0].length ?? 0);
    return { end, next: most, ...openAt(line, most), continues: false };
  }
  const end = pointIn(text, line, Math.max(least - 1, line.start), most);
  return { end, next: end, ...openAt(line, end), continues: true };
}

function pointIn(text: string, line: Line, from: number, to: number): number {
  if (line.fence !== null)
    return spaceEnd(text, from, to, mayBeginCode) ?? characterEnd(text, from, to, mayBeginCode);
  return (
    sentenceEnd(text, from, to) ??
    spaceEnd(text, from, to, mayBeginWords) ??
    characterEnd(text, from, to, mayBeginWords)
  );
}

/** What is open in the middle of the line. The rest of a long info string is shown as code. */
function openAt(line: Line, end: number): Pick<Border, "fence" | "table"> {
  const { fence, table } = line;
  if (line.kind !== "opening" || fence === null) return { fence, table };
  const opens = end >= line.start + line.prefix.end + fence.marker.length;
  return { fence: opens ? { ...fence, info: "" } : null, table };
}
