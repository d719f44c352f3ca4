// The body of a DOCX, piece by piece → blocks. Deleted and hidden text is left out, inserted text stays.
import { type Block, spanOf, tableText } from "./blocks.ts";
import { type DocxStyles, levelOf, styleNamed } from "./docx-styles.ts";
import { attributeOf, type MarkupPiece } from "./markup.ts";

interface Paragraph {
  text: string;
  headingLevel: number | null;
  /** Of a list, from 0; null: no item. */
  itemLevel: number | null;
  isContents: boolean;
  /** Its own: a run may hold a text box with paragraphs and runs in it, and goes on behind it. */
  inRun: boolean;
  isHidden: boolean;
}

interface Table {
  rows: string[][];
  /** Columns that the cell which is read takes beside its first. */
  span: number;
  blocks: Block[];
}

/** Deleted or moved away; how it was before a tracked change; a second drawing of the same for older programs. */
const LEFT_OUT = /^(?:w:del|w:moveFrom|w:\w+Change|mc:Fallback)$/;

const WRITTEN = new Map(
  Object.entries({
    "w:tab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
  }),
);

const EMPTY: Paragraph = {
  text: "",
  headingLevel: null,
  itemLevel: null,
  isContents: false,
  inRun: false,
  isHidden: false,
};

/** No document nests its text boxes and tables deeper. */
const DEEPEST = 50;

export class DocxBody {
  readonly #styles: DocxStyles;
  readonly #paragraphs: Paragraph[] = [];
  readonly #tables: Table[] = [];
  /** Levels inside of something that is left out. */
  #leftOut = 0;
  #inText = false;
  /** As far as it was read. */
  blocks: Block[] = [];
  characters = 0;

  constructor(styles: DocxStyles) {
    this.#styles = styles;
  }

  take(piece: MarkupPiece): void {
    if (piece.kind === "text") {
      if (this.#inText && this.#leftOut === 0) this.#write(piece.text);
    } else if (LEFT_OUT.test(piece.name)) {
      if (piece.kind === "close") this.#leftOut = Math.max(0, this.#leftOut - 1);
      else if (!piece.isEmpty) this.#leftOut += 1;
    } else if (this.#leftOut === 0) {
      if (piece.kind === "open") this.#open(piece.name, piece.attributes);
      if (piece.kind === "close" || piece.isEmpty) this.#close(piece.name);
    }
    if (this.#paragraphs.length + this.#tables.length > DEEPEST) throw new Error("nested too deep");
  }

  #write(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph?.inRun || paragraph.isHidden) return;
    paragraph.text += text;
    this.characters += text.length;
  }

  #open(name: string, attributes: string): void {
    const written = WRITTEN.get(name);
    if (name === "w:p") {
      this.#paragraphs.push({ ...EMPTY });
    } else if (name === "w:r" || name === "m:r") this.#setRun(true);
    else if (name === "w:t" || name === "m:t") this.#inText = true;
    else if (name === "w:tbl") this.#tables.push({ rows: [], span: 0, blocks: this.blocks });
    else if (name === "w:tr") this.#tables.at(-1)?.rows.push([]);
    else if (name === "w:tc") this.blocks = [];
    else if (name === "w:vanish") this.#hide(!/"(0|false|off)"/.test(attributes));
    else if (written !== undefined) this.#write(written);
    else this.#describe(name, attributeOf(attributes, "w:val") ?? "");
  }

  #setRun(inRun: boolean): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) [paragraph.inRun, paragraph.isHidden] = [inRun, false];
  }

  #hide(isHidden: boolean): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) paragraph.isHidden = isHidden;
  }

  /** What the properties of a paragraph or a cell say about it. */
  #describe(name: string, value: string): void {
    const [paragraph, table] = [this.#paragraphs.at(-1), this.#tables.at(-1)];
    if (name === "w:gridSpan" && table) table.span = spanOf(value);
    if (paragraph === undefined) return;
    if (name === "w:pStyle") {
      const style = this.#styles.get(value) ?? styleNamed(value);
      paragraph.headingLevel = style.headingLevel;
      paragraph.isContents = style.isContents;
      if (style.isItem) paragraph.itemLevel ??= 0;
    } else if (name === "w:outlineLvl") paragraph.headingLevel = levelOf(value);
    else if (name === "w:ilvl") paragraph.itemLevel = Math.min(Number(value) || 0, 8);
    else if (name === "w:numId") paragraph.itemLevel = value === "0" ? null : (paragraph.itemLevel ?? 0);
  }

  #close(name: string): void {
    if (name === "w:p") this.#endParagraph();
    else if (name === "w:r" || name === "m:r") this.#setRun(false);
    else if (name === "w:t" || name === "m:t") this.#inText = false;
    else if (name === "w:tc") this.#endCell();
    else if (name === "w:tbl") this.#endTable();
  }

  #endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (paragraph === undefined || paragraph.isContents || paragraph.text.trim() === "") return;
    const { text, headingLevel, itemLevel } = paragraph;
    if (headingLevel !== null) this.blocks.push({ kind: "heading", text, level: headingLevel });
    else if (itemLevel === null) this.blocks.push({ kind: "paragraph", text, level: 0 });
    else this.blocks.push({ kind: "item", text, level: itemLevel });
  }

  #endCell(): void {
    const table = this.#tables.at(-1);
    const text = this.blocks.map(({ text }) => text).join(" ");
    // Columns that it reaches over are empty, or all behind it would stand under another head.
    table?.rows.at(-1)?.push(text, ...Array<string>(table.span).fill(""));
    this.characters += table?.span ?? 0;
    if (table) table.span = 0;
    this.blocks = [];
  }

  #endTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    this.blocks = table.blocks;
    this.blocks.push({ kind: "paragraph", text: tableText(table.rows), level: 0 });
  }
}
