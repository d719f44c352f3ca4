// The beginning of a passage as plain text, for a list of sources.
const LONGEST_SNIPPET = 200;
/** More is not looked at: marks that never end would each be looked for up to there. */
const LONGEST_BEGINNING = 2_000;

/** Plain text: the marks of Markdown say nothing in a list of sources. */
export function snippetOf(markdown: string): string {
  const plain = markdown
    .slice(0, LONGEST_BEGINNING)
    .toWellFormed()
    .replace(/^\s*(```|~~~).*$/gm, "")
    .replace(/^[\s|:-]+$/gm, "")
    .replace(/^\s*(?:[-*+>]|\d+\.|#+)\s+/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(/[`*|]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...plain];
  return plain.length <= LONGEST_SNIPPET
    ? plain
    : `${characters
        .slice(0, LONGEST_SNIPPET - 1)
        .join("")
        .trimEnd()}…`;
}
