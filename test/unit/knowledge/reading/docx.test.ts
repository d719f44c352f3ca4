// DOCX by LibreOffice, and archives built by hand: what Word adds, and what no honest program writes.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readDocument } from "../../../../src/knowledge/reading/read-document.ts";
import { document, run, zip } from "./docx-file.ts";

const read = (bytes: Uint8Array) =>
  readDocument(new Uint8Array(bytes), { format: null, contentType: null, fileName: null });

async function textOf(body: string, others: Record<string, string> = {}): Promise<string> {
  const reading = await read(zip({ "word/document.xml": document(body), ...others }));
  if (!reading.ok || reading.value.content.kind !== "markdown") throw new Error(JSON.stringify(reading));
  return reading.value.content.text;
}

it("a DOCX by LibreOffice keeps its headings, list, table and both languages", async () => {
  const reading = await read(readFileSync("test/fixtures/documents/libreoffice.docx"));
  if (!reading.ok || reading.value.content.kind !== "markdown") throw new Error(JSON.stringify(reading));
  expect(reading.value.title).toBe("员工手册 Handbook");
  expect(reading.value.content.text.split("\n\n")).toEqual([
    "# 员工手册",
    expect.stringMatching(/^本手册适用于.*由人力资源部提醒直属主管。$/),
    "## 第一章 休假",
    expect.stringContaining("满十年不满二十年的，每年 10 天"),
    "- 病假需要二级以上医院的证明。\n- 婚假 10 天，须在登记后一年内休完。\n- 产假 158 天（含难产 15 天）。",
    "## Chapter 2 Travel expenses",
    expect.stringMatching(/^Employees who .* approved application\.$/),
    "| 城市 City | 住宿上限 Hotel limit | 餐补 Meals |\n| --- | --- | --- |\n| 北京 Beijing | 550 元 | 120 元 |\n| 成都 Chengdu | 400 元 | 80 元 |",
    "### 2.1 Exceptions",
    expect.stringContaining("The “first-class” ticket needs the CFO’s approval — no exceptions."),
    "## 第三章 信息安全",
    expect.stringContaining("在 2 小时内拨打 8008"),
  ]);
});

it("a Chinese Word names its styles by numbers; the table of contents is left out", async () => {
  const styles = `<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="a3"><w:name w:val="Title"/></w:style><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
    <w:style w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style></w:styles>`;
  const paragraph = (style: string, text: string) =>
    `<w:p><w:pPr><w:pStyle w:val="${style}"/><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${run(text)}</w:p>`;
  const body =
    paragraph("a3", "手册") + paragraph("TOC1", "休假 1") + paragraph("1", "休假") + paragraph("x", "报销");
  expect(await textOf(body + paragraph("none", "正文"), { "word/styles.xml": styles })).toBe(
    "# 手册\n\n## 休假\n\n## 报销\n\n正文",
  );
});

it("deleted, moved and hidden text is gone, inserted text and text boxes stay, once", async () => {
  const text = await textOf(
    `<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange></w:pPr>${run("a &lt;b&gt; ")}
     <w:del>${run("deleted")}</w:del><w:ins>${run("new")}</w:ins><w:moveFrom>${run("moved")}</w:moveFrom>
     <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:tab/><w:t>tab</w:t><w:br/><w:t>line&#x4e2d;&unknown;</w:t></w:r>
     <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
     <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>${run("box")}</w:p></w:txbxContent></mc:Choice>
     <mc:Fallback><w:txbxContent><w:p>${run("box")}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
  );
  expect(text).toBe("a <b> new\ttab\nline中&unknown;\n\nbox");
});

it("a list's levels and a table within a table are kept apart from the text around", async () => {
  const item = (level: number, text: string) =>
    `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="2"/></w:numPr></w:pPr>${run(text)}</w:p>`;
  const cell = (inner: string) => `<w:tc>${inner}</w:tc>`;
  const plain = (text: string) => `<w:p>${run(text)}</w:p>`;
  const inner = `<w:tbl><w:tr>${cell(plain("in"))}</w:tr></w:tbl>`;
  const table = `<w:tbl><w:tr>${cell(plain("a") + plain("b"))}${cell(inner)}</w:tr><w:tr>${cell(plain("1|2"))}</w:tr></w:tbl>`;
  expect(await textOf(item(0, "one") + item(1, "two") + table + plain("end"))).toBe(
    "- one\n  - two\n\n| a b | in |\n| --- | --- |\n| 1\\|2 |  |\n\nend",
  );
});

it.each<[string, Uint8Array, string]>([
  [
    "a spreadsheet",
    zip({ "[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>" }),
    "unsupported_format",
  ],
  ["any archive", zip({ "a.txt": "a" }), "unsupported_format"],
  ["no words", zip({ "word/document.xml": document("<w:p></w:p>") }), "empty_document"],
  ["a bomb", zip({ "word/document.xml": document("<w:p>".repeat(6_000_000)) }), "document_too_large"],
  [
    "a bomb beside the text",
    zip({ "word/document.xml": document(""), "word/styles.xml": " ".repeat(30_000_000) }),
    "document_too_large",
  ],
  [
    "text without an end",
    zip({ "word/document.xml": document(`<w:p>${run("long ".repeat(900_000))}</w:p>`) }),
    "document_too_long",
  ],
  [
    "paragraphs within paragraphs",
    zip({ "word/document.xml": document("<w:p>".repeat(10_000)) }),
    "unreadable_document",
  ],
  [
    "damaged bytes",
    zip({ "word/document.xml": "x".repeat(500) }).map((byte, at) => (at > 50 && at < 55 ? 0xff : byte)),
    "unreadable_document",
  ],
  ["an unknown packing", zip({ "word/document.xml": "x" }, 14), "unreadable_document"],
])("%s: refused", async (_, bytes, code) => {
  expect(await read(bytes)).toMatchObject({ ok: false, failure: { kind: "invalid", code } });
});

it("an entity that unfolds itself is text, and nothing more", async () => {
  const xml = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${document(`<w:p>${run("&b;!")}</w:p>`)}`;
  expect(await read(zip({ "word/document.xml": xml }))).toMatchObject({
    value: { content: { text: "&b;!" } },
  });
});
