// How much of an answer is read and shown at first. A hostile or runaway one must not stop the page.

/** What a character may cost beyond itself: a line may be a block, a mark may begin an element. */
const lineCost = 20;
const markCost = 12;
const marks = new Set(Array.from("$*_~`|[\\<>", (mark) => mark.charCodeAt(0)));

/** Enough for an answer of some hundred pages' lines; what is far beyond takes seconds to draw. */
export const partCost = 160_000;

function costOf(code: number): number {
  if (code === 10) return lineCost;
  return marks.has(code) ? markCost : 1;
}

/** The text's beginning that costs at most so much, up to the end of a line where there is one near. */
export function firstPart(text: string, most: number): string {
  // The dearest character costs `lineCost`: nothing this short is ever cut.
  if (text.length * lineCost <= most) return text;
  let cost = 0;
  let end = 0;
  while (end < text.length && cost <= most) {
    cost += costOf(text.charCodeAt(end));
    end += 1;
  }
  if (end === text.length) return text;
  const line = text.lastIndexOf("\n", end);
  const cut = line > end * 0.9 ? line + 1 : end;
  // Never in the middle of a character.
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(cut - 1)) ? cut - 1 : cut);
}
