// DOCX as the programs of this world write it: styles, lists, tables, fields, controls, tracked changes, titles.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelOf, readStyles, styleNamed } from "../../../../src/knowledge/reading/docx-styles.ts";
import { document, run, zip } from "./docx-file.ts";
import { outcomeOf, readMarkdown } from "./reading-of.ts";

const paragraph = (inner: string, properties = "") =>
  `<w:p>${properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`}${inner}</w:p>`;
const plain = (text: string) => paragraph(run(text));
const styled = (style: string, text: string) => paragraph(run(text), `<w:pStyle w:val="${style}"/>`);

const docx = (body: string, others: Record<string, string> = {}) =>
  zip({ "word/document.xml": document(body), ...others });
const textOf = async (body: string, others: Record<string, string> = {}) =>
  (await readMarkdown(docx(body, others))).text;

describe("the name of a style says what it is", () => {
  it.each<[string, number | null, boolean, boolean]>([
    ["heading 1", 1, false, false],
    ["Heading 9", 9, false, false],
    ["Heading2", 2, false, false],
    ["标题 3", 3, false, false],
    ["標題 1", 1, false, false],
    ["Title", 0, false, false],
    ["标题", 0, false, false],
    ["heading 10", null, false, false],
    ["heading", null, false, false],
    ["Heading 1 Char", null, false, false],
    ["Subtitle", null, false, false],
    ["List Paragraph", null, true, false],
    ["List Bullet 2", null, true, false],
    ["List Number", null, true, false],
    ["列表段落", null, true, false],
    ["List", null, false, false],
    ["toc 1", null, false, true],
    ["TOC 9", null, false, true],
    ["Contents 2", null, false, true],
    ["目录 1", null, false, true],
    ["TOC Heading", null, false, true],
    ["Contents", null, false, false],
    ["Normal", null, false, false],
    ["constructor", null, false, false],
  ])("%s: level %s, item %s, of the table of contents %s", (name, headingLevel, isItem, isContents) => {
    expect(styleNamed(name)).toEqual({ headingLevel, isItem, isContents });
  });

  it.each([
    ["0", 1],
    ["8", 9],
    ["9", null],
    ["", null],
    ["-1", null],
    ["1x", null],
  ])("outline level %j is heading %s", (outline, level) => {
    expect(levelOf(outline)).toBe(level);
  });

  it("what a style is based on counts, its own level before it; one without a name is none", () => {
    const styles = readStyles(`<w:styles>
      <w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
      <w:style w:styleId="own"><w:name w:val="Own"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
      <w:style w:styleId="body"><w:name w:val="Body"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
      <w:style w:styleId="two"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>
      <w:style w:styleId="lost"><w:name w:val="Lost"/><w:basedOn w:val="nowhere"/></w:style>
      <w:style w:styleId="unnamed"><w:basedOn w:val="1"/></w:style></w:styles>`);
    expect([...styles].map(([id, { headingLevel }]) => [id, headingLevel])).toEqual([
      ["1", 1],
      ["own", 3],
      ["body", null],
      ["two", 2],
      ["lost", null],
    ]);
  });
});

describe("headings", () => {
  it.each([
    ["the style's id, where there are no styles", styled("Heading2", "Leave"), "### Leave"],
    [
      "an outline level of the paragraph's own",
      paragraph(run("Leave"), '<w:outlineLvl w:val="1"/>'),
      "### Leave",
    ],
    [
      "an outline level of body text takes the heading away",
      paragraph(run("Leave"), '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),
      "Leave",
    ],
    [
      "a numbered heading is no item",
      paragraph(
        run("Leave"),
        '<w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>',
      ),
      "## Leave",
    ],
    [
      "a line break within one is a space",
      paragraph("<w:r><w:t>Leave</w:t><w:br/><w:t>and pay</w:t></w:r>", '<w:pStyle w:val="Heading1"/>'),
      "## Leave and pay",
    ],
    ["the seventh level is as deep as Markdown goes", styled("Heading7", "Leave"), "###### Leave"],
    ["one without words is none", styled("Heading1", " "), ""],
  ])("%s", async (_, xml, expected) => {
    // A title and another heading of the first level, so that those below begin with two signs.
    const text = await textOf(styled("Title", "Handbook") + styled("Heading1", "One") + xml + plain("end"));
    expect(text).toBe(
      ["# Handbook", "", "## One", "", ...(expected ? [expected, ""] : []), "end"].join("\n"),
    );
  });

  it("a document whose only heading of the first level is its title has one sign there", async () => {
    expect(await textOf(styled("Heading1", "Handbook") + styled("Heading2", "Leave"))).toBe(
      "# Handbook\n\n## Leave",
    );
  });
});

describe("what a run of text holds", () => {
  it.each([
    ["parts of one word in many runs", run("hand") + run("bo") + run("ok"), "handbook"],
    ["white space between words, as it stands", run("two ") + run(" spaces"), "two  spaces"],
    [
      "tabs and breaks",
      "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>",
      "a\tb\nc\nd",
    ],
    ["a hyphen that does not break", "<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>17</w:t></w:r>", "A-17"],
    [
      "a soft hyphen, which is nothing",
      "<w:r><w:t>hand</w:t><w:softHyphen/><w:t>book</w:t></w:r>",
      "handbook",
    ],
    ["soft hyphens that are characters", run("hand\u00adbook"), "handbook"],
    ["entities and data", run("R&amp;D &#x2014; <![CDATA[<b>]]>"), "R&D — <b>"],
    ["the words of a link", `<w:hyperlink r:id="r1">${run("our site")}</w:hyperlink>`, "our site"],
    [
      "what a field shows, not how it is made",
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF _x \\h</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run("12")}<w:r><w:fldChar w:fldCharType="end"/></w:r>`,
      "12",
    ],
    ["a field in short form", `<w:fldSimple w:instr="AUTHOR">${run("Li")}</w:fldSimple>`, "Li"],
    [
      "a control with its content",
      `<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>${run("chosen")}</w:sdtContent></w:sdt>`,
      "chosen",
    ],
    ["the signs of a formula", "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+b"],
    [
      "a picture beside its words",
      `<w:r><w:drawing><wp:docPr name="Picture 1" descr="logo"/></w:drawing></w:r>${run("words")}`,
      "words",
    ],
    [
      "marks of comments and notes",
      `<w:commentRangeStart w:id="0"/>${run("noted")}<w:commentRangeEnd w:id="0"/><w:r><w:footnoteReference w:id="1"/></w:r>`,
      "noted",
    ],
    [
      "a ruby's base and reading",
      `<w:r><w:ruby><w:rt>${run("nián")}</w:rt><w:rubyBase>${run("年")}</w:rubyBase></w:ruby></w:r>`,
      "nián年",
    ],
    ["text outside of any run, which is nobody's", `stray<w:t>stray</w:t>${run("kept")}`, "kept"],
    ["a character beyond the first plane", run("𠀋😀"), "𠀋😀"],
  ])("%s", async (_, inner, expected) => {
    expect(await textOf(paragraph(inner))).toBe(expected);
  });

  it("what follows a text box within the same run is not lost, nor its tab stops written", async () => {
    const box = `<w:txbxContent>${paragraph(run("box"), '<w:tabs><w:tab w:val="left"/></w:tabs>')}</w:txbxContent>`;
    const text = await textOf(
      paragraph(`<w:r><w:t>before </w:t><w:pict>${box}</w:pict><w:t>after</w:t></w:r>`),
    );
    expect(text).toBe("box\n\nbefore after");
  });

  it("a hidden text box hides nothing around it, nor is shown by what stands in it", async () => {
    const box = `<w:txbxContent>${paragraph(run("box"))}</w:txbxContent>`;
    const hidden = `<w:r><w:rPr><w:vanish/></w:rPr><w:pict>${box}</w:pict><w:t>hidden</w:t></w:r>`;
    expect(await textOf(paragraph(hidden + run("shown")))).toBe("box\n\nshown");
  });
});

describe("tracked changes and hidden text", () => {
  const vanish = (value: string) => `<w:r><w:rPr><w:vanish${value}/></w:rPr><w:t>secret</w:t></w:r>`;
  it.each([
    ["an insertion stays", `<w:ins w:author="Li">${run("new")}</w:ins>`, "new"],
    ["a deletion goes", `<w:del><w:r><w:delText>old</w:delText></w:r></w:del>`, ""],
    [
      "a deletion within an insertion goes",
      `<w:ins>${run("new")}<w:del>${run("old")}</w:del></w:ins>`,
      "new",
    ],
    ["what was moved here stays", `<w:moveTo>${run("moved")}</w:moveTo>`, "moved"],
    [
      "what was moved away goes",
      `<w:moveFromRangeStart/><w:moveFrom>${run("moved")}</w:moveFrom><w:moveFromRangeEnd/>`,
      "",
    ],
    [
      "a deleted mark of a paragraph takes no text along",
      `<w:r><w:rPr><w:del w:id="1"/></w:rPr><w:t>kept</w:t></w:r>`,
      "kept",
    ],
    [
      "an earlier format is none of now",
      `<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>kept</w:t></w:r>`,
      "kept",
    ],
    ["hidden text goes", vanish(""), ""],
    ["hidden by its value too", vanish(' w:val="true"'), ""],
    ["shown by its value (0)", vanish(' w:val="0"'), "secret"],
    ["shown by its value (false)", vanish(' w:val="false"'), "secret"],
    ["shown by its value (off)", vanish(' w:val="off"'), "secret"],
    ["an end of a deletion that never began changes nothing", `</w:del>${run("kept")}`, "kept"],
  ])("%s", async (_, inner, expected) => {
    expect(await textOf(paragraph(`${run("[")}${inner}${run("]")}`))).toBe(`[${expected}]`);
  });

  it("a hidden mark of a paragraph hides none of its runs", async () => {
    expect(await textOf(paragraph(run("shown"), "<w:rPr><w:vanish/></w:rPr>"))).toBe("shown");
  });

  it("a deleted paragraph of a table leaves an empty cell", async () => {
    const cell = (inner: string) => `<w:tc>${inner}</w:tc>`;
    const row = `<w:tr>${cell(plain("a"))}${cell(paragraph(`<w:del>${run("b")}</w:del>`))}${cell(plain("c"))}</w:tr>`;
    expect(await textOf(`<w:tbl>${row}</w:tbl>`)).toBe("| a |  | c |\n| --- | --- | --- |");
  });
});

describe("lists", () => {
  const item = (text: string, properties: string) => paragraph(run(text), properties);
  const numbered = (level: string, list = "2") =>
    `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`;

  it.each([
    [
      "levels from their own numbers",
      item("a", numbered("0")) + item("b", numbered("1")) + item("c", numbered("0")),
      "- a\n  - b\n- c",
    ],
    ["a list's style without a number", item("a", '<w:pStyle w:val="List Bullet"/>'), "- a"],
    ["a style and a level", item("a", `<w:pStyle w:val="List Bullet"/>${numbered("1")}`), "  - a"],
    ["list 0 is no list", item("a", numbered("0", "0")), "a"],
    [
      "list 0 takes it from the style too",
      item("a", `<w:pStyle w:val="List Bullet"/>${numbered("0", "0")}`),
      "a",
    ],
    ["a level that is no number", item("a", numbered("x")), "- a"],
    ["a level beyond any", item("a", numbered("4000")), `${"  ".repeat(8)}- a`],
    [
      "signs that were typed are not doubled",
      item("• a", numbered("0")) + item("- b", numbered("0")),
      "- a\n- b",
    ],
    ["numbers that were typed stay", item("1. a", numbered("0")) + item("2) b", numbered("0")), "1. a\n2) b"],
    ["an amount is no sign", item("-5 °C at most", numbered("0")), "- -5 °C at most"],
    [
      "an empty item is none",
      item("a", numbered("0")) + item("", numbered("0")) + item("b", numbered("0")),
      "- a\n- b",
    ],
    ["an item of two lines is one line", item("a</w:t><w:br/><w:t>b", numbered("0")), "- a b"],
  ])("%s", async (_, body, expected) => {
    expect((await textOf(plain("before") + body)).replace(/^before\n\n/, "")).toBe(expected);
  });
});

describe("tables", () => {
  const table = (...rows: string[][]) =>
    `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${cell}</w:tc>`).join("")}</w:tr>`).join("")}</w:tbl>`;
  const cells = (...texts: string[]) => texts.map((text) => (text === "" ? "<w:p/>" : plain(text)));

  it.each([
    [
      "rows and columns",
      table(cells("City", "Limit"), cells("北京", "550")),
      "| City | Limit |\n| --- | --- |\n| 北京 | 550 |",
    ],
    ["one column is a run of paragraphs", table(cells("one"), cells("two")), "one\n\ntwo"],
    ["an empty table is nothing", table(cells("", ""), cells("", "")), ""],
    [
      "empty rows are left out",
      table(cells("a", "b"), cells("", ""), cells("c", "d")),
      "| a | b |\n| --- | --- |\n| c | d |",
    ],
    [
      "short rows are filled up",
      table(cells("a", "b", "c"), cells("d")),
      "| a | b | c |\n| --- | --- | --- |\n| d |  |  |",
    ],
    [
      "an empty cell keeps its column",
      table(cells("a", "b"), cells("", "d")),
      "| a | b |\n| --- | --- |\n|  | d |",
    ],
    [
      "a heading in a cell is its text",
      table([styled("Heading1", "a"), plain("b")]),
      "| a | b |\n| --- | --- |",
    ],
    ["signs of a table are escaped", table(cells("a|b", "c")), "| a\\|b | c |\n| --- | --- |"],
  ])("%s", async (_, body, expected) => {
    expect(await textOf(`${plain("before")}${body}${plain("after")}`)).toBe(
      ["before", ...(expected === "" ? [] : [expected]), "after"].join("\n\n"),
    );
  });

  it("a cell over two columns keeps what stands behind it under its own head", async () => {
    const wide = '<w:tcPr><w:tcW w:w="1"/><w:gridSpan w:val="2"/></w:tcPr>';
    const body = table(cells("City", "Hotel", "Meals"), [`${wide}${plain("everywhere")}`, plain("80")]);
    expect(await textOf(body)).toBe("| City | Hotel | Meals |\n| --- | --- | --- |\n| everywhere |  | 80 |");
  });

  it("a span beyond any table is no reason to fill up memory", async () => {
    const wide = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>';
    expect((await textOf(table([`${wide}${plain("a")}`, plain("b")]))).length).toBeLessThan(2000);
  });

  it("tables in cells of tables keep their text, however deep an honest one is", async () => {
    let body = plain("core");
    for (let depth = 0; depth < 20; depth += 1) body = table([plain(`level ${depth}`), body]);
    const text = await textOf(body);
    expect(text).toContain("core");
    for (let depth = 0; depth < 20; depth += 1) expect(text).toContain(`level ${depth}`);
  });
});

describe("where the parts of a document lie", () => {
  const relation = (
    target: string,
    type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
  ) =>
    `<Relationships><Relationship Id="r0" Type="${type}/extended-properties" Target="docProps/app.xml"/><Relationship Id="r1" Type="${type}/officeDocument" Target="${target}"/></Relationships>`;
  const styles = '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>';
  const body = document(styled("1", "Leave") + plain("text"));

  it.each([
    ["Word", "word/document.xml", relation("word/document.xml")],
    ["Word in a browser", "word/document2.xml", relation("word/document2.xml")],
    ["an absolute address", "word/document.xml", relation("/word/document.xml")],
    [
      "the strict form",
      "word/document.xml",
      relation("word/document.xml", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ],
    ["another folder", "docs/main.xml", relation("docs/main.xml")],
  ])("%s: text and styles beside it are found", async (_, name, relations) => {
    const bytes = zip({
      "_rels/.rels": relations,
      [name]: body,
      [name.replace(/[^/]*$/, "styles.xml")]: styles,
    });
    expect(await readMarkdown(bytes)).toEqual({ title: "Leave", text: "# Leave\n\ntext" });
  });

  it("XML in UTF-16 is read too", async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(document(plain("年假")), "utf16le")]);
    expect((await readMarkdown(zip({ "word/document.xml": utf16 }))).text).toBe("年假");
  });

  it("a relation to a file that is not there makes it no Word document", async () => {
    const bytes = zip({ "_rels/.rels": relation("word/gone.xml"), "word/document.xml": body });
    expect(await outcomeOf(bytes)).toBe("unsupported_format");
  });

  it.each([
    ["a password of the archive", zip({ "word/document.xml": body }, 8, { flags: 1 }), "unreadable_document"],
    [
      "a presentation",
      zip({ "[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>" }),
      "unsupported_format",
    ],
    [
      "a text of OpenDocument",
      zip({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml": "<x/>" }, 0),
      "unsupported_format",
    ],
    ["an empty archive", zip({}), "unsupported_format"],
    ["tables within tables without end", docx("<w:tbl><w:tr><w:tc>".repeat(200)), "unreadable_document"],
    ["pictures only", docx(paragraph("<w:r><w:drawing/></w:r>")), "empty_document"],
  ])("%s is refused", async (_, bytes, code) => {
    expect(await outcomeOf(bytes)).toBe(code);
  });
});

describe("the title", () => {
  const core = (title: string) =>
    `<cp:coreProperties><dc:creator>Li</dc:creator>${title}</cp:coreProperties>`;
  const heading = styled("Heading1", "First heading");
  it.each<[string, string, string, string | null]>([
    ["the properties' own", "<dc:title>Leave &amp; pay</dc:title>", heading, "Leave & pay"],
    ["the first heading's without one", "", heading, "First heading"],
    ["the first heading's for an empty one", "<dc:title></dc:title>", heading, "First heading"],
    ["the first heading's for one that ends at once", "<dc:title/>", heading, "First heading"],
    ["the first heading's for white space", "<dc:title>  \n</dc:title>", heading, "First heading"],
    ["none of a deeper heading", "", styled("Heading2", "Deeper"), null],
    ["of several lines on one", "<dc:title>Leave\n  and pay</dc:title>", heading, "Leave and pay"],
    ["cut where it never ends", `<dc:title>${"t".repeat(5000)}</dc:title>`, heading, "t".repeat(200)],
  ])("is %s", async (_, title, body, expected) => {
    const { title: read } = await readMarkdown(
      docx(body + plain("text"), { "docProps/core.xml": core(title) }),
    );
    expect(read).toBe(expected);
  });
});

it("whatever the pieces of a body are, and in whichever order, there is an answer", async () => {
  const piece = fc.constantFrom(
    ..."<w:p> </w:p> <w:r> </w:r> <w:t>word</w:t> <w:tbl> </w:tbl> <w:tr> </w:tr> <w:tc> </w:tc> <w:del> </w:del> <w:vanish/> <w:t> </w:t> < & <w:p/> <!-- --> <w:br/>".split(
      " ",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      expect(await outcomeOf(docx(pieces.join("")))).toMatch(/^(?:docx|empty_document)$/);
    }),
    { numRuns: 120, seed: 20270303 },
  );
});
