// marked's block tokens → our own block nodes.
import type { MarkedToken, Token, Tokens } from "marked";
import { isMathToken } from "./math.ts";
import type { Block, Inline, ListItem, TableCell } from "./node.ts";
import { isMarkedToken, readInline, readMath } from "./read-inline.ts";

function plain(text: string): Inline[] {
  return [{ kind: "text", text }];
}

function readItem(item: Tokens.ListItem): ListItem {
  return { checked: item.task ? item.checked === true : null, children: readBlocks(item.tokens) };
}

function readCell(cell: Tokens.TableCell): TableCell {
  return { align: cell.align, children: readInline(cell.tokens) };
}

function readList(list: Tokens.List): Block {
  const start = list.start === "" ? 1 : list.start;
  return { kind: "list", start: list.ordered ? start : null, items: list.items.map(readItem) };
}

function readToken(token: MarkedToken): Block[] {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return [];
    case "paragraph":
      return [{ kind: "paragraph", children: readInline(token.tokens) }];
    case "text":
      return [{ kind: "line", children: readInline(token.tokens ?? [token]) }];
    case "heading":
      return [{ kind: "heading", level: token.depth, children: readInline(token.tokens) }];
    case "code":
      return [{ kind: "code", language: token.lang?.trim().split(/\s/)[0] ?? "", text: token.text }];
    case "blockquote":
      return [{ kind: "quote", children: readBlocks(token.tokens) }];
    case "list":
      return [readList(token)];
    case "table":
      return [
        {
          kind: "table",
          header: token.header.map(readCell),
          rows: token.rows.map((row) => row.map(readCell)),
        },
      ];
    case "hr":
      return [{ kind: "rule" }];
    default:
      // Raw HTML is shown as it was written, and so is an inline token that strayed here.
      return [{ kind: "paragraph", children: plain(token.raw.trimEnd()) }];
  }
}

export function readBlocks(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    if (isMathToken(token)) return [{ kind: "paragraph", children: [readMath(token)] }];
    return isMarkedToken(token) ? readToken(token) : [{ kind: "paragraph", children: plain(token.raw) }];
  });
}
