// marked's inline tokens → our own inline nodes.
import type { MarkedToken, Token } from "marked";
import { safeAddress } from "./address.ts";
import { decodeReferences } from "./character-reference.ts";
import { isMathToken, type MathToken } from "./math.ts";
import type { Inline } from "./node.ts";

const kinds = new Set<string>(
  [
    "blockquote br checkbox code codespan def del em escape heading hr html image link list list_item",
    "paragraph space strong table text",
  ].flatMap((names) => names.split(" ")),
);

/** Formulas aside marked makes these kinds only; its types allow any. */
export function isMarkedToken(token: Token): token is MarkedToken {
  return kinds.has(token.type);
}

function text(value: string): Inline {
  return { kind: "text", text: value };
}

function readLink(href: string, children: Inline[]): Inline[] {
  const safe = safeAddress(href);
  return safe === null ? children : [{ kind: "link", href: safe, children }];
}

function readToken(token: MarkedToken): Inline[] {
  switch (token.type) {
    case "strong":
      return [{ kind: "strong", children: readInline(token.tokens) }];
    case "em":
      return [{ kind: "emphasis", children: readInline(token.tokens) }];
    case "del":
      return [{ kind: "deleted", children: readInline(token.tokens) }];
    case "codespan":
      return [{ kind: "code", text: token.text }];
    case "br":
      return [{ kind: "break" }];
    case "link":
      return readLink(token.href, readInline(token.tokens));
    case "image":
      return [{ kind: "image", href: safeAddress(token.href), text: decodeReferences(token.text) }];
    case "text":
      return token.tokens === undefined ? [text(decodeReferences(token.text))] : readInline(token.tokens);
    case "escape":
      return [text(token.text)];
    case "checkbox":
      return [];
    default:
      // Raw HTML above all: it is shown as it was written.
      return [text(token.raw)];
  }
}

export function readMath({ raw, text, display }: MathToken): Inline {
  return { kind: "math", text, source: raw.trim(), display };
}

export function readInline(tokens: readonly Token[]): Inline[] {
  return tokens.flatMap((token) => {
    if (isMathToken(token)) return [readMath(token)];
    return isMarkedToken(token) ? readToken(token) : [text(token.raw)];
  });
}
