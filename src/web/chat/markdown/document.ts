// A growing answer as blocks. What can no longer change is frozen and keeps its identity, so that only the
// tail is read again when more text arrives.
import type { Token } from "marked";
import { lex, type References } from "./lexer.ts";
import type { Block } from "./node.ts";
import { readBlocks } from "./read-block.ts";
import { isMarkedToken } from "./read-inline.ts";

export interface MarkdownDocument {
  source: string;
  /** The first `frozenLength` characters of the source made these blocks, for good. */
  frozen: readonly Block[];
  frozenLength: number;
  tail: readonly Block[];
  references: References;
}

export const emptyDocument: MarkdownDocument = {
  source: "",
  frozen: [],
  frozenLength: 0,
  tail: [],
  references: {},
};

export function blocksOf(document: MarkdownDocument): readonly Block[] {
  return document.tail.length === 0 ? document.frozen : [...document.frozen, ...document.tail];
}

/** marked makes the same token of the rest of an empty list item, which ends no block. */
function isBlankLine(token: Token): boolean {
  return token.type === "space" && /\n[ \t]*\n/.test(token.raw);
}

/**
 * How many tokens are final: those before the last blank line that a begun block follows. That block's first
 * line must be whole: after "1. a\n\n" the piece "2" is a paragraph, and with ". b" one more item of the list.
 */
function finalTokens(tokens: readonly Token[]): number {
  const last = tokens.findLastIndex((token) => token.type !== "space");
  if (last < 1 || !tokens[last]?.raw.trimStart().includes("\n")) return 0;
  return tokens.slice(0, last).findLastIndex(isBlankLine) + 1;
}

function readRest(rest: string, references: References): { tokens: Token[]; whole: boolean } {
  try {
    const tokens = lex(rest, references);
    return { tokens, whole: tokens.reduce((length, token) => length + token.raw.length, 0) === rest.length };
  } catch {
    // The lexer gave up on this text. Shown as it is, it is still readable.
    return {
      tokens: [
        { type: "paragraph", raw: rest, text: rest, tokens: [{ type: "text", raw: rest, text: rest }] },
      ],
      whole: false,
    };
  }
}

/** What was defined for good: a definition that is still arriving has half an address. */
function withDefinitions(references: References, settled: readonly Token[]): References {
  // Without a prototype: a label may be called "constructor".
  const known: References = Object.assign(Object.create(null), references);
  for (const token of settled) {
    if (isMarkedToken(token) && token.type === "def")
      known[token.tag] ??= { href: token.href, title: token.title };
  }
  return known;
}

/** The document for `source`; cheap where `source` goes on from the text of `document`. */
export function growDocument(document: MarkdownDocument, source: string): MarkdownDocument {
  if (source === document.source) return document;
  const goesOn = source.startsWith(document.source.slice(0, document.frozenLength));
  const base = goesOn ? document : emptyDocument;
  const { tokens, whole } = readRest(source.slice(base.frozenLength), withDefinitions(base.references, []));
  // Carriage returns are rewritten by the lexer; where the lengths differ nothing can be frozen.
  const final = whole ? finalTokens(tokens) : 0;
  const settled = tokens.slice(0, final);
  return {
    source,
    frozen: final === 0 ? base.frozen : [...base.frozen, ...readBlocks(settled)],
    frozenLength: settled.reduce((length, token) => length + token.raw.length, base.frozenLength),
    tail: readBlocks(tokens.slice(final)),
    references: withDefinitions(base.references, settled),
  };
}

/** The document for a text that will not grow: read at once, so that late references reach early links. */
export function readDocument(source: string): MarkdownDocument {
  return growDocument(emptyDocument, source);
}
