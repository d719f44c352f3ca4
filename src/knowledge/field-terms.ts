// How often a field of a passage says something. Only what is asked for is counted: to take every passage apart into all of its terms
// would cost more than the rest of a search.
import { normalizeText } from "../core/terms.ts";
import { stemOf } from "./stem.ts";
import { compoundsOf, type Simplify } from "./terms.ts";

/** How often it holds these terms: words of English in a row, or pairs of Chinese characters all of which are there. */
export type Field = (terms: string[]) => number;

/** From here on stand the scripts that are indexed as pairs of characters. */
const FIRST_OF_SCRIPTS = 0x2e80;
const WORD = /[[\p{L}\p{N}\p{M}]--[\u2e80-\uffff]]+/gv;

export function fieldOf(text: string, simplify: Simplify): Field {
  const plain = simplify(normalizeText(text));
  let words: string | null = null;
  return (terms) => {
    const [first] = terms;
    if (first === undefined) return 0;
    if (first.charCodeAt(0) >= FIRST_OF_SCRIPTS)
      return Math.min(...terms.map((term) => occurrencesOf(term, plain)));
    words ??= wordsOf(plain);
    return occurrencesOf(` ${terms.join("  ")} `, words);
  };
}

function occurrencesOf(part: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

/** Stems in their order, each with a space on both sides; compounds behind them. */
function wordsOf(text: string): string {
  const words = [...text.matchAll(WORD)].map(([word]) => stemOf(word));
  return [...words, ...compoundsOf(text).map(({ whole }) => whole)].map((word) => ` ${word} `).join("");
}
