// Formulas in an answer: `$a$`, `\(a\)`, `$$a$$` and `\[a\]`. Money is none: `$5 和 $6` stays text.
import type { Tokens } from "marked";

export interface MathToken extends Tokens.Generic {
  type: "math";
  /** The formula without its delimiters. */
  text: string;
  display: boolean;
}

export function isMathToken(token: { type: string }): token is MathToken {
  return token.type === "math";
}

/** Longer than any real formula. It bounds the search for an end that may never come. */
const longest = 4_000;

/** No space inside the dollars, nothing that a price or a shell variable has after the second one. */
const single = /^\$(?![\s$])((?:[^$\n`\\]|\\[^\n]){0,999}?(?:[^\s$`\\]|\\[^\n]))\$(?![A-Za-z0-9$])/;
const emptyLine = /\n[ \t]*\n/;
const blockEnd = /^[ \t]*(?:\n|$)/;
const chinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const namesText = /\\(?:text|mbox|mathrm|operatorname|textbf|tag)/;

const token = (raw: string, text: string, display: boolean): MathToken => ({
  type: "math",
  raw,
  text: text.trim(),
  display,
});

/** A formula never goes over an empty line: TeX allows none, and what comes before one is final while an answer grows. */
function between(source: string, open: string, close: string, display: boolean): MathToken | undefined {
  if (!source.startsWith(open)) return undefined;
  const near = source.slice(0, longest);
  const end = near.indexOf(close, open.length);
  const text = near.slice(open.length, Math.max(end, 0));
  if (text.trim() === "" || emptyLine.test(text)) return undefined;
  return token(near.slice(0, end + close.length), text, display);
}

function displayAt(source: string): MathToken | undefined {
  return between(source, "$$", "$$", true) ?? between(source, "\\[", "\\]", true);
}

function singleAt(source: string): MathToken | undefined {
  const found = single.exec(source);
  if (found?.[1] === undefined) return undefined;
  // Chinese between two dollars is a sentence about prices, unless the formula says that it has words.
  if (chinese.test(found[1]) && !namesText.test(found[1])) return undefined;
  return token(found[0], found[1], false);
}

export function inlineMath(source: string): MathToken | undefined {
  if (source.startsWith("$")) return displayAt(source) ?? singleAt(source);
  return displayAt(source) ?? between(source, "\\(", "\\)", false);
}

/** A formula on lines of its own. What stands in its lines is never a list, a heading or a quote. */
export function blockMath(source: string): MathToken | undefined {
  const indent = /^ {0,3}(?=\$\$|\\\[)/.exec(source)?.[0];
  if (indent === undefined) return undefined;
  const found = displayAt(source.slice(indent.length));
  if (found === undefined || !blockEnd.test(source.slice(indent.length + found.raw.length))) return undefined;
  return { ...found, raw: indent + found.raw };
}

/** Where a formula of its own lines ends a paragraph: looked for up to an empty line only, and not for ever. */
export function startOfBlockMath(source: string): number | undefined {
  const near = source.slice(0, longest);
  const paragraph = near.slice(0, emptyLine.exec(near)?.index);
  for (const { index } of paragraph.matchAll(/\n(?= {0,3}(?:\$\$|\\\[))/g))
    if (blockMath(source.slice(index + 1)) !== undefined) return index + 1;
  return undefined;
}

/** In `US$5` the dollar opens nothing. */
function opensMath(source: string, at: number): boolean {
  return !/[A-Za-z0-9]/.test(source.charAt(at - 1)) && inlineMath(source.slice(at)) !== undefined;
}

/** How many dollars are looked at in one go, in characters. */
const reach = 500;

/** Up to where a text is read at most: to the next formula, or to some dollar that ends the look-out for one. */
export function endOfText(source: string): number {
  let at = source.indexOf("$", 1);
  while (at > 0 && at < reach && !opensMath(source, at)) at = source.indexOf("$", at + 1);
  return at < 0 ? source.length : at;
}

/** Formulas as letters, for the search for the end of an emphasis around them. */
export function maskMath(masked: string): string {
  if (!masked.includes("$")) return masked;
  return masked.replace(/\$\$?[^$\n]{1,999}\$\$?/g, (whole) =>
    inlineMath(whole) === undefined ? whole : "x".repeat(whole.length),
  );
}
