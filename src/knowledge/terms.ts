// The terms by which a passage is found: those of the log search, with traditional characters as their simplified ones and English words
// reduced to their stems.
import { indexTerms, normalizeText } from "../core/terms.ts";
import { stemOf } from "./stem.ts";

/** Traditional → simplified. The same on both sides, so that what it takes for one stays one. */
export type Simplify = (text: string) => string;

/** Where characters of Chinese stand. */
const [FIRST, LAST] = [0x4e00, 0x9fff];

/** `pairs`: a traditional character and its simplified one, pair by pair, separated by white space. */
export function createSimplify(pairs: string): Simplify {
  // A table: each passage goes through here when it is judged.
  const simplified = new Uint16Array(LAST - FIRST + 1);
  for (const pair of pairs.trim().split(/\s+/)) simplified[pair.charCodeAt(0) - FIRST] = pair.charCodeAt(1);
  return (text) => {
    const changed: string[] = [];
    let kept = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = simplified[text.charCodeAt(index) - FIRST];
      if (!code) continue;
      changed.push(text.slice(kept, index), String.fromCharCode(code));
      kept = index + 1;
    }
    return kept === 0 ? text : changed.join("") + text.slice(kept);
  };
}

/** "A-17", "v2.3", "Wi-Fi": found as one word too, and as "a17" and "wifi". */
const COMPOUND = /(?<![a-z\d])[a-z\d]+(?:[-._/][a-z\d]+)+/g;
const LONGEST_COMPOUND = 40;

export interface Compound {
  /** A stem. */
  whole: string;
  parts: string[];
}

/** `text` as it is normalized. */
export function compoundsOf(text: string): Compound[] {
  return (text.match(COMPOUND) ?? [])
    .filter((word) => word.length <= LONGEST_COMPOUND && /\d|^[a-z]+-[a-z]+$/.test(word))
    .map((word) => {
      const parts = word.split(/[^a-z\d]/);
      return { whole: stemOf(parts.join("")), parts: parts.map(stemOf) };
    });
}

export function passageTerms(text: string, simplify: Simplify): string {
  const plain = simplify(normalizeText(text));
  return [...indexTerms(plain).split(" ").map(stemOf), ...compoundsOf(plain).map(({ whole }) => whole)].join(
    " ",
  );
}
