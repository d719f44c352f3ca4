// Cuts a long answer into messages, each of them whole Markdown: code that is cut is closed and opened again, a table
// repeats its head. Of a text that grows, all pieces but the last stay: each cut is decided by what fits before it and
// one character more, which is there whenever a piece is not the last.
import { arrive, type Place } from "./arrive.ts";
import type { Fence, Opened } from "./blocks.ts";
import { type Border, findBorders } from "./borders.ts";
import { borderInLine } from "./line-border.ts";
import { longestEnd, wholeEnd } from "./window.ts";

type Fits = (piece: string) => boolean;

/** Where the cutting of a text has come to: pieces that no longer change, so that a text that grows is not cut from its start again. */
export interface CutMemory {
  /** The beginning of the text that decided them. */
  text: string;
  pieces: string[];
  border: Opened & { next: number };
}

export function emptyCutMemory(): CutMemory {
  return { text: "", pieces: [], border: { next: 0, fence: null, table: null, continues: false } };
}

interface Cut {
  piece: string;
  border: Border;
}

/** A way to write a piece: what is repeated before it, and whether code that goes on behind it is closed. */
interface Frame {
  lead: string;
  closes: boolean;
}

/** A border that asks for a closing line that does not fit moves up; fences that stand so close end the search. */
const MOST_MOVES = 8;
/** Repeated lines may be at most so many times as long as what they frame, or a long one would be sent for each word. */
const LONGEST_FRAME = 4;

/**
 * Pieces for which `fits` holds, trimmed of blank lines. `fits` is false for whatever continues a piece that does not fit; where
 * it is not, a piece may change as the text grows. Code that the text leaves open stays open in the last piece, so that a
 * shown text only grows. Where not one character fits, one is taken; where no frame fits, code is cut like words.
 * `memory` is of an earlier call with the same `fits`, and is brought up to date.
 */
export function cutMarkdown(markdown: string, fits: Fits, memory = emptyCutMemory()): string[] {
  if (!markdown.startsWith(memory.text)) Object.assign(memory, emptyCutMemory());
  const pieces = [...memory.pieces];
  let place = arrive(markdown, memory.border.next, memory.border);
  while (place.at < markdown.length) {
    const { piece, border } = nextCut(markdown, place, fits);
    if (piece !== "") pieces.push(piece);
    if (border.next < markdown.length) {
      const text = markdown.slice(0, border.next + 1);
      Object.assign(memory, { text, pieces: [...pieces], border });
    }
    place = arrive(markdown, border.next, border);
  }
  return pieces;
}

function nextCut(markdown: string, place: Place, fits: Fits): Cut {
  for (const frame of framesAt(place)) {
    const cut = cutInFrame(markdown, place, frame, fits);
    if (cut !== null) return frame.closes ? cut : { ...cut, border: { ...cut.border, fence: null } };
  }
  const end = place.at + ((markdown.codePointAt(place.at) ?? 0) > 0xffff ? 2 : 1);
  const border = { end, next: end, fence: null, table: null, continues: true };
  return { piece: markdown.slice(place.at, end).trim(), border };
}

function framesAt({ fence, table, continues }: Place): Frame[] {
  const bare = { lead: "", closes: false };
  if (fence === null) {
    // The rest of a quoted row has no quote mark of its own.
    const repeats = table !== null && !(continues && table.quotes > 0);
    return [...(repeats ? [{ lead: table.head, closes: true }] : []), { lead: "", closes: true }, bare];
  }
  const rest = continues && fence.quotes > 0 ? fence.indent : "";
  const opening = (info: string) => ({
    lead: `${fence.indent}${fence.marker}${info}\n${rest}`,
    closes: true,
  });
  return [opening(fence.info), opening(""), bare];
}

function cutInFrame(markdown: string, place: Place, frame: Frame, fits: Fits): Cut | null {
  const write = (end: number, closing: string) => {
    const own = markdown.slice(place.at, end);
    return closing === "" ? `${frame.lead}${own.trimEnd()}` : `${frame.lead}${own}\n${closing}`;
  };
  let most = longestEnd(markdown, place.at, (end) => fits(write(end, "")));
  if (most === markdown.length) {
    const border = { ...place, end: most, next: most };
    return { piece: write(most, ""), border };
  }
  for (let move = 0; move < MOST_MOVES && most > place.at; move += 1) {
    const border = bestBorder(markdown, place, most);
    const closing = frame.closes && border.fence !== null ? closingLine(border.fence) : "";
    const cut = { piece: write(border.end, closing), border };
    if (fits(cut.piece)) return isWorth(cut, place) ? withoutBlank(cut, markdown, place) : null;
    const framed = longestEnd(markdown, place.at, (end) => fits(write(end, closing)));
    most = Math.min(framed, wholeEnd(markdown, border.end - 1));
  }
  return null;
}

function closingLine({ indent, marker }: Fence): string {
  return `${indent}${marker}`;
}

function isWorth({ piece, border }: Cut, place: Place): boolean {
  const own = border.next - place.at;
  return piece.length - own <= own * LONGEST_FRAME;
}

/** Nothing but blank lines between repeated ones is no message. */
function withoutBlank(cut: Cut, markdown: string, place: Place): Cut {
  return markdown.slice(place.at, cut.border.end).trim() === "" ? { ...cut, piece: "" } : cut;
}

/** The best border in the later half of what fits, in the text's own indices. */
function bestBorder(markdown: string, place: Place, most: number): Border {
  const reach = most - place.at;
  const text = markdown.slice(place.at, most + 1);
  const least = Math.ceil(reach / 2);
  const { best, last } = findBorders(text, place, least, reach);
  const border = best ?? borderInLine(text, last, least, reach);
  return { ...border, end: place.at + border.end, next: place.at + border.next };
}
