// The lines of all pages → headings, items and paragraphs: by the size of the type, the gaps between lines and their ends.
import type { Block } from "../blocks.ts";
import type { Line } from "./lines.ts";

const ITEM = /^(?:[•·●○■□◆◇▪▫–\uf0b7*-]\s*(?=\S)|\d{1,3}[.)]\s+)/;
const NUMBERED = /^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、]|第[一二三四五六七八九十百\d]+[章节條条])/;
const SENTENCE_END = /[。！？.!?:：；;]["'”’）)]*$/;
const CHINESE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/;
const LONGEST_HEADING = 100;

interface Type {
  /** Of most of the text. */
  bodySize: number;
  isBodyBold: boolean;
  /** Of headings, the largest first. */
  sizes: number[];
  /** From line to line, in sizes. */
  leading: number;
}

export function blocksOf(pages: Line[][]): Block[] {
  const type = typeOf(pages);
  const blocks: Block[] = [];
  let before: Line | null = null;
  for (const lines of pages) {
    const [left, right] = [edge(lines, type, "x"), edge(lines, type, "endX")];
    let isFirst = true;
    for (const line of lines) {
      const level = headingLevel(line, type);
      const last = blocks.at(-1);
      const isNew =
        before === null ||
        last === undefined ||
        level !== (last.kind === "heading" ? last.level : null) ||
        begins(before, line, { type, left, right, isFirst, inItem: last.kind === "item" });
      if (isNew) blocks.push(blockOf(line.text, level));
      else last.text = joined(last.text, line.text);
      [before, isFirst] = [line, false];
    }
  }
  return blocks;
}

function blockOf(text: string, level: number | null): Block {
  if (level !== null) return { kind: "heading", text: text.trim(), level };
  const isItem = ITEM.test(text.trim());
  return {
    kind: isItem ? "item" : "paragraph",
    text: isItem ? text.trim().replace(/^[^\w\s]\s*/, "• ") : text.trim(),
    level: 0,
  };
}

function typeOf(pages: Line[][]): Type {
  const lines = pages.flat();
  const characters = new Map<number, number>();
  let bold = 0;
  for (const { size, text, isBold } of lines) {
    characters.set(rounded(size), (characters.get(rounded(size)) ?? 0) + text.length);
    bold += isBold ? text.length : -text.length;
  }
  const [bodySize] = [...characters].reduce((most, other) => (other[1] > most[1] ? other : most), [1, 0]);
  const type = { bodySize, isBodyBold: bold > 0, sizes: [], leading: leadingOf(pages, bodySize) };
  const sizes = new Set(lines.filter((line) => isLarge(line, bodySize)).map(({ size }) => rounded(size)));
  return { ...type, sizes: [...sizes].sort((one, other) => other - one) };
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}

function leadingOf(pages: Line[][], bodySize: number): number {
  const gaps = pages
    .flatMap((lines) => lines.map((line, index) => ({ line, before: lines[index - 1] })))
    .filter(
      ({ line, before }) => before && rounded(line.size) === bodySize && rounded(before.size) === bodySize,
    )
    .map(({ line, before }) => ((before?.y ?? 0) - line.y) / bodySize)
    .filter((gap) => gap > 0.8 && gap < 3)
    .sort((one, other) => one - other);
  // Of lists of short lines, the gaps between paragraphs are many: a third of the way up are those within them.
  return gaps[Math.floor(gaps.length / 3)] ?? 1.5;
}

function isLarge({ size, text }: Line, bodySize: number): boolean {
  return size >= 1.12 * bodySize && text.length <= LONGEST_HEADING && /[\p{L}]/u.test(text);
}

/** By size; or by weight where the whole line is bold, short and no sentence. */
function headingLevel(line: Line, { bodySize, isBodyBold, sizes }: Type): number | null {
  if (isLarge(line, bodySize)) return Math.min(sizes.indexOf(rounded(line.size)) + 1, 4);
  const isBoldHeading =
    line.isBold &&
    !isBodyBold &&
    line.size > 0.95 * bodySize &&
    line.text.length <= 60 &&
    /\p{L}/u.test(line.text);
  if (!isBoldHeading || /[。；，.,;:：]$|\|/.test(line.text.trim())) return null;
  return Math.min(sizes.length + 1, 5);
}

/** Where the lines of the body begin or end on a page: what nine in ten keep to. */
function edge(lines: Line[], { bodySize }: Type, side: "x" | "endX"): number {
  const places = lines
    .filter(({ size }) => rounded(size) === bodySize)
    .map((line) => line[side])
    .sort((one, other) => one - other);
  return places[Math.floor(places.length * (side === "x" ? 0.1 : 0.9))] ?? 0;
}

interface Surroundings {
  type: Type;
  left: number;
  right: number;
  /** The first line of its page. */
  isFirst: boolean;
  inItem: boolean;
}

function begins(before: Line, line: Line, { type, left, right, isFirst, inItem }: Surroundings): boolean {
  const size = line.size;
  if (Math.abs(before.size - size) > 0.1 * size || before.turn !== line.turn) return true;
  if (ITEM.test(line.text.trim()) || NUMBERED.test(line.text.trim())) return true;
  const isHeading = size >= 1.12 * type.bodySize;
  const gap = (before.y - line.y) / size;
  if (isHeading) return isFirst || gap < 0 || gap > 2;
  const isShort = before.endX < right - 3 * size;
  const hasEnded = SENTENCE_END.test(before.text.trim());
  if (isFirst || gap < 0) return hasEnded || isShort;
  if (gap > 1.2 * Math.max(type.leading, 1)) return true;
  if (!inItem && line.x > before.x + 0.8 * size && line.x > left + 0.8 * size) return true;
  if (line.text.includes(" | ") || before.text.includes(" | ")) return true;
  return isShort && (hasEnded || before.endX < (left + right) / 2);
}

/** No space between Chinese characters, and none where a word was parted. */
function joined(text: string, next: string): string {
  const [before, behind] = [text.trimEnd(), next.trimStart()];
  if (/\p{L}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(behind)) return before.slice(0, -1) + behind;
  const chinese = [before.slice(-1), behind.slice(0, 1)].filter((sign) => CHINESE.test(sign)).length;
  const isMark = /[\u3000-\u303f\uff00-\uff20]$/.test(before) || /^[\u3000-\u303f\uff00-\uff20]/.test(behind);
  return before + (chinese === 2 || isMark ? "" : " ") + behind;
}
