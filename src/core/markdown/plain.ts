// Markdown as text to be read as it is, for messages and clients that show no Markdown.
import { isRule, type Line, wordsOf } from "./blocks.ts";
import { chunksOf } from "./chunks.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Link, type References, scanInline } from "./inline.ts";
import { plainWords } from "./plain-words.ts";
import { referencesIn } from "./references.ts";
import { cellsOf } from "./rows.ts";
import { mendStrong } from "./strong.ts";

const DATA = /^\s*data:/i;
const DATA_DEFINITION = /^([ \t]*\[[^\]\n]*\]:[ \t]*)<?data:\S*/gim;

/** No marks of headings and emphasis, code without its fences, links as `text (address)`, those to data as their text, rows as `a | b`. Lists and quotes keep theirs. */
export function toPlainText(markdown: string): string {
  const mended = mendStrong(markdown);
  const references = referencesIn(mended);
  let plain = "";
  for (const chunk of chunksOf(mended)) plain += plainChunk(mended, chunk, references);
  return plain;
}

function plainChunk(markdown: string, chunk: [Line, ...Line[]], references: References): string {
  const [first] = chunk;
  const last = chunk.at(-1) ?? first;
  const end = markdown.slice(last.end, last.next);
  switch (first.kind) {
    case "opening":
    case "closing":
    case "delimiter":
      return "";
    case "heading":
      return `${prefixOf(first)}${readable(withoutMarks(wordsOf(first)), references)}${end}`;
    case "header":
    case "row": {
      const cells = cellsOf(wordsOf(first), first.table?.columns ?? 0);
      return `${prefixOf(first)}${cells.map((cell) => readable(cell, references).replaceAll("\n", " ")).join(" | ")}${end}`;
    }
    case "text":
      return plainParagraph(markdown, chunk, references);
    default:
      return first.text + end;
  }
}

function plainParagraph(markdown: string, chunk: [Line, ...Line[]], references: References): string {
  const [first] = chunk;
  const last = chunk.at(-1) ?? first;
  const ruled = isRule(wordsOf(last));
  if (ruled && first === last) return `${prefixOf(first)}---${markdown.slice(first.end, first.next)}`;
  const words = markdown.slice(first.start + first.prefix.end, ruled ? last.start : last.next);
  // Dashes below an item are a rule, those below a heading only underline it.
  const rule = ruled && first.prefix.marks > 0 ? markdown.slice(last.start, last.next) : "";
  return prefixOf(first) + readable(words, references) + rule;
}

/** Data in an address is a picture to a browser, and a page of letters to a reader. */
function readable(words: string, references: References): string {
  if (!/data:/i.test(words) && references.size === 0) return plainWords(words, references);
  const links = scanInline(words, references).links.filter(({ url }) => DATA.test(url));
  const bare = applyEdits(words, links.flatMap(editsOf)).replace(DATA_DEFINITION, "$1…");
  return plainWords(bare, references);
}

function editsOf({ kind, start, end, label, labelEnd }: Link): Edit[] {
  if (kind === "tag") return [{ start, end, text: label }];
  return [
    { start, end: labelEnd - label.length, text: "" },
    { start: labelEnd, end, text: "" },
  ];
}

/** List marks as dashes: a star would look like one that is meant. */
function prefixOf({ text, prefix }: Line): string {
  return text.slice(0, prefix.end).replace(/[*+]/g, "-");
}

/** Marks may also stand behind the heading's words, after a space. */
function withoutMarks(heading: string): string {
  const words = heading.replace(/^#+[ \t]*/, "").trimEnd();
  let end = words.length;
  while (words.charAt(end - 1) === "#") end -= 1;
  const closed = end === 0 || words.charAt(end - 1) === " " || words.charAt(end - 1) === "\t";
  return closed ? words.slice(0, end).trimEnd() : words;
}
