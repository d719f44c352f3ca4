// The target of a link or image, `(address "title")`, as CommonMark reads it.

export interface Target {
  /** Without angle brackets. */
  url: string;
  /** Behind the closing bracket. */
  end: number;
}

/** CommonMark's own implementations allow as many; without a limit `](a](a](a…` would be read again from each bracket. */
const DEEPEST_BRACKETS = 32;

/** `at` is the index of the opening bracket; null when it opens no target. */
export function readTarget(text: string, at: number): Target | null {
  const start = skipSpaces(text, at + 1);
  const angled = text.charAt(start) === "<";
  const end = angled ? endOfAngled(text, start) : endOfBare(text, start);
  if (end === -1) return null;
  let close = skipSpaces(text, end);
  if (close > end) close = skipSpaces(text, endOfTitle(text, close));
  if (text.charAt(close) !== ")") return null;
  return { url: angled ? text.slice(start + 1, end - 1) : text.slice(start, end), end: close + 1 };
}

/** The address as it can stand in a target. */
export function writeTarget(url: string): string {
  const bare = !/[\s<>()]/.test(url) || endOfBare(url, 0) === url.length;
  return bare ? url : `<${url.replace(/[<>\n]/g, encodeURIComponent)}>`;
}

function endOfAngled(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === ">") return index + 1;
    if (character === "<" || character === "\n") return -1;
    if (character === "\\") index += 1;
  }
  return -1;
}

function endOfBare(text: string, start: number): number {
  let depth = 0;
  let index = start;
  for (; index < text.length && depth <= DEEPEST_BRACKETS; index += 1) {
    const character = text.charAt(index);
    if (character <= " " || (character === ")" && depth === 0)) break;
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "\\") index += 1;
  }
  return depth === 0 ? Math.min(index, text.length) : -1;
}

/** `at` itself when there is no title. */
function endOfTitle(text: string, at: number): number {
  const opener = text.charAt(at);
  const closer = opener === "(" ? ")" : opener;
  if (opener !== "(" && opener !== '"' && opener !== "'") return at;
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === closer) return index + 1;
    if (character === "(" && opener === "(") return at;
    if (character === "\\") index += 1;
  }
  return at;
}

function skipSpaces(text: string, at: number): number {
  let index = at;
  while (index < text.length && " \t\r\n".includes(text.charAt(index))) index += 1;
  return index;
}
