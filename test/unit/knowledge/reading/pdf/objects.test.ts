// The objects of a file: later ones count, streams end where they end, damage is stepped over.
import { describe, expect, it } from "vitest";
import { PdfObjects } from "../../../../../src/knowledge/reading/pdf/objects.ts";
import { pagesOf } from "../../../../../src/knowledge/reading/pdf/pages.ts";
import { bytesOf, outcomeOf, readMarkdown } from "../reading-of.ts";
import { deflated, HELVETICA, type Part, pageOf, pdfOf } from "./pdf-file.ts";

const find = (text: string) => PdfObjects.find(bytesOf(text), { bytes: 1_000_000 });
const show = (text: string) => `BT /F 12 Tf 72 700 Td (${text}) Tj ET`;
const textOf = async (bytes: Uint8Array) => (await readMarkdown(bytes, { format: "pdf" })).text;

describe("where an object stands", () => {
  it.each([
    ["on one line", "1 0 obj 5 endobj", 5],
    ["over several lines", "1\n0\r\nobj\n5\nendobj", 5],
    ["behind another without a space", "9 0 obj 4 endobj1 0 obj 5 endobj", 5],
    ["with any generation", "1 7 obj 5 endobj", 5],
    ["defined twice: the last one", "1 0 obj 4 endobj 1 0 obj 5 endobj", 5],
    ["without an end", "1 0 obj 5", 5],
    ["with a comment before its value", "1 0 obj % it is\n5 endobj", 5],
    ["by another", "1 0 obj 2 0 R endobj 2 0 obj 3 0 R endobj 3 0 obj 5 endobj", 5],
    ["nowhere", "2 0 obj 5 endobj", undefined],
    ["in itself", "1 0 obj 1 0 R endobj", undefined],
    ["in a ring", "1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj", undefined],
    ["in a word that only begins so", "1 0 objects 5", undefined],
  ])("%s", async (_, text, value) => {
    expect((await find(text)).resolve({ reference: 1 })).toBe(value);
  });

  it("is asked for by its kind, and is null where it is another", async () => {
    const objects = await find("1 0 obj <</A 2 0 R/B[1 2]/C/N>> endobj 2 0 obj 7 endobj");
    const value = objects.dictionary({ reference: 1 });
    expect(objects.number(value?.get("A"))).toBe(7);
    expect(objects.list(value?.get("B"))).toEqual([1, 2]);
    expect(objects.name(value?.get("C"))).toBe("N");
    expect([objects.dictionary(7), objects.list(7), objects.number("7"), objects.name("N")]).toEqual([
      null,
      [],
      null,
      null,
    ]);
    expect(await objects.stream({ reference: 2 })).toBeNull();
    expect(await objects.stream(7)).toBeNull();
  });
});

describe("where a stream ends", () => {
  const stream = (dictionary: string, begin: string, end: string) =>
    `1 0 obj <<${dictionary}>> stream${begin}data${end}endstream endobj`;
  it.each([
    ["where its length says", stream("/Length 4", "\n", "\n"), "data"],
    ["where a later object says", `${stream("/Length 2 0 R", "\r\n", "\r\n")} 2 0 obj 4 endobj`, "data"],
    ["right behind its data", stream("/Length 4", "\n", ""), "data"],
    ["behind an empty line more", stream("/Length 4", "\n", "\r\n\r\n"), "data"],
    ["at its end, with a length too short", stream("/Length 2", "\n", "\n"), "data"],
    ["at its end, with a length too long", stream("/Length 4000", "\n", "\n"), "data"],
    ["at its end, with a length below zero", stream("/Length -4", "\n", "\r\n"), "data"],
    ["at its end, without a length", stream("", "\n", "\n"), "data"],
    ["at its end, with a length that leads nowhere", stream("/Length 9 0 R", "\n", "\n"), "data"],
    ["behind a line end of old", stream("/Length 4", "\r", "\n"), "data"],
    ["at the end of the file", "1 0 obj <<>> stream\ndata", "data"],
  ])("%s", async (_, text, data) => {
    expect(await (await find(text)).stream({ reference: 1 })).toBe(data);
  });

  it("its data may look like objects, ends and trailers", async () => {
    const data = "2 0 obj 6 endobj trailer <</Root 8 0 R>> endstream ";
    const objects = await find(
      `2 0 obj 5 endobj 1 0 obj <</Length ${data.length}>> stream\n${data}\nendstream endobj`,
    );
    expect(await objects.stream({ reference: 1 })).toBe(data);
    expect(objects.resolve({ reference: 2 })).toBe(5);
    expect(objects.trailers).toEqual([]);
  });

  it("words in strings that look like the beginning of one hide nothing behind them", async () => {
    const file = pdfOf(
      {
        7: "<</Title(Up the stream\nand down)>>",
        1: "<</Pages 2 0 R>>",
        2: `<</Kids[3 0 R]/Resources<</Font<<${HELVETICA}>>>>>>`,
        3: "<</Contents 4 0 R>>",
        4: { dictionary: "", data: show("text") },
      },
      "/Root 1 0 R/Info 7 0 R",
    );
    // Numbers order the objects of the helper: the title is moved before the pages.
    const text = Buffer.from(file).toString("latin1");
    const title = text.slice(text.indexOf("7 0 obj"), text.indexOf("trailer"));
    const moved = text.replace(title, "").replace("1 0 obj", `${title}1 0 obj`);
    expect(await readMarkdown(bytesOf(moved))).toEqual({ title: "Up the stream and down", text: "text" });
  });
});

describe("objects within streams", () => {
  const packed = (inner: string, first: number, count: number, type = "/Type/ObjStm"): Part => ({
    dictionary: `${type}/N ${count}/First ${first}/Filter/FlateDecode`,
    data: deflated(inner),
  });
  const file = (parts: Record<number, Part>) => find(Buffer.from(pdfOf(parts)).toString("latin1"));

  it.each<[string, Record<number, Part>, unknown]>([
    ["are found", { 9: packed("5 0 6 2 1 23", 8, 2) }, 1],
    ["count where they stand behind the file's own", { 5: "7", 9: packed("5 0 1 ", 4, 1) }, 1],
    ["do not where a later object of the file stands behind", { 4: packed("5 0 1 ", 4, 1), 5: "7" }, 7],
    ["of the later of two streams count", { 8: packed("5 0 1 ", 4, 1), 9: packed("5 0 2 ", 4, 1) }, 2],
    ["need the place of the first", { 9: { dictionary: "/Type/ObjStm", data: "5 0 1" } }, undefined],
    ["are none of a stream of another kind", { 9: packed("5 0 1 ", 4, 1, "/Type/Other") }, undefined],
    ["end at what is no number", { 9: packed("x y 5 0 1 ", 8, 1) }, undefined],
  ])("%s", async (_, parts, value) => {
    expect((await file(parts)).resolve({ reference: 5 })).toBe(value);
  });

  it("cannot be streams themselves", async () => {
    const objects = await file({ 9: packed("5 0 <</Length 4>> stream\ndata\nendstream", 4, 1) });
    expect(await objects.stream({ reference: 5 })).toBeNull();
  });
});

describe("what the file says about itself", () => {
  it("the last trailer comes first, of a table or a stream alike", async () => {
    const objects = await find(
      "trailer <</Root 1 0 R>> %%EOF 7 0 obj <</Type/XRef/Root 2 0 R/Length 1>> stream\nx\nendstream endobj trailer <</Root 3 0 R>> trailer (none)",
    );
    expect(objects.trailers.map((trailer) => trailer.get("Root"))).toEqual([
      { reference: 3 },
      { reference: 2 },
      { reference: 1 },
    ]);
  });

  it.each([
    ["an end at the very end", "1 0 obj 5 endobj\n%%EOF", true],
    ["an end with a little behind it", `%%EOF${"\0".repeat(3000)}`, true],
    ["a whole trailer at the very end", "1 0 obj 5 endobj trailer <</Root 1 0 R>>\n", true],
    ["a trailer and where the table stands", "trailer <</Root 1 0 R>> startxref 17\n", true],
    ["a trailer that is cut short", "1 0 obj 5 endobj trailer <</Root 1 0", false],
    ["a trailer with more behind it", "trailer <</Root 1 0 R>> 5 0 obj 5", false],
    ["an end far before", `%%EOF${" ".repeat(5000)}`, false],
    ["no end of a large file", " ".repeat(9000), false],
    ["no end of a small file", "1 0 obj 5 endobj", false],
  ])("%s", async (_, text, hasEnd) => {
    expect((await find(text)).hasEnd).toBe(hasEnd);
  });

  it("an updated file is read as it is now", async () => {
    const first = Buffer.from(pageOf(show("old"), HELVETICA)).toString("latin1");
    const data = show("new");
    const update = `4 0 obj <</Length ${data.length}>> stream\n${data}\nendstream endobj trailer <</Root 1 0 R/Prev 9>> %%EOF`;
    expect(await textOf(bytesOf(first + update))).toBe("new");
  });

  it.each<[string, Uint8Array, string]>([
    [
      "an encryption in the trailer",
      pdfOf({ 1: "<<>>" }, "/Root 1 0 R/Encrypt<</Filter/Standard>>"),
      "document_protected",
    ],
    [
      "an encryption in a stream of references",
      pdfOf(
        { 1: "<<>>", 7: { dictionary: "/Type/XRef/Encrypt 8 0 R", data: "" }, 8: "<</Filter/Standard>>" },
        "/Root 1 0 R",
      ),
      "document_protected",
    ],
    ["no encryption by null", pageOf(show("text"), HELVETICA, { 9: "null" }), "pdf"],
    [
      "a file cut off behind its trailer",
      pageOf(show("text"), HELVETICA).slice(0, -8),
      "unreadable_document",
    ],
  ])("%s", async (_, bytes, outcome) => {
    expect(await outcomeOf(bytes)).toBe(outcome);
  });
});

describe("the tree of pages", () => {
  const names = async (parts: Record<number, string>, trailer = "/Root 1 0 R") => {
    const objects = await find(Buffer.from(pdfOf(parts, trailer)).toString("latin1"));
    return pagesOf(objects).map(({ contents, resources }) => [
      contents.map(({ reference }) => reference),
      resources?.get("N") ?? null,
    ]);
  };
  it.each<[string, Record<number, string>, unknown[]]>([
    ["one page", { 1: "<</Pages 2 0 R>>", 2: "<</Kids[3 0 R]>>", 3: "<</Contents 4 0 R>>" }, [[[4], null]]],
    [
      "pages in their order, at all depths",
      {
        1: "<</Pages 2 0 R>>",
        2: "<</Kids[5 0 R 3 0 R]>>",
        3: "<</Contents 9 0 R>>",
        5: "<</Kids[6 0 R 7 0 R]>>",
        6: "<</Contents 8 0 R>>",
        7: "<</Contents 4 0 R>>",
      },
      [
        [[8], null],
        [[4], null],
        [[9], null],
      ],
    ],
    [
      "what stands above, unless a page has its own",
      {
        1: "<</Pages 2 0 R>>",
        2: "<</Resources<</N 1>>/Kids[3 0 R 4 0 R]>>",
        3: "<</Contents 9 0 R>>",
        4: "<</Contents 8 0 R/Resources<</N 2>>>>",
      },
      [
        [[9], 1],
        [[8], 2],
      ],
    ],
    [
      "several contents of one page",
      { 1: "<</Pages 2 0 R>>", 2: "<</Kids[3 0 R]>>", 3: "<</Contents[4 0 R null 5 0 R]>>" },
      [[[4, 5], null]],
    ],
    [
      "contents listed elsewhere",
      { 1: "<</Pages 2 0 R>>", 2: "<</Kids[3 0 R]>>", 3: "<</Contents 6 0 R>>", 6: "[4 0 R 5 0 R]" },
      [[[4, 5], null]],
    ],
    [
      "a page that is empty",
      { 1: "<</Pages 2 0 R>>", 2: "<</Kids[3 0 R]>>", 3: "<</Type/Page>>" },
      [[[], null]],
    ],
    ["pages that stand in the tree itself", { 1: "<</Pages<</Kids[<</Contents 4 0 R>>]>>>>" }, [[[4], null]]],
    [
      "kids that are none",
      { 1: "<</Pages 2 0 R>>", 2: "<</Kids[9 0 R null 12 (x) 3 0 R]>>", 3: "<</Contents 4 0 R>>" },
      [[[4], null]],
    ],
    [
      "a page that is named twice stands once",
      { 1: "<</Pages 2 0 R>>", 2: "<</Kids[3 0 R 3 0 R]>>", 3: "<</Contents 4 0 R>>" },
      [[[4], null]],
    ],
    ["no tree", { 1: "<</Type/Catalog>>" }, []],
    ["a root that leads nowhere", { 2: "<</Kids[]>>" }, []],
  ])("%s", async (_, parts, pages) => {
    expect(await names(parts)).toEqual(pages);
  });

  it("a chain of a thousand nodes is not gone down to its end", async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [index + 2, `<</Kids[${index + 3} 0 R]>>`]),
    );
    expect(await names({ 1: "<</Pages 2 0 R>>", ...chain, 1002: "<</Contents 4 0 R>>" })).toEqual([]);
  });

  it("an older root is taken where the last has no pages", async () => {
    const file = Buffer.from(pageOf(show("text"), HELVETICA)).toString("latin1");
    expect(await textOf(bytesOf(`${file}trailer <</Root 99 0 R>> %%EOF`))).toBe("text");
  });
});

describe("the title", () => {
  const titled = async (info: string) =>
    (
      await readMarkdown(
        pdfOf(
          {
            1: "<</Pages 2 0 R>>",
            2: `<</Kids[3 0 R]/Resources<</Font<<${HELVETICA}>>>>>>`,
            3: "<</Contents 4 0 R>>",
            4: {
              dictionary: "",
              data: `BT /F 20 Tf 72 700 Td (Big words) Tj /F 10 Tf 0 -30 Td (${"small words ".repeat(8)}) Tj ET`,
            },
            7: info,
          },
          "/Root 1 0 R/Info 7 0 R",
        ),
      )
    ).title;

  it.each([
    ["<</Title(Leave \\(2026\\))>>", "Leave (2026)"],
    ["<</Title<FEFF5E745047>>>", "年假"],
    ["<</Title(\xef\xbb\xbf\xe5\xb9\xb4)>>", "年"],
    ["<</Title 8 0 R>>", "Big words"],
    ["<</Title(Microsoft Word - Leave)>>", "Leave"],
    ["<</Title(Microsoft Word - leave.docx)>>", "Big words"],
    ["<</Title(leave.pdf)>>", "Big words"],
    ["<</Title(Untitled)>>", "Big words"],
    ["<</Title(untitled-2)>>", "Big words"],
    ["<</Title(Document1)>>", "Big words"],
    ["<</Title<FEFF65E068079898>>>", "Big words"],
    ["<</Title(about:blank)>>", "Big words"],
    ["<</Title(https://example.com/a)>>", "Big words"],
    ["<</Title()>>", "Big words"],
    ["<</Title(  )>>", "Big words"],
    ["<</Title/Name>>", "Big words"],
    ["<</Title(\xef\xbb\xbf\xff)>>", "Big words"],
    ["<</Author(Li)>>", "Big words"],
    ["null", "Big words"],
  ])("of %s is %s", async (info, title) => {
    expect(await titled(info)).toBe(title);
  });
});
