// Pieces of text and where they stand → the lines of a page, in the order in which they are read.
import { LONGEST_TEXT } from "../outcome.ts";
import type { Matrix } from "./matrix.ts";

interface Piece {
  text: string;
  /** Of the first glyph, the font's size in it. */
  start: Matrix;
  end: [number, number];
  isBold: boolean;
  isVertical: boolean;
}

/** Turned so that the text runs to the right. */
export interface Line {
  text: string;
  x: number;
  y: number;
  endX: number;
  size: number;
  isBold: boolean;
  /** Quarter turns of the text on the page. */
  turn: number;
  /** Characters of the piece that has the line's size. */
  longest: number;
}

const CHINESE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
/** The widest gap that is a space between words; what is wider parts columns. In sizes of the text. */
const WIDEST_SPACE = 1.6;
/** What a line counts beside its characters: it takes memory too. */
const LINE_CHARACTERS = 20;

export class TextTooLong extends Error {}

export class Lines {
  #lines: Line[] = [];
  #characters = 0;
  #before: { text: string; x: number; y: number } | null = null;

  /** What was written; the next page begins. */
  endPage(): Line[] {
    const lines = this.#lines.filter(({ text }) => text.trim() !== "");
    this.#lines = [];
    this.#before = null;
    return inOrder(lines);
  }

  add({ text, start, end, isBold, isVertical }: Piece): void {
    const [a, b, c, d, e, f] = start;
    const angle = (isVertical ? Math.atan2(-d, -c) : Math.atan2(b, a)) / (Math.PI / 2);
    const size = Math.hypot(c, d);
    // Aslant stand watermarks.
    if (Math.abs(angle - Math.round(angle)) > 0.1 || !(size > 0)) return;
    const turn = (Math.round(angle) + 4) % 4;
    const [x, y] = turned(e, f, turn);
    const [endX] = turned(end[0], end[1], turn);
    const line: Line = { text, x, y, endX, size, isBold, turn, longest: text.length };
    // Some programs make type bold by writing it twice.
    const twice = this.#before;
    if (twice && text.length > 0 && twice.text === text && near(twice.x, x, size) && near(twice.y, y, size))
      return;
    this.#before = { text, x, y };
    const last = this.#lines.at(-1);
    if (last && continues(last, line)) append(last, line);
    else if (text.trim() !== "") this.#lines.push(line);
    this.#characters += text.length + (last === this.#lines.at(-1) ? 0 : LINE_CHARACTERS);
    if (this.#characters > LONGEST_TEXT) throw new TextTooLong();
  }
}

function near(one: number, other: number, size: number): boolean {
  return Math.abs(one - other) < 0.2 * size;
}

function turned(x: number, y: number, turn: number): [number, number] {
  if (turn === 0) return [x, y];
  if (turn === 1) return [y, -x];
  return turn === 2 ? [-x, -y] : [-y, x];
}

function continues(last: Line, next: Line): boolean {
  const size = Math.max(last.size, next.size);
  // Raised and lowered figures stand on the line too.
  const offset = next.size < 0.8 * last.size || last.size < 0.8 * next.size ? 0.6 : 0.25;
  return (
    next.turn === last.turn && Math.abs(next.y - last.y) < offset * size && next.x > last.endX - 0.7 * size
  );
}

function append(last: Line, next: Line): void {
  last.text += gapBetween(last, next) + next.text;
  last.endX = Math.max(last.endX, next.endX);
  if (next.text.trim() === "") return;
  last.isBold &&= next.isBold;
  if (next.longest > last.longest) [last.size, last.longest, last.y] = [next.size, next.longest, next.y];
}

function gapBetween(last: Line, next: Line): string {
  const gap = (next.x - last.endX) / Math.min(last.size, next.size);
  const [endsBlank, beginsBlank] = [/\s$/.test(last.text), /^\s/.test(next.text)];
  if (endsBlank || beginsBlank || next.text === "") {
    const isColumn = gap > WIDEST_SPACE && !isSign(last.text);
    return isColumn ? `${endsBlank ? "" : " "}|${beginsBlank ? "" : " "}` : "";
  }
  const chinese = [last.text.slice(-1), next.text.slice(0, 1)].filter((sign) => CHINESE.test(sign)).length;
  if (gap < ([0.17, 0.3, 0.8][chinese] ?? 0)) return "";
  return gap > WIDEST_SPACE && !isSign(last.text) ? " | " : " ";
}

/** The sign or number of an item or a heading stands apart from its words. */
function isSign(text: string): boolean {
  return text.trim().length <= 8 && /^\W*[\d.]*\W*$/.test(text.trim().replace(CHINESE, ""));
}

/** As it was written, but where that goes to and fro over the page: from above. Turned text comes last. */
function inOrder(lines: Line[]): Line[] {
  const groups = [0, 1, 2, 3].map((turn) => lines.filter((line) => line.turn === turn));
  return groups.sort((one, other) => other.length - one.length).flatMap(fromAbove);
}

function fromAbove(lines: Line[]): Line[] {
  const upwards = lines.filter((line, index) => line.y > (lines[index - 1]?.y ?? line.y) + line.size).length;
  if (lines.length < 4 || upwards < 0.35 * lines.length) return lines;
  const sorted = [...lines].sort((one, other) => other.y - one.y || one.x - other.x);
  const rows: Line[][] = [];
  for (const line of sorted) {
    const row = rows.at(-1);
    if (row?.[0] && row[0].y - line.y < 0.4 * line.size) row.push(line);
    else rows.push([line]);
  }
  return rows
    .map((row) => {
      const [first, ...others] = row.sort((one, other) => one.x - other.x);
      for (const other of others) if (first) append(first, other);
      return first;
    })
    .filter((line) => line !== undefined);
}
