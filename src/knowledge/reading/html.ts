// HTML → Markdown: what a reader of the page sees, without its navigation.
import { blocksToMarkdown } from "./blocks.ts";
import { HtmlBody } from "./html-body.ts";
import { attributeOf, piecesOf } from "./markup.ts";
import { LONGEST_TEXT, markdown, type Reading, refuseLength } from "./outcome.ts";

/** What is no text of the document. */
const LEFT_OUT =
  /^(?:script|style|template|noscript|nav|svg|math|iframe|object|select|datalist|button|textarea|noframes)$/;
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;

export function readHtml(html: string): Reading {
  const body = new HtmlBody();
  /** The element that is left out with all that it holds, and how many of its name are open. */
  let leftOut = { name: "", open: 0 };
  for (const piece of piecesOf(html, "html")) {
    if (piece.kind === "text") {
      if (leftOut.open === 0) body.write(piece.text);
      continue;
    }
    const name = piece.name.toLowerCase();
    const isClose = piece.kind === "close";
    // A paragraph ends where the next one begins.
    if (leftOut.name === "p" && name === "p" && !isClose) leftOut.open = 0;
    if (leftOut.open > 0) {
      if (name === leftOut.name) leftOut.open += isClose ? -1 : openedBy(name, piece.isEmpty);
    } else if (isClose) body.close(name);
    else if (LEFT_OUT.test(name) || isHidden(piece.attributes)) {
      leftOut = { name, open: openedBy(name, piece.isEmpty) };
    } else body.open(name, piece.attributes);
    if (body.characters > LONGEST_TEXT) return refuseLength();
  }
  const blocks = body.end();
  const heading = blocks.find(({ kind, level }) => kind === "heading" && level === 1);
  return markdown(body.title || (heading?.text ?? null), blocksToMarkdown(blocks));
}

/** `<svg/>` ends at once; `<nav/>` does not. */
function openedBy(name: string, isEmpty: boolean): number {
  return VOID.test(name) || (isEmpty && /^(?:svg|math)$/.test(name)) ? 0 : 1;
}

function isHidden(attributes: string): boolean {
  const names = attributes.replace(/"[^"]*"|'[^']*'/g, '""');
  return /\shidden(?=[\s=/]|$)/i.test(names) || attributeOf(attributes, "aria-hidden") === "true";
}
