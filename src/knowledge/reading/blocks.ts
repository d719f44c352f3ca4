// Blocks of a document → Markdown: what every reader of formatted documents ends with.

export interface Block {
  kind: "heading" | "item" | "paragraph";
  text: string;
  /** Of a heading from 1 (0: the document's title), of an item of a list from 0. */
  level: number;
}

const ITEM_SIGN = /^(?:[•·●○■□◆◇▪▫–*+-]|\d{1,3}[.)])\s+/;

/** Items of one list stand together, all else is parted by an empty line. Only a document's title has one `#`. */
export function blocksToMarkdown(blocks: Block[]): string {
  const titles = blocks.filter(({ kind, level }) => kind === "heading" && level <= 1).length;
  const parts: string[] = [];
  let before: Block["kind"] | null = null;
  for (const block of blocks) {
    if (block.text.trim() === "") continue;
    if (before !== null) parts.push(block.kind === "item" && before === "item" ? "\n" : "\n\n");
    parts.push(lineOf(block, titles > 1 ? 1 : 0));
    before = block.kind;
  }
  return parts.join("");
}

function lineOf({ kind, text, level }: Block, deeper: number): string {
  if (kind === "heading") {
    const signs = "#".repeat(Math.min(Math.max(level + deeper, 1), 6));
    return `${signs} ${text.replace(/\s+/g, " ").trim()}`;
  }
  if (kind === "paragraph") return text.trim();
  const sign = /^\s*\d/.exec(text) && ITEM_SIGN.test(text.trim()) ? "" : "- ";
  const words = sign === "" ? text.trim() : text.trim().replace(ITEM_SIGN, "");
  return `${"  ".repeat(Math.min(level, 8))}${sign}${words.replace(/\n/g, " ")}`;
}

/** Columns that a cell of a table may take; Word has no wider tables. */
const WIDEST = 62;
/** A table of more is not filled up: one long row among many short ones would unfold to gigabytes. */
const MOST_FILLED_CELLS = 100_000;

/** How many columns a cell takes beside its first, by what it says. */
export function spanOf(columns: string | null): number {
  return Math.min(Math.max((Number.parseInt(columns ?? "", 10) || 1) - 1, 0), WIDEST - 1);
}

/** Rows of cells; the first is the head, since Markdown has no table without one. */
export function tableText(rows: string[][]): string {
  const filled = rows.filter((cells) => cells.some((cell) => cell.trim() !== ""));
  const width = filled.reduce((most, cells) => Math.max(most, cells.length), 0);
  if (width === 0) return "";
  if (width === 1) return filled.map(([cell = ""]) => cell.trim()).join("\n\n");
  const isFilled = width * filled.length <= MOST_FILLED_CELLS;
  const lines = filled.map((cells) => {
    const texts = cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
    const missing = isFilled ? width - cells.length : 0;
    return `| ${[...texts, ...Array<string>(missing).fill("")].join(" | ")} |`;
  });
  lines.splice(1, 0, `|${" --- |".repeat(width)}`);
  return lines.join("\n");
}
