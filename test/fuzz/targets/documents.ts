// Documents as people upload them: any bytes under any name are a text or a refusal, within bounds.

import { readCsv } from "../../../src/knowledge/reading/csv.ts";
import { readStyles } from "../../../src/knowledge/reading/docx-styles.ts";
import { decodeEntities } from "../../../src/knowledge/reading/entities.ts";
import { formatOf } from "../../../src/knowledge/reading/format.ts";
import { readHtml } from "../../../src/knowledge/reading/html.ts";
import { BudgetSpent, inflate } from "../../../src/knowledge/reading/inflate.ts";
import { attributeOf, piecesOf } from "../../../src/knowledge/reading/markup.ts";
import { LONGEST_TEXT, type Reading } from "../../../src/knowledge/reading/outcome.ts";
import { readDocument } from "../../../src/knowledge/reading/read-document.ts";
import { decodeText } from "../../../src/knowledge/reading/text.ts";
import { openArchive } from "../../../src/knowledge/reading/zip.ts";
import { sectionsOf } from "../../../src/knowledge/sections.ts";
import { document, run, zip } from "../../unit/knowledge/reading/docx-file.ts";
import { fixtures, textFixtures } from "../corpus.ts";
import { hold } from "../hold.ts";
import { onText, type Target } from "../target.ts";

const STYLES =
  '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>';
const BODY = document(
  `<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>${run("T")}</w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>${run("item")}</w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>${run("a")}</w:p></w:tc><w:tc><w:p>${run("b")}</w:p></w:tc></w:tr></w:tbl>`,
);
const docx = (body: string, method: number) =>
  zip({ "word/document.xml": body, "word/styles.xml": STYLES }, method);
const HTML =
  "<!doctype html><title>T</title><h1>A</h1><nav>x</nav><p hidden>y<p>b &amp; c<ul><li>d<li>e</ul><table><tr><th colspan=2>f<tr><td>g<td>h</table><pre> i\n</pre><script>j</script>";

const XML_TOKENS = [
  "<w:p>",
  "</w:p>",
  "<w:tbl>",
  "<w:tr>",
  "<w:tc>",
  "<w:t>",
  "<w:ins>",
  "<w:del>",
  "<w:br/>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "<?",
  "&#x",
  "&amp;",
  '="',
  "w:val=",
];
const HTML_TOKENS = [
  "<p>",
  "</p>",
  "<li>",
  "<ul>",
  "<ol>",
  "<table>",
  "<tr>",
  "<td colspan=999>",
  "<pre>",
  "<title>",
  "<script>",
  "</script>",
  "<svg/>",
  " hidden",
  "aria-hidden=true",
  "<!--",
  "&eacute;",
  "&#0;",
  "<h1>",
  "'",
  '="',
];
const ZIP_TOKENS = [
  "PK\x03\x04",
  "PK\x01\x02",
  "PK\x05\x06",
  "word/document.xml",
  "word/styles.xml",
  ...XML_TOKENS,
];

export function holdReading(reading: Reading): void {
  if (!reading.ok) {
    const { failure } = reading;
    hold(failure.kind === "invalid" && failure.message !== "", "a refusal says what to do");
    return;
  }
  const { title, content } = reading.value;
  hold(title === null || (title !== "" && title.length <= 200), "a title is short");
  const length =
    content.kind === "markdown"
      ? content.text.length
      : content.entries.reduce((sum, { answer }) => sum + answer.length, 0);
  hold(length > 0 && length <= LONGEST_TEXT, "some text, and not too much");
  for (const { text } of sectionsOf(content)) hold(text.trim() !== "", "no passage is empty");
}

const NO_HINTS = { format: null, contentType: null, fileName: null };

export const documentTargets: Target[] = [
  {
    name: "document-any",
    covers: ["src/knowledge/reading/"],
    seeds: () => [
      HTML,
      docx(BODY, 8),
      "a,b\n1,2\n",
      "---\ntitle: x\n---\n# T\n",
      "{\\rtf1",
      "\xd0\xcf\x11\xe0",
      ...fixtures("handbook", ".csv"),
      ...fixtures("handbook", ".html"),
    ],
    tokens: [
      "%PDF-1.7",
      "PK\x03\x04",
      "{\\rtf",
      "<!doctype html>",
      "---\n",
      "title: ",
      "charset=gb18030",
      "charset=utf-16",
      "# ",
    ],
    async check(input) {
      holdReading(await readDocument(input, NO_HINTS));
      for (const format of ["markdown", "text", "csv", "html"] as const) {
        const found = formatOf(input, { ...NO_HINTS, format });
        if (found.ok)
          holdReading(
            await readDocument(input, { ...NO_HINTS, format, contentType: "text/plain; charset=big5" }),
          );
      }
    },
  },
  {
    name: "document-docx",
    covers: [
      "src/knowledge/reading/docx.ts",
      "src/knowledge/reading/docx-body.ts",
      "src/knowledge/reading/docx-styles.ts",
      "src/knowledge/reading/zip.ts",
      "src/knowledge/reading/inflate.ts",
      "src/knowledge/reading/blocks.ts",
    ],
    // Unpacked inside, so that what is changed is its text and not a checksum.
    seeds: () => [docx(BODY, 0), docx(BODY, 8), docx(document(run("x").repeat(40)), 8)],
    tokens: ZIP_TOKENS,
    async check(input) {
      holdReading(await readDocument(input, { ...NO_HINTS, fileName: "a.docx" }));
    },
  },
  {
    name: "document-docx-body",
    covers: [
      "src/knowledge/reading/docx.ts",
      "src/knowledge/reading/docx-body.ts",
      "src/knowledge/reading/docx-styles.ts",
      "src/knowledge/reading/markup.ts",
      "src/knowledge/reading/blocks.ts",
    ],
    seeds: () => [BODY, document(run("x"))],
    tokens: XML_TOKENS,
    check: onText(async (text) => {
      holdReading(await readDocument(docx(text, 0), NO_HINTS));
      readStyles(text);
    }),
  },
  {
    name: "document-zip",
    covers: ["src/knowledge/reading/zip.ts", "src/knowledge/reading/inflate.ts"],
    seeds: () => [
      docx(BODY, 8),
      zip({ a: "b".repeat(500) }, 8, { comment: "c", extra: 4 }),
      ...fixtures("documents", ".docx"),
    ],
    tokens: ZIP_TOKENS,
    async check(input) {
      const archive = openArchive(input);
      if (archive === null) return;
      for (const name of ["word/document.xml", "word/styles.xml", "a"]) {
        const budget = { bytes: 1024 * 1024 };
        // A part that cannot be read is an error that the reader of the document tells.
        const part = await archive.read(name, budget).catch(() => null);
        hold((part?.length ?? 0) <= Math.max(1024 * 1024, input.length), "no more than the budget");
      }
      for (const format of ["deflate", "deflate-raw"] as const) {
        const unfolded = await inflate(input, format, { bytes: 65_536 }, { whole: false }).catch((error) => {
          hold(error instanceof BudgetSpent, "only a budget that is spent is an error");
          return null;
        });
        hold((unfolded?.length ?? 0) <= 65_536, "no more than the budget");
      }
    },
  },
  {
    name: "document-html",
    covers: [
      "src/knowledge/reading/html.ts",
      "src/knowledge/reading/html-body.ts",
      "src/knowledge/reading/markup.ts",
      "src/knowledge/reading/entities.ts",
      "src/knowledge/reading/blocks.ts",
    ],
    seeds: () => [HTML, ...textFixtures("handbook", ".html")],
    tokens: HTML_TOKENS,
    check: onText((text) => {
      holdReading(readHtml(text));
      let length = 0;
      for (const piece of piecesOf(text, "xml"))
        length += piece.kind === "text" ? piece.text.length : piece.name.length;
      hold(length <= text.length + 10, "no more than there is");
      attributeOf(text, "colspan");
      hold(decodeEntities(text).length <= text.length, "an entity is no longer than its name");
    }),
  },
  {
    name: "document-csv",
    covers: ["src/knowledge/reading/csv.ts"],
    seeds: () => [
      "question,answer\na,b\n",
      '问题;回答\n"a;b""c";d\n',
      "a\tb\tc\n1\t2\t3\n",
      ...textFixtures("handbook", ".csv"),
    ],
    tokens: [",", ";", "\t", '"', '""', "\n", "question", "answer", "问题", "回答"],
    check: onText((text) => holdReading(readCsv(text))),
  },
  {
    name: "document-text",
    covers: ["src/knowledge/reading/text.ts", "src/knowledge/reading/format.ts"],
    seeds: () => [
      "plain",
      Uint8Array.of(0xff, 0xfe, 0x61, 0),
      Uint8Array.of(0xd1, 0xa1, 0xbf, 0xce),
      "caf\xe9",
      ...textFixtures("handbook", ".txt"),
    ],
    tokens: ["\xff\xfe", "\xfe\xff", "\x1b[0m", "\f", "\r"],
    check(input) {
      for (const declared of [null, "gb18030", "utf-16le", "no-such-thing", "iso-8859-1"]) {
        const text = decodeText(input, declared);
        if (!text.ok) continue;
        hold(!text.value.includes("\r") && !text.value.includes("\0"), "lines of one kind, and no NUL");
        hold(text.value.length <= 2 * input.length + 1, "no more than there is");
      }
    },
  },
];
