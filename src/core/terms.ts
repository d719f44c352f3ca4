// Text → terms for a full-text index that serves Chinese and English alike. SQLite's tokenizers take a whole run of
// Chinese as one word, so runs are stored as overlapping pairs, and the last character once more alone.

/** A word of letters and digits, or an unbroken run of Chinese, Japanese or Korean characters. */
export interface Piece {
  kind: "word" | "run";
  text: string;
}

const SCRIPTS = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]`;
const PIECE = new RegExp(
  String.raw`(?<run>[${SCRIPTS}&&[\p{L}\p{N}]]+)|(?<word>[[\p{L}\p{N}]--${SCRIPTS}][[\p{L}\p{N}\p{M}]--${SCRIPTS}]*)`,
  "gv",
);

/** Normalizing sorts a run of accents in quadratic time, and no language stacks so many. */
const PILED_ACCENTS = /([\p{M}\uff9e\uff9f]{16})[\p{M}\uff9e\uff9f]+/gu;

/** Longer words (keys, encoded bytes) are kept and searched by their beginning. */
const LONGEST_WORD = 64;

/** UTF-16 units of terms for one text. Up to three bytes each, and D1 takes two megabytes a value. */
const LONGEST_INDEX = 500_000;

/** A query of more pieces is a pasted text: its first ones find it. */
const MOST_PIECES = 32;
const LONGEST_PHRASE = 64;

/** Compatibility forms (full width, ligatures) as their plain characters, in lower case. Linear in the text's length. */
export function normalizeText(text: string): string {
  return text.toWellFormed().replace(PILED_ACCENTS, "$1").normalize("NFKC").toLowerCase();
}

/** Words and runs in the order in which they stand. */
export function* piecesOf(text: string): Generator<Piece> {
  for (const match of normalizeText(text).matchAll(PIECE)) {
    const run = match.groups?.run;
    if (run === undefined) yield { kind: "word", text: match[0].slice(0, LONGEST_WORD).toWellFormed() };
    else yield { kind: "run", text: run };
  }
}

/** Overlapping pairs of a run's characters; a run of one character is that character. */
export function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** Terms, separated by spaces, for a `unicode61` column of an FTS5 table. */
export function indexTerms(text: string, longest = LONGEST_INDEX): string {
  const terms: string[] = [];
  let length = 0;
  for (const piece of piecesOf(text)) {
    for (const term of piece.kind === "word" ? [piece.text] : indexedTermsOf(piece.text)) {
      length += term.length + 1;
      if (length > longest) return terms.join(" ");
      terms.push(term);
    }
  }
  return terms.join(" ");
}

/** The last character stands alone too, so that the prefix query for any one character finds every place of it. */
function indexedTermsOf(run: string): string[] {
  const pairs = pairsOf(run);
  const last = pairs.at(-1) ?? "";
  const alone = [...last].at(-1) ?? "";
  return last === alone ? pairs : [...pairs, alone];
}

/**
 * A query as an FTS5 MATCH expression over `indexTerms`: every word must occur, the last one perhaps unfinished, and
 * every run as it stands. Null when there is nothing to look for. Whatever the query holds, it is never FTS5 syntax.
 */
export function matchAll(query: string): string | null {
  const pieces = firstPieces(query);
  const lastWord = pieces.findLastIndex((piece) => piece.kind === "word");
  const phrases = pieces.map((piece, index) => phraseOf(piece, index === lastWord));
  return phrases.length === 0 ? null : [...new Set(phrases)].join(" AND ");
}

function firstPieces(query: string): Piece[] {
  const pieces: Piece[] = [];
  for (const piece of piecesOf(query)) {
    pieces.push(piece);
    if (pieces.length === MOST_PIECES) break;
  }
  return pieces;
}

function phraseOf(piece: Piece, unfinished: boolean): string {
  if (piece.kind === "word") return unfinished ? `${quoteTerm(piece.text)} *` : quoteTerm(piece.text);
  const pairs = pairsOf(piece.text).slice(0, LONGEST_PHRASE);
  const phrase = quoteTerm(pairs.join(" "));
  return [...piece.text].length === 1 ? `${phrase} *` : phrase;
}

/** A term or phrase as an FTS5 string, in which nothing but the quote itself means anything. */
export function quoteTerm(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
