// An answer's Markdown as the platform's cards and messages can show it.
import { lowerHeadings } from "../../core/markdown/headings.ts";
import { imagesToLinks } from "../../core/markdown/images.ts";
import { neutraliseMentions } from "../../core/markdown/mentions.ts";
import { toPlainText } from "../../core/markdown/plain.ts";
import { mendStrong } from "../../core/markdown/strong.ts";
import { tablesToCode } from "../../core/markdown/tables.ts";

/** Measured by the vendor's own plugin: the fourth table fails the whole card. */
const MOST_TABLES = 3;
const IMAGE_LABEL = "图片";

/** While it grows: what was shown must stay the beginning of what will be, or everything is drawn anew at each piece. */
export function streamMarkdown(markdown: string): string {
  return neutraliseMentions(shownMarkdown(markdown));
}

/** For a card that refuses to grow by one more table. */
export function plainStreamMarkdown(markdown: string): string {
  return neutraliseMentions(tablesToCode(shownMarkdown(markdown), 0));
}

export function cardMarkdown(markdown: string): string {
  return neutraliseMentions(mendStrong(tablesToCode(shownMarkdown(markdown), MOST_TABLES)));
}

/** For a card that was refused with its tables, and for messages whose reader may not draw any. */
export function plainCardMarkdown(markdown: string): string {
  return neutraliseMentions(mendStrong(tablesToCode(shownMarkdown(markdown), 0)));
}

export function plainText(markdown: string): string {
  return neutraliseMentions(toPlainText(markdown));
}

/** The address of an image would fail the whole card: only uploaded ones have a key. */
function shownMarkdown(markdown: string): string {
  return lowerHeadings(imagesToLinks(markdown, IMAGE_LABEL));
}
