// PDF files and the parts they are made of: broken, endless, folded into themselves, and never more than a text or a refusal.

import { latin1 } from "../../../src/knowledge/reading/latin1.ts";
import { readCodeMap } from "../../../src/knowledge/reading/pdf/cmap.ts";
import { glyphText } from "../../../src/knowledge/reading/pdf/encodings.ts";
import { unpack } from "../../../src/knowledge/reading/pdf/filters.ts";
import { readPdf } from "../../../src/knowledge/reading/pdf/pdf.ts";
import { PdfLexer, textOf } from "../../../src/knowledge/reading/pdf/syntax.ts";
import { deflated, HELVETICA, pageOf, pdfOf } from "../../unit/knowledge/reading/pdf/pdf-file.ts";
import { hold } from "../hold.ts";
import type { Target } from "../target.ts";
import { holdReading } from "./documents.ts";

const CONTENT =
  "BT /F 12 Tf 1 0 0 1 72 700 Tm (Hello) Tj 0 -14 Td [(wor) -250 (ld)] TJ T* (next) ' ET q 1 0 0 1 0 0 cm /X Do Q";
const FORM = {
  dictionary: "/Subtype/Form/Matrix[1 0 0 1 0 0]",
  data: "/P <</MCID 0/ActualText(a)>> BDC BT /F 9 Tf (form) Tj ET EMC",
};
const CMAP =
  "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <41> <9009> endbfchar 1 beginbfrange <42> <44> <0061> endbfrange";

const TOKENS = [
  ...[
    "obj",
    "endobj",
    "stream\n",
    "endstream",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "/Length 5",
    "/Filter/FlateDecode",
    "/Filter[/ASCII85Decode/LZWDecode]",
    "/ASCIIHexDecode",
  ],
  ...[
    "/Type/Page",
    "/Kids[3 0 R]",
    "/Contents 4 0 R",
    "/Parent 2 0 R",
    "/Root 1 0 R",
    "1 0 R",
    "3 0 R",
    "6 0 R",
    "%PDF-1.7",
    "%%EOF",
    "startxref",
    "xref\n",
    "trailer\n",
  ],
  ...[
    "/DecodeParms<</Predictor 12/Columns 4>>",
    "/Predictor 2",
    "/Colors 9999",
    "/Type/ObjStm/N 3/First 9",
    "/W[1 2 1]",
    "/ToUnicode 5 0 R",
    "/Encoding/Identity-H",
    "/DescendantFonts[5 0 R]",
  ],
  ...[
    " Tj ",
    " TJ ",
    " Tm ",
    " Td ",
    " Do ",
    " q ",
    " Q ",
    " BT ",
    " ET ",
    " BI ",
    " EI ",
    " BDC ",
    " EMC ",
    "beginbfrange",
    "endbfrange",
    "endcodespacerange",
    "<ffffffff>",
    "99999999999",
    "-1",
  ],
];

const seeds = () => [
  pageOf(CONTENT, HELVETICA, { 6: FORM }),
  pageOf({ dictionary: "/Filter/FlateDecode", data: deflated(CONTENT) }, HELVETICA, { 6: FORM }),
  pageOf(
    CONTENT,
    "/F <</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</W[1[500]]>>]>>",
    { 5: { dictionary: "", data: CMAP } },
  ),
  pageOf(
    CONTENT,
    "/F <</Subtype/Type1/Encoding<</Differences[65/eacute/uni9009]>>/Widths[500 600]/FirstChar 65>>",
  ),
  pdfOf({
    1: "<</Type/Catalog/Pages 2 0 R>>",
    2: { dictionary: "/Type/ObjStm/N 1/First 4", data: "3 0 <</Type/Page>>" },
  }),
];

export const pdfTargets: Target[] = [
  {
    name: "pdf",
    covers: ["src/knowledge/reading/pdf/"],
    seeds,
    tokens: TOKENS,
    async check(input) {
      holdReading(await readPdf(input));
    },
  },
  {
    name: "pdf-content",
    covers: [
      "src/knowledge/reading/pdf/content.ts",
      "src/knowledge/reading/pdf/lines.ts",
      "src/knowledge/reading/pdf/paragraphs.ts",
      "src/knowledge/reading/pdf/syntax.ts",
    ],
    seeds: () => [CONTENT, "BT /F 12 Tf 72 700 Td (a) Tj 200 0 Td (b) Tj ET BT 0 -400 Td (• c) Tj ET"],
    tokens: TOKENS,
    mostBytes: 16_384,
    async check(input) {
      holdReading(await readPdf(pageOf(latin1(input), HELVETICA, { 6: FORM })));
    },
  },
  {
    name: "pdf-syntax",
    covers: [
      "src/knowledge/reading/pdf/syntax.ts",
      "src/knowledge/reading/pdf/cmap.ts",
      "src/knowledge/reading/pdf/encodings.ts",
    ],
    seeds: () => [CONTENT, CMAP, "<</A[1 0 R(\\050\\n)<41>]/B#20C true>>", "eacute f_i uni4E2D u1F600"],
    tokens: TOKENS,
    check(input) {
      const text = latin1(input);
      const lexer = new PdfLexer(text);
      while (lexer.at < text.length) {
        const before = lexer.at;
        textOf(lexer.next());
        hold(lexer.at > before, "each value is a step forward");
      }
      const { texts, codeBytes } = readCodeMap(text);
      hold(texts.size <= 70_000 && (codeBytes ?? 1) >= 1, "as many codes as a font has");
      glyphText(text);
    },
  },
  {
    name: "pdf-filters",
    covers: ["src/knowledge/reading/pdf/filters.ts"],
    seeds: () =>
      [
        "FlateDecode 12 4\n",
        "ASCIIHexDecode 1 1\n48656c6c6f>",
        'ASCII85Decode 1 1\n87cURD]i,"Ebo80~>',
        `FlateDecode 12 5\n${deflated("\x01abcde\x02fghij")}`,
        "RunLengthDecode 1 1\n",
        "LZWDecode 2 3\n\x80",
      ].map((text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))),
    tokens: [
      "FlateDecode",
      "LZWDecode",
      "ASCII85Decode",
      "ASCIIHexDecode",
      "RunLengthDecode",
      "~>",
      ">",
      " 15 ",
      " 2 ",
      " 99999999 ",
    ],
    async check(input) {
      const end = input.indexOf(10);
      const [name = "", predictor = "", columns = ""] = latin1(input.subarray(0, Math.max(end, 0))).split(
        " ",
      );
      const settings = new Map([
        ["Predictor", Number(predictor) || 0],
        ["Columns", Number(columns) || 0],
      ]);
      const dictionary = new Map<string, { name: string } | Map<string, number>>([
        ["Filter", { name }],
        ["DecodeParms", settings],
      ]);
      const budget = { bytes: 262_144 };
      const unpacked = await unpack(input.subarray(end + 1), dictionary, (value) => value, budget).catch(
        () => null,
      );
      hold((unpacked?.length ?? 0) <= 262_144 + 8 * input.length, "no more than the budget");
    },
  },
];
