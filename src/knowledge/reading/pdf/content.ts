// The content of a page, operator by operator → pieces of text and where they stand.
import type { PdfFont } from "./font.ts";
import type { Fonts } from "./fonts.ts";
import type { Lines } from "./lines.ts";
import { combine, IDENTITY, type Matrix, matrixOf } from "./matrix.ts";
import type { PdfObjects } from "./objects.ts";
import { isName, isWord, type PdfDictionary, PdfLexer, type PdfValue, textOf } from "./syntax.ts";

interface State {
  matrix: Matrix;
  font: PdfFont | null;
  size: number;
  characterSpace: number;
  wordSpace: number;
  stretch: number;
  leading: number;
  rise: number;
}

/** What a marked stretch does with the text in it: leaves it out, or has another text for it. */
interface Mark {
  isLeftOut: boolean;
  /** Null: its own text. */
  instead: string | null;
}

const DEEPEST_FORM = 8;
const MOST_STATES = 200;
/** Of one document; a page has some thousands. */
const MOST_OPERATORS = 20_000_000;

export class ContentReader {
  readonly #objects: PdfObjects;
  readonly #fonts: Fonts;
  readonly #lines: Lines;
  readonly #work: { operators: number };
  #state: State = {
    matrix: IDENTITY,
    font: null,
    size: 1,
    characterSpace: 0,
    wordSpace: 0,
    stretch: 1,
    leading: 0,
    rise: 0,
  };
  #states: State[] = [];
  #marks: Mark[] = [];
  #text: Matrix = IDENTITY;
  #line: Matrix = IDENTITY;

  constructor(objects: PdfObjects, fonts: Fonts, lines: Lines, work: { operators: number }) {
    this.#objects = objects;
    this.#fonts = fonts;
    this.#lines = lines;
    this.#work = work;
  }

  async read(content: string, resources: PdfDictionary | null, depth = 0): Promise<void> {
    const lexer = new PdfLexer(content);
    let values: PdfValue[] = [];
    while (lexer.at < content.length) {
      const value = lexer.next();
      if (!isWord(value)) {
        if (value !== undefined && values.length < 1000) values.push(value);
        continue;
      }
      this.#work.operators += 1;
      if (this.#work.operators > MOST_OPERATORS) throw new Error("too many operators");
      if (value.word === "BI") skipPicture(lexer);
      else if (value.word === "Tf") await this.#setFont(values, resources);
      else if (value.word === "Do") await this.#draw(values, resources, depth);
      else if (value.word === "BDC" || value.word === "BMC") this.#mark(values, resources);
      else if (!this.#structure(value.word, values)) this.#write(value.word, values);
      values = [];
    }
  }

  #structure(word: string, values: PdfValue[]): boolean {
    if (word === "q") {
      if (this.#states.length < MOST_STATES) this.#states.push({ ...this.#state });
    } else if (word === "Q") this.#state = this.#states.pop() ?? this.#state;
    else if (word === "cm") this.#state.matrix = combine(matrixOf(values), this.#state.matrix);
    else if (word === "EMC") this.#marks.pop();
    else return false;
    return true;
  }

  #write(word: string, values: PdfValue[]): void {
    const state = this.#state;
    const [x, y] = matrixOf(values);
    const last = values.at(-1);
    if (word === "BT") this.#text = this.#line = IDENTITY;
    else if (word === "Tm") this.#text = this.#line = matrixOf(values);
    else if (word === "Td") this.#move(x, y);
    else if (word === "TD") {
      state.leading = -y;
      this.#move(x, y);
    } else if (word === "T*") this.#move(0, -state.leading);
    else if (word === "Tc") state.characterSpace = x;
    else if (word === "Tw") state.wordSpace = x;
    else if (word === "Tz") state.stretch = x / 100 || 1;
    else if (word === "TL") state.leading = x;
    else if (word === "Ts") state.rise = x;
    else if (word === "Tj") this.#show(last);
    else if (word === "TJ") for (const value of Array.isArray(last) ? last : []) this.#show(value);
    else if (word === "'" || word === '"') {
      if (word === '"') [state.wordSpace, state.characterSpace] = [x, y];
      this.#move(0, -state.leading);
      this.#show(last);
    }
  }

  #move(x: number, y: number): void {
    this.#line = combine([1, 0, 0, 1, x, y], this.#line);
    this.#text = this.#line;
  }

  /** A number moves on, a string is written. */
  #show(value: PdfValue | undefined): void {
    const { font, size, characterSpace, wordSpace, stretch, rise, matrix } = this.#state;
    if (font === null) return;
    if (typeof value === "number") this.#advance((-value / 1000) * size, font.isVertical);
    // An empty one at a new place would hide the gap before what is written there.
    if (typeof value !== "string" || value === "") return;
    const start = combine([size * stretch, 0, 0, size, 0, rise], combine(this.#text, matrix));
    let text = "";
    for (const glyph of font.glyphs(value)) {
      text += glyph.text;
      const width = font.isVertical ? -1 : glyph.width;
      const space = characterSpace + (glyph.isSpace ? wordSpace : 0);
      this.#advance(width * size + (font.isVertical ? -space : space), font.isVertical);
    }
    if (this.#marks.some(({ isLeftOut }) => isLeftOut)) return;
    const mark = this.#marks.findLast(({ instead }) => instead !== null);
    if (mark) [text, mark.instead] = [mark.instead ?? "", ""];
    const end = combine(this.#text, matrix);
    this.#lines.add({ text, start, end: [end[4], end[5]], isBold: font.isBold, isVertical: font.isVertical });
  }

  #advance(distance: number, isVertical: boolean): void {
    const step: Matrix = [
      1,
      0,
      0,
      1,
      isVertical ? 0 : distance * this.#state.stretch,
      isVertical ? distance : 0,
    ];
    this.#text = combine(step, this.#text);
  }

  async #setFont([name, size]: PdfValue[], resources: PdfDictionary | null): Promise<void> {
    this.#state.size = typeof size === "number" ? size : 1;
    this.#state.font =
      isName(name) && resources !== null ? await this.#fonts.named(name.name, resources) : null;
  }

  /** A form is a content of its own; pictures are drawn and say nothing. */
  async #draw([name]: PdfValue[], resources: PdfDictionary | null, depth: number): Promise<void> {
    const value = isName(name)
      ? this.#objects.dictionary(resources?.get("XObject"))?.get(name.name)
      : undefined;
    const form = this.#objects.dictionary(value);
    if (form === null || depth >= DEEPEST_FORM || this.#objects.name(form.get("Subtype")) !== "Form") return;
    const content = await this.#objects.stream(value);
    if (content === null) return;
    const [state, states, marks] = [{ ...this.#state }, this.#states, this.#marks];
    const matrix = this.#objects.list(form.get("Matrix"));
    if (matrix.length === 6) this.#state.matrix = combine(matrixOf(matrix), this.#state.matrix);
    // What a form keeps or marks ends with it.
    [this.#states, this.#marks] = [[], [...marks]];
    await this.read(content, this.#objects.dictionary(form.get("Resources")) ?? resources, depth + 1);
    [this.#state, this.#states, this.#marks] = [state, states, marks];
  }

  #mark([tag, list]: PdfValue[], resources: PdfDictionary | null): void {
    const named = isName(list)
      ? this.#objects.dictionary(resources?.get("Properties"))?.get(list.name)
      : list;
    const properties = this.#objects.dictionary(named);
    const isArtifact = isName(tag) && tag.name === "Artifact";
    const isLeftOut = isArtifact && this.#objects.name(properties?.get("Type")) === "Pagination";
    if (this.#marks.length < MOST_STATES)
      this.#marks.push({ isLeftOut, instead: textOf(properties?.get("ActualText")) });
  }
}

/** The bytes of a picture within the content are no operators. */
function skipPicture(lexer: PdfLexer): void {
  const data = /[\0\t\n\f\r ]EI(?![^\0\t\n\f\r ])/g;
  data.lastIndex = lexer.at;
  lexer.at = data.exec(lexer.text) === null ? lexer.text.length : data.lastIndex;
}
