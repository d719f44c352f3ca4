// Questions on the handbook of test/fixtures, and when a search has answered one.

export interface HandbookQuestion {
  question: string;
  /** Asked before in the same conversation. */
  before?: string[];
  /** Files that hold the answer; null: none does. */
  answer_in: string[] | null;
  /** Stands in the passage that answers. */
  must_contain?: string;
}

export interface FoundPassage {
  /** The document's id is the name of its file. */
  document_id: string;
  heading: string;
  text: string;
}

export const HANDBOOK_PASSAGES = 5;

/** One of the passages comes from a fitting file and holds the answer itself. */
export function isAnswered(
  { answer_in, must_contain = "" }: HandbookQuestion,
  passages: FoundPassage[],
): boolean {
  return passages.some(
    ({ document_id, heading, text }) =>
      answer_in?.includes(document_id) && plain(`${heading}\n${text}`).includes(plain(must_contain)),
  );
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s*`|]+/g, "");
}
