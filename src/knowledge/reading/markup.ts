// XML and HTML as a run of tags and texts. A document type is stepped over and no entity of its own exists. The runtime's
// HTMLRewriter is not used: it takes some 10 µs a piece, and gives up at 15 000 elements whose end tags were left out.
import { decodeEntities } from "./entities.ts";

export type MarkupPiece =
  | { kind: "open"; name: string; attributes: string; isEmpty: boolean }
  | { kind: "close"; name: string }
  | { kind: "text"; text: string };

/** What begins like this is no tag, and ends like that. */
const OTHER: [string, string][] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<!", ">"],
  ["<?", ">"],
];

/** In HTML there are no tags in these. */
const RAW = /^(?:script|style|title|textarea|xmp|noframes)$/i;

/** Ends where something is never closed: each character is looked at once. */
export function* piecesOf(markup: string, language: "xml" | "html" = "xml"): Generator<MarkupPiece> {
  let at = 0;
  let raw: RegExp | null = null;
  while (at < markup.length) {
    const next = nextTag(markup, at, raw);
    raw = null;
    if (next > at) yield { kind: "text", text: decodeEntities(markup.slice(at, next)) };
    if (next === markup.length) return;
    const [begin, end] = OTHER.find(([sign]) => markup.startsWith(sign, next)) ?? [];
    // A comment may end with the signs that begin it: `<!-->`.
    const close =
      begin && end
        ? markup.indexOf(end, next + (begin === "<!--" ? 2 : begin.length))
        : endOfTag(markup, next + 1);
    if (close < 0) return;
    at = close + (end?.length ?? 1);
    if (begin === undefined) {
      const tag = tagOf(markup.slice(next + 1, close));
      yield tag;
      if (language === "html" && tag.kind === "open" && RAW.test(tag.name)) {
        raw = new RegExp(`</${tag.name}[\\s/>]`, "gi");
      }
    } else if (end === "]]>") yield { kind: "text", text: markup.slice(next + begin.length, close) };
  }
}

/** A `<` that no name follows is text: `a < b`. */
function nextTag(markup: string, at: number, raw: RegExp | null): number {
  const sign = raw ?? /<[a-z/!?]/gi;
  sign.lastIndex = at;
  return sign.exec(markup)?.index ?? markup.length;
}

/** A `>` within the quotes of an attribute does not end it. */
function endOfTag(markup: string, start: number): number {
  let before = "";
  for (let at = start; at < markup.length; at += 1) {
    const sign = markup.charAt(at);
    if (sign === ">") return at;
    const isQuote = before === "=" && (sign === '"' || sign === "'");
    if (isQuote) {
      const close = markup.indexOf(sign, at + 1);
      if (close > 0) at = close;
    }
    if (sign > " ") before = isQuote ? "" : sign;
  }
  return -1;
}

function tagOf(tag: string): MarkupPiece {
  const [, slash, name = "", attributes = ""] = /^(\/?)([^\s/>]*)([\s\S]*)$/.exec(tag) ?? [];
  if (slash) return { kind: "close", name };
  return { kind: "open", name, attributes, isEmpty: attributes.endsWith("/") };
}

/** Of the names that Office files have, which need no escaping; null where there is none. */
export function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found ? decodeEntities(found[1] ?? found[2] ?? "") : null;
}
