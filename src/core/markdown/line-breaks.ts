// Line ends that stay: DingTalk's clients swallow a single one, so two spaces before it say that it is meant.
import { isRule, type Line, scanLines, wordsOf } from "./blocks.ts";

/** Within paragraphs and quotes; not in code, tables, headings and lists, which have lines of their own. */
export function hardLineBreaks(markdown: string): string {
  let hardened = "";
  let previous: Line | null = null;
  let listed = false;
  for (const line of scanLines(markdown)) {
    if (previous !== null) hardened += written(markdown, previous, !listed && goesOn(line));
    listed = isListed(line, listed);
    previous = line;
  }
  return previous === null ? "" : hardened + written(markdown, previous, false);
}

function goesOn(line: Line): boolean {
  return line.kind === "text" && !line.begins && !isRule(wordsOf(line));
}

/** A list ends with words at the margin behind a blank line. */
function isListed(line: Line, listed: boolean): boolean {
  if (line.prefix.marks > 0) return true;
  const ends = line.kind !== "blank" && (line.kind !== "text" || line.begins) && line.prefix.column < 2;
  return listed && !ends;
}

function written(markdown: string, line: Line, breaks: boolean): string {
  if (!breaks || / {2}$|\\$/.test(line.text)) return markdown.slice(line.start, line.next);
  return `${line.text.trimEnd()}  ${markdown.slice(line.end, line.next)}`;
}
