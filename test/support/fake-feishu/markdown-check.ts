// Markdown as a card draws it: its tables, and its images that have no uploaded key. What stands in code is neither.

const FENCE = /^[\s>]*(`{3,}|~{3,})(.*)$/;
const DELIMITER_CELL = /^\s*:?-+:?\s*$/;

export function countTables(markdown: string): number {
  const lines = withoutFences(markdown);
  return lines.filter((line, index) => {
    const head = lines[index - 1] ?? "";
    if (!line.includes("|") || !head.includes("|")) return false;
    const cells = cellsOf(line);
    return cells.every((cell) => DELIMITER_CELL.test(cell)) && cells.length === cellsOf(head).length;
  }).length;
}

/** What images name that the fake knows nothing of. */
export function imageAddresses(markdown: string): string[] {
  const text = withoutFences(markdown)
    .join("\n")
    .replace(/(`+)[^`]+\1/g, "");
  const images = text.matchAll(/(?<!\\)!\[[^\]]*\]\(\s*<?([^)\s>]*)/g);
  return [...images].map(([, address = ""]) => address);
}

/** Lines in code are left empty. A fence that is never closed lasts to the end. */
function withoutFences(markdown: string): string[] {
  let open: string | null = null;
  return markdown.split("\n").map((line) => {
    const [, fence, info = ""] = FENCE.exec(line) ?? [];
    if (open !== null) {
      if (fence?.startsWith(open) && info.trim() === "") open = null;
      return "";
    }
    // Behind backticks that open a block no other one may stand.
    if (fence === undefined || (fence.startsWith("`") && info.includes("`"))) return line;
    open = fence;
    return "";
  });
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^[\s>]*\|?/, "")
    .replace(/(?<!\\)\|\s*$/, "")
    .split(/(?<!\\)\|/);
}
