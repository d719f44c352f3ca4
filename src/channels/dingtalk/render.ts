// An answer's Markdown as the platform's messages and cards can show it.
import { languageOf } from "../../core/language.ts";
import { scanLines } from "../../core/markdown/blocks.ts";
import { escapeAngles } from "../../core/markdown/escape.ts";
import { imagesToLinks } from "../../core/markdown/images.ts";
import { hardLineBreaks } from "../../core/markdown/line-breaks.ts";
import { toPlainText } from "../../core/markdown/plain.ts";
import { mendStrong } from "../../core/markdown/strong.ts";
import { tablesToLists } from "../../core/markdown/tables.ts";

/** For an image without a description. */
const IMAGE_LABEL = { zh: "图片", en: "image" };
/** Characters that the list of chats has room for. */
const LONGEST_TITLE = 40;

/** No tables, no single line ends; what looks like HTML would vanish, and an image would be fetched from anywhere. */
export function messageMarkdown(markdown: string): string {
  return hardLineBreaks(mendStrong(escapeAngles(tablesToLists(withoutImages(markdown)))));
}

function withoutImages(markdown: string): string {
  return imagesToLinks(markdown, IMAGE_LABEL[languageOf(markdown)]);
}

/** Cards draw tables, if a blank line stands before them, and what looks like HTML. */
export function cardMarkdown(markdown: string): string {
  return mendStrong(setTablesApart(withoutImages(markdown)));
}

/** While it grows: the last line of a table that is just being written would flicker between text and table. */
export function growingCardMarkdown(markdown: string): string {
  const start = markdown.lastIndexOf("\n") + 1;
  const isRow = /^\s*\|/.test(markdown.slice(start));
  return cardMarkdown(isRow ? markdown.slice(0, start).trimEnd() : markdown);
}

/** Never empty: the platform refuses a message without text. */
export function plainText(markdown: string): string {
  return toPlainText(markdown).trim() || markdown;
}

/** What the list of chats shows: the first words. */
export function titleOf(markdown: string): string {
  const start = toPlainText(markdown.slice(0, 10 * LONGEST_TITLE));
  const line = start.split("\n").find((words) => /[\p{L}\p{N}]/u.test(words)) ?? "";
  const words = line
    .replace(/^[\s>*+-]+/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (words === "") return "…";
  return words.length <= LONGEST_TITLE ? words : `${words.slice(0, LONGEST_TITLE).toWellFormed()}…`;
}

function setTablesApart(markdown: string): string {
  let apart = "";
  let previous = "blank";
  for (const { kind, start, next, prefix } of scanLines(markdown)) {
    const isTop = prefix.quotes === 0 && prefix.marks === 0;
    const isBelow = kind === "text" && (previous === "row" || previous === "delimiter");
    if (isTop && (isBelow || (kind === "header" && previous !== "blank"))) apart += "\n";
    apart += markdown.slice(start, next);
    previous = kind;
  }
  return apart;
}
