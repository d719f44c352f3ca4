// Where a text holds the words that were looked for.

export interface Stretch {
  text: string;
  found: boolean;
}

/** The text in its order, cut at each place where a term begins or ends. */
export function highlight(text: string, terms: readonly string[]): Stretch[] {
  const lower = text.toLowerCase();
  // A few letters change their length with their case: then no place would be right.
  if (lower.length !== text.length) return [{ text, found: false }];
  const held = new Uint8Array(text.length);
  for (const term of terms) mark(lower, term.toLowerCase(), held);
  const stretches: Stretch[] = [];
  let start = 0;
  for (let index = 1; index <= text.length; index += 1) {
    if (index < text.length && held[index] === held[start]) continue;
    stretches.push({ text: text.slice(start, index), found: held[start] === 1 });
    start = index;
  }
  return stretches;
}

/** A word is looked for without its ending, such as `ing` or `s`. */
const LONGEST_ENDING = 4;

function mark(text: string, term: string, held: Uint8Array): void {
  if (term === "") return;
  const isWord = /^[a-z0-9]/.test(term);
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    // A Latin word counts as a whole: "art" is not what "start" or "articulate" was found by.
    const ending = isWord ? endingAt(text, at + term.length) : 0;
    if (ending > LONGEST_ENDING || (isWord && isLatin(text[at - 1]))) continue;
    held.fill(1, at, at + term.length + ending);
  }
}

function isLatin(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9]/.test(character);
}

/** How many letters the word has left from there, counted no further than it matters. */
function endingAt(text: string, start: number): number {
  let length = 0;
  while (length <= LONGEST_ENDING && isLatin(text[start + length])) length += 1;
  return length;
}
