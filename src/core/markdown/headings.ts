// Headings, lowered: large ones look broken in Feishu's cards. Its own plugin writes them at these depths.
import { isRule, type Line, wordsOf } from "./blocks.ts";
import { chunksOf } from "./chunks.ts";

const TITLE = "####";
const OTHER = "#####";

/** `#` becomes `####`, every deeper one `#####`, underlined ones likewise. Not to be repeated. */
export function lowerHeadings(markdown: string): string {
  let lowered = "";
  for (const chunk of chunksOf(markdown)) lowered += lower(markdown, chunk);
  return lowered;
}

function lower(markdown: string, chunk: [Line, ...Line[]]): string {
  const [first] = chunk;
  const last = chunk.at(-1) ?? first;
  if (first.kind === "heading") {
    const words = wordsOf(first);
    const depth = words.length - words.replace(/^#+/, "").length;
    const prefix = first.text.slice(0, first.prefix.end);
    return `${prefix}${depth === 1 ? TITLE : OTHER}${words.slice(depth)}${markdown.slice(first.end, first.next)}`;
  }
  const underline = wordsOf(last).trim();
  if (first.kind === "text" && chunk.length > 1 && first.prefix.marks === 0 && /^(?:=+|-+)$/.test(underline))
    return underlined(markdown, chunk, underline);
  return markdown.slice(first.start, last.next);
}

/** Dashes below several lines are meant as a rule, whatever CommonMark says: a heading has one line. */
function underlined(markdown: string, chunk: [Line, ...Line[]], underline: string): string {
  const [first] = chunk;
  const last = chunk.at(-1) ?? first;
  if (!isRule(underline)) return markdown.slice(first.start, last.next);
  const prefix = first.text.slice(0, first.prefix.end);
  if (underline.startsWith("-") && chunk.length > 2)
    return `${markdown.slice(first.start, last.start)}${prefix.trimEnd()}\n${markdown.slice(last.start, last.next)}`;
  const title = chunk.slice(0, -1).map((line) => wordsOf(line).trim());
  const mark = underline.startsWith("=") ? TITLE : OTHER;
  return `${prefix}${mark} ${title.join(" ")}${markdown.slice(last.end, last.next)}`;
}
