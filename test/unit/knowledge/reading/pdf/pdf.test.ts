// PDF as Chromium and LibreOffice write it, and made by hand: encodings of old, damage, and what would never end.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../../../../src/knowledge/reading/read-document.ts";
import { deflated, HELVETICA, pageOf, pdfOf } from "./pdf-file.ts";

const read = (bytes: Uint8Array) =>
  readDocument(new Uint8Array(bytes), { format: "pdf", contentType: null, fileName: null });

async function textOf(bytes: Uint8Array): Promise<string> {
  const reading = await read(bytes);
  if (!reading.ok || reading.value.content.kind !== "markdown") throw new Error(JSON.stringify(reading));
  return reading.value.content.text;
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  const reading = await read(bytes);
  return !reading.ok && "code" in reading.failure ? reading.failure.code : "read";
}

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/documents/${name}`));
const line = (text: string, size = 12) => `BT /F ${size} Tf 72 700 Td (${text}) Tj ET`;

describe("files of real programs", () => {
  it.each(["chromium.pdf", "libreoffice.pdf"])(
    "%s: headings, whole paragraphs, both languages",
    async (name) => {
      const reading = await read(fixture(name));
      expect(reading).toMatchObject({ value: { format: "pdf", title: "员工手册 Handbook" } });
      const blocks = (await textOf(fixture(name))).split("\n\n");
      expect(blocks.filter((block) => block.startsWith("#"))).toEqual([
        "# 员工手册",
        "## 第一章 休假",
        "## Chapter 2 Travel expenses",
        "### 2.1 Exceptions",
        "## 第三章 信息安全",
      ]);
      expect(blocks).toContain(
        "本手册适用于上海青禾科技有限公司全体员工，自 2026 年 1 月 1 日起施行。员工应当在入职后三个工作日内阅读并签署本手册，逾期未签署的，由人力资源部提醒直属主管。",
      );
      expect(blocks).toContain(
        "Employees who travel on business are reimbursed for transport, hotel and meals. The daily allowance is 120 CNY in first-tier cities and 80 CNY elsewhere; receipts must be handed in within thirty days of the return, together with the approved application.",
      );
      expect(blocks).toContain(
        "The “first-class” ticket needs the CFO’s approval — no exceptions. Efficient office staff find the fifty-five offline files.",
      );
      expect(blocks.join("\n")).toMatch(/成都 Chengdu \|? ?400 元 \|? ?80 元/);
    },
  );

  it("running heads and page numbers are gone, and a paragraph goes on over the end of its page", async () => {
    const text = await textOf(fixture("chromium-pages.pdf"));
    expect(text).not.toMatch(/内部资料|第 \d+ 页/);
    expect(text.match(/^## 员工手册 第\d卷$/gm)).toHaveLength(2);
    expect(text.match(/所有笔记本电脑必须开启全盘加密。.*报告 IT 服务台。$/gm)).toHaveLength(2);
    expect(text.match(/^Employees who travel .* approved application\.$/gm)).toHaveLength(2);
  });
});

describe("text by hand", () => {
  it("gaps are spaces, raised figures stay in their line, hyphens are mended", async () => {
    const content = `BT /F 12 Tf 14 TL 72 700 Td [(W) 80 (ord) -300 (by) -280 (w) 20 (ord, an exam-)] TJ T* (ple of 10) Tj
      /F 7 Tf 5 Ts (2) Tj 0 Ts /F 12 Tf ( units) Tj ET`;
    expect(await textOf(pageOf(content, HELVETICA))).toBe("Word by word, an example of 102 units");
  });

  it("names of glyphs, escapes and strings in hex are understood", async () => {
    const font =
      "/F <</Subtype/Type1/Encoding<</BaseEncoding/MacRomanEncoding/Differences[65/eacute/uni4E2D/f_i/germandbls 70/quoteright]>>>>";
    expect(await textOf(pageOf(line("ABC\\(D\\051F\\101\\\n> \\216"), font))).toBe("é中fi(ß)’é> é");
    expect(await textOf(pageOf("BT /F 12 Tf <48 65 6C 6c6F> Tj ET", HELVETICA))).toBe("Hello");
  });

  it.each([
    ["GBK-EUC-H", "\xc4\xea\xbc\xd95", "年假5"],
    ["ETen-B5-H", "\xa6\x7e\xb0\xb25", "年假5"],
    ["UniGB-UCS2-H", "\x5e\x74\x50\x47\x005", "年假5"],
    ["90ms-RKSJ-H", "\x94\x4e\xb1", "年ｱ"],
  ])("Chinese without a map of its own, in %s", async (encoding, codes, text) => {
    const font = `/F <</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/${encoding}/DescendantFonts[<</Subtype/CIDFontType0>>]>>`;
    expect(await textOf(pageOf(line(codes), font))).toBe(text);
  });

  it("a map of codes counts, with ranges and lists; text that stands for other text is taken", async () => {
    const map = `1 begincodespacerange <0000> <ffff> endcodespacerange
      1 beginbfchar <0001> <5e74> endbfchar 2 beginbfrange <0002> <0003> <5047> <0010> <0011> [<00660069> <d840dc0b>] endbfrange`;
    const font =
      "/F <</Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</W[1[1000 1000]]>>]>>";
    const content =
      "BT /F 12 Tf 72 700 Td <0001000200100011> Tj /Span <</ActualText(\xfe\xff\x66\x2f)>> BDC <0003> Tj EMC ET";
    const bytes = pageOf(content, font, { 5: { dictionary: "/Filter/FlateDecode", data: deflated(map) } });
    expect(await textOf(bytes)).toBe("年假fi𠀋是");
  });

  it("packings one within the other, forms within pages, objects within streams", async () => {
    const packed = Buffer.from(deflated(line("packed")), "latin1").toString("hex");
    const filters = { dictionary: "/Filter[/ASCIIHexDecode/FlateDecode]", data: `${packed}>` };
    expect(await textOf(pageOf(filters, HELVETICA))).toBe("packed");
    const ascii85 = {
      dictionary: "/Filter/A85",
      data: "6<#'\\7PQ#@1a#b0+>GQ(+?(u.+B2ko-qIocCi:FtDfTZ).9(%)78s~>",
    };
    expect(await codeOf(pageOf(ascii85, HELVETICA))).toBe("no_text");
    const form = { dictionary: "/Subtype/Form/Matrix[1 0 0 1 0 -20]", data: line("inside") };
    expect(await textOf(pageOf("/X Do", HELVETICA, { 6: form }))).toBe("inside");
    // Rows of four bytes, each less the one above (PNG's second filter).
    const inner =
      "2 0 3 38 <</Type/Pages/Kids[3 0 R]>>           <</Contents 4 0 R/Resources<</Font<<" +
      HELVETICA +
      ">>>>>>";
    const rows = (inner.padEnd(Math.ceil(inner.length / 4) * 4).match(/[\s\S]{4}/g) ?? []).map(
      (row, at, all) =>
        `\x02${[...row].map((sign, column) => String.fromCharCode((256 + sign.charCodeAt(0) - (all[at - 1]?.charCodeAt(column) ?? 0)) % 256)).join("")}`,
    );
    const stream = {
      dictionary: "/Type/ObjStm/N 2/First 9/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>",
      data: deflated(rows.join("")),
    };
    const file = pdfOf({ 1: "<</Pages 2 0 R>>", 4: { dictionary: "", data: line("deep") }, 9: stream });
    expect(await textOf(file)).toBe("deep");
  });

  it("turned and vertical text reads in its direction, text aslant is a watermark", async () => {
    const content = `BT /F 12 Tf 0 1 -1 0 300 100 Tm (turned) Tj 0 1 -1 0 314 100 Tm (text) Tj 0.7 0.7 -0.7 0.7 0 0 Tm (SECRET) Tj ET`;
    expect(await textOf(pageOf(content, HELVETICA))).toBe("turned text");
  });

  it("lines that were written to and fro over the page are read from above", async () => {
    const at = (x: number, y: number, text: string) => `BT /F 12 Tf ${x} ${y} Td (${text}) Tj ET `;
    const content =
      at(72, 660, "fourth") +
      at(72, 700, "first") +
      at(72, 640, "fifth") +
      at(72, 680, "third") +
      at(120, 700, "second");
    expect((await textOf(pageOf(content, HELVETICA))).replace(/\s+/g, " ")).toBe(
      "first second third fourth fifth",
    );
  });
});

/** A font in few letters, of which much has to be made. */
const WIDE = `<</Font<</W <</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W[${"0 65535 500 ".repeat(3)}]>>]>>>>>>`;

describe("what is refused", () => {
  const loop = { dictionary: "/Subtype/Form", data: "/X Do /X Do" };
  it.each<[string, Uint8Array, string]>([
    [
      "encrypted",
      pdfOf({ 1: "<<>>", 7: "<</Filter/Standard>>" }, "/Root 1 0 R/Encrypt 7 0 R"),
      "document_protected",
    ],
    ["a picture of text", pageOf("q 600 0 0 800 0 0 cm /X Do Q BI /W 1 ID \xff(\xfe EI", ""), "no_text"],
    ["cut short", fixture("chromium.pdf").subarray(0, 30_000), "unreadable_document"],
    ["only a head", Uint8Array.from(Buffer.from("%PDF-1.4\n%%EOF")), "unreadable_document"],
    [
      "a tree of pages that leads back into itself",
      pdfOf({ 1: "<</Pages 2 0 R>>", 2: "<</Kids[2 0 R 2 0 R]>>" }),
      "unreadable_document",
    ],
    ["a form that draws itself", pageOf("/X Do", HELVETICA, { 6: loop }), "no_text"],
    [
      "one that does so a million times",
      pageOf("/X Do ".repeat(4000), HELVETICA, { 6: loop }),
      "unreadable_document",
    ],
    [
      "a form that brings a large font with each drawing",
      pageOf("/X Do ".repeat(4000), "", {
        6: { dictionary: "/Subtype/Form/Resources 7 0 R", data: "/W 9 Tf" },
        7: WIDE,
      }),
      "unreadable_document",
    ],
    ["brackets without end", pageOf("[".repeat(100_000) + "<<".repeat(100_000), HELVETICA), "no_text"],
    [
      "a bomb",
      pageOf({ dictionary: "/Filter/FlateDecode", data: deflated(" ".repeat(70_000_000)) }, HELVETICA),
      "document_too_large",
    ],
    [
      "text without end",
      pageOf(`BT /F 9 Tf 9 TL ${`(${"long ".repeat(20)}) '\n`.repeat(45_000)}`, HELVETICA),
      "document_too_long",
    ],
  ])("%s", async (_, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  it("whatever happens to the bytes, there is an answer", async () => {
    const whole = pageOf(line("text"), HELVETICA);
    const real = fixture("libreoffice.pdf");
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(..."<>()[]/% 019R\0\xff".split(""))), {
          minLength: 1,
          maxLength: 40,
        }),
        async (isReal, changes) => {
          const bytes = new Uint8Array(isReal ? real : whole);
          for (const [at, sign] of changes) bytes[8 + (at % (bytes.length - 8))] = sign.charCodeAt(0);
          const reading = await read(bytes);
          expect(reading.ok || "code" in reading.failure).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
