// The elements and texts of a page, one after the other → blocks.
import { type Block, spanOf, tableText } from "./blocks.ts";
import { attributeOf } from "./markup.ts";

const BLOCK =
  /^(?:h[1-6]|p|div|section|article|header|footer|main|aside|figure|figcaption|d[ltd]|address|form|fieldset|details|summary|hr|blockquote|caption|title|ul|ol|menu|li|pre|table|tr|t[dh])$/;
/** Pages of old lay their whole out in tables; what lies deeper is read as cells of this one. */
const DEEPEST_TABLE = 12;
const LIST = /^(?:ul|ol|menu)$/;

interface Table {
  rows: string[][];
  /** Columns that its last cell takes beside its first. */
  span: number;
  blocks: Block[];
}

export class HtmlBody {
  readonly #lists: { isNumbered: boolean; items: number }[] = [];
  readonly #tables: Table[] = [];
  #deeperTables = 0;
  #kind: Block["kind"] = "paragraph";
  #level = 0;
  #sign = "";
  #inPre = false;
  #inTitle = false;
  #text: string[] = [];
  #blocks: Block[] = [];
  title = "";
  characters = 0;

  open(name: string, attributes = ""): void {
    if (name === "br") this.#text.push("\n");
    if (!BLOCK.test(name)) return;
    this.#flush();
    if (name === "title") this.#inTitle = true;
    else if (name === "pre") this.#inPre = true;
    else if (/^h[1-6]$/.test(name)) [this.#kind, this.#level] = ["heading", Number(name[1])];
    else if (LIST.test(name)) this.#lists.push({ isNumbered: name === "ol", items: 0 });
    else if (name === "li") this.#openItem();
    else if (name === "table") this.#openTable();
    else if (name === "tr") this.#openRow();
    else if (/^t[dh]$/.test(name)) this.#openCell(spanOf(attributeOf(attributes, "colspan")));
  }

  /** Elements whose end tag was left out end with what begins next. */
  close(name: string): void {
    if (!BLOCK.test(name)) return;
    this.#flush();
    if (/^(?:h[1-6]|li)$/.test(name)) [this.#kind, this.#level, this.#sign] = ["paragraph", 0, ""];
    else if (name === "title") this.#inTitle = false;
    else if (name === "pre") this.#inPre = false;
    else if (LIST.test(name)) this.#lists.pop();
    else if (name === "table" && this.#deeperTables > 0) this.#deeperTables -= 1;
    else if (name === "table") this.#endTable();
  }

  write(text: string): void {
    this.characters += text.length;
    this.#text.push(this.#inPre ? text : text.replace(/\s+/g, " "));
  }

  end(): Block[] {
    this.#flush();
    while (this.#tables.length > 0) this.#endTable();
    return this.#blocks;
  }

  #openItem(): void {
    const list = this.#lists.at(-1);
    if (list) list.items += 1;
    this.#sign = list?.isNumbered ? `${list.items}. ` : "";
    [this.#kind, this.#level] = ["item", Math.max(0, this.#lists.length - 1)];
  }

  #openTable(): void {
    if (this.#tables.length >= DEEPEST_TABLE) {
      this.#deeperTables += 1;
      return;
    }
    this.#tables.push({ rows: [], span: 0, blocks: this.#blocks });
    this.#blocks = [];
  }

  #flush(): void {
    const raw = this.#text.join("");
    this.#text = [];
    if (raw.trim() === "") return;
    if (this.#inTitle) this.title ||= raw;
    else if (this.#inPre) this.#push("paragraph", `\`\`\`\n${raw.replace(/^\n/, "").trimEnd()}\n\`\`\``, 0);
    else this.#push(this.#kind, this.#sign + trimLines(raw), this.#level);
    [this.#kind, this.#level, this.#sign] = ["paragraph", 0, ""];
  }

  #push(kind: Block["kind"], text: string, level: number): void {
    this.#blocks.push({ kind, text, level });
  }

  #openRow(): void {
    this.#endCell();
    const table = this.#tables.at(-1);
    table?.rows.push([]);
    if (table) table.span = 0;
  }

  /** Columns that the cell before reaches over are empty, or all behind it would stand under another head. */
  #openCell(span: number): void {
    this.#endCell();
    const table = this.#tables.at(-1);
    table?.rows.at(-1)?.push(...Array<string>(table.span).fill(""), "");
    if (table) table.span = span;
    this.characters += span;
  }

  /** What was read since the cell began is its text. */
  #endCell(): void {
    const table = this.#tables.at(-1);
    // Rows and ends of tables stand in pages without a table too.
    if (table === undefined) return;
    const row = table.rows.at(-1);
    // A caption stands before the first cell.
    if (row === undefined || row.length === 0) for (const block of this.#blocks) table.blocks.push(block);
    else row[row.length - 1] += this.#blocks.map(({ text }) => text).join(" ");
    this.#blocks = [];
  }

  #endTable(): void {
    this.#endCell();
    const table = this.#tables.pop();
    if (table === undefined) return;
    this.#blocks = table.blocks;
    this.#push("paragraph", tableText(table.rows), 0);
  }
}

function trimLines(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/ {2,}/g, " ").trim());
  return lines.join("\n").trim();
}
