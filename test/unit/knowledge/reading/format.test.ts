// Which format a document has, in which order its signs are believed, and the encodings of its text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../src/knowledge/reading/text.ts";
import { bytesOf, outcomeOf, readMarkdown, utf8 } from "./reading-of.ts";

const PLAIN = utf8("some words, and others");

describe("the format by the sender's names", () => {
  it.each([
    ["text/markdown", "markdown"],
    ["text/x-markdown", "markdown"],
    ["Text/Markdown; charset=UTF-8; variant=GFM", "markdown"],
    ["text/html", "html"],
    ["application/xhtml+xml", "html"],
    ["text/csv; header=present", "csv"],
    ["text/tab-separated-values", "csv"],
    ["text/plain", "text"],
    ["application/json", "text"],
    ["application/octet-stream", "text"],
    ["", "text"],
    [";", "text"],
  ])("type %s is %s", async (contentType, format) => {
    expect(await outcomeOf(PLAIN, { contentType })).toBe(format);
  });

  it.each([
    ["a.md", "markdown"],
    ["README.Markdown", "markdown"],
    ["a.mdown", "markdown"],
    ["a.b.html", "html"],
    ["A.HTM", "html"],
    ["a.xhtml", "html"],
    ["手册.csv", "csv"],
    ["a.tsv", "csv"],
    ["a.txt", "text"],
    ["a.log", "text"],
    [" a.md ", "markdown"],
    ["a.md.txt", "text"],
    ["md", "text"],
    ["a.mdx", "text"],
    ["a.csv/x", "text"],
    [".html", "html"],
    ["", "text"],
  ])("name %j is %s", async (fileName, format) => {
    expect(await outcomeOf(PLAIN, { fileName })).toBe(format);
  });

  it.each([
    ["the format before all", { format: "text", contentType: "text/html", fileName: "a.csv" }, "text"],
    ["the type before the name", { contentType: "text/html", fileName: "a.csv" }, "html"],
    [
      "the name where the type says nothing",
      { contentType: "application/octet-stream", fileName: "a.csv" },
      "csv",
    ],
  ] as const)("%s counts", async (_, hints, format) => {
    expect(await outcomeOf(PLAIN, hints)).toBe(format);
  });

  it.each([
    ["a PDF", { fileName: "a.pdf" }, "unreadable_document"],
    ["a PDF by its type", { contentType: "application/pdf" }, "unreadable_document"],
    ["a DOCX", { fileName: "a.docx" }, "unreadable_document"],
    [
      "a DOCX by its type",
      { contentType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
      "unreadable_document",
    ],
    ["a PDF by its format", { format: "pdf" }, "format_mismatch"],
    ["a DOCX by its format", { format: "docx" }, "format_mismatch"],
  ] as const)("text that is said to be %s is refused, and never taken for text", async (_, hints, code) => {
    expect(await outcomeOf(PLAIN, hints)).toBe(code);
  });
});

describe("the format by the bytes", () => {
  it.each([
    ["<!DOCTYPE HTML>\n<p>a", "html"],
    ["  \n<html lang=zh><p>a", "html"],
    ["<!doctype html5><p>a", "html"],
    ["<p>a</p>", "text"],
    ["text <html>", "text"],
    ["<?xml version='1.0'?><html><p>a</html>", "text"],
    ["%PDF and what it is", "text"],
    ["see <b>%PDF-1.4</b>", "text"],
    [`${"word ".repeat(300)}%PDF-1.4`, "text"],
    ["PK is a name", "text"],
    ["{\\rt", "text"],
  ])("%s is %s", async (text, format) => {
    expect(await outcomeOf(utf8(text))).toBe(format);
  });

  it.each([
    ["a PDF behind another's bytes", "\0\x01junk\n%PDF-1.4\n%%EOF", {}, "unreadable_document"],
    ["a PDF named text", "%PDF-1.4\n%%EOF", { fileName: "a.txt" }, "unreadable_document"],
    ["a PDF said to be Markdown", "%PDF-1.4\n%%EOF", { format: "markdown" }, "format_mismatch"],
    ["an empty archive", `PK\x05\x06${"\0".repeat(18)}`, { fileName: "a.txt" }, "unsupported_format"],
    ["an archive said to be a PDF", "PK\x03\x04....", { format: "pdf" }, "format_mismatch"],
    ["RTF said to be text", "{\\rtf1\\ansi words}", { format: "text" }, "unsupported_format"],
    [
      "an old Excel file",
      `\xd0\xcf\x11\xe0${"\0".repeat(600)}Workbook`,
      { fileName: "a.xls" },
      "unsupported_format",
    ],
    [
      "a password sign over the edge of a piece that is looked at",
      `\xd0\xcf\x11\xe0${"\0".repeat(64 * 1024 - 14)}${[..."EncryptedPackage"].join("\0")}`,
      {},
      "document_protected",
    ],
  ] as const)("%s is seen by its sign", async (_, bytes, hints, code) => {
    expect(await outcomeOf(bytesOf(bytes), hints)).toBe(code);
  });
});

describe("the encoding of a text", () => {
  const decoded = (bytes: Uint8Array, declared?: string) => {
    const text = decodeText(bytes, declared);
    return text.ok ? text.value : null;
  };

  it.each([
    ["line ends of Windows", "a\r\nb", "a\nb"],
    ["line ends of old", "a\rb", "a\nb"],
    ["line ends of all kinds", "a\r\n\r\rb\n", "a\n\n\nb\n"],
    ["a new page", "a\fb", "a\nb"],
    ["an escape of a terminal", "\x1b[1mbold\x1b[0m", "\x1b[1mbold\x1b[0m"],
    ["a tab", "a\tb", "a\tb"],
    ["the mark once", "\xef\xbb\xbfa", "a"],
    ["nothing", "", ""],
  ])("%s", (_, latin, text) => {
    expect(decoded(bytesOf(latin))).toBe(text);
  });

  it.each<[string, string, string | undefined, string | null]>([
    ["a declared one is believed", "\xc4\xea", "gbk", "年"],
    ["of Japanese, declared", "\x94\x4e\x82\xcc", "shift_jis", "年の"],
    ["of Korean, declared", "\xb3\xe2", "euc-kr", "년"],
    ["of Russian, declared", "\xc4\xee\xea", "windows-1251", "Док"],
    ["one that nobody knows is none", "na\xefve text of the West", "x-none", "naïve text of the West"],
    ["a wrong one of UTF-8 bytes is not", "\xe5\xb9\xb4", "big5", "年"],
    ["a wrong one that does not fit is not", "\xff\xff\xfe\xfe", "gbk", null],
    ["half of a character", "\xe5\xb9", undefined, null],
    ["UTF-16 without a mark", "a\0b\0c\0", undefined, null],
    ["UTF-16 without a mark, declared", "a\0b\0c\0", "utf-16le", null],
    ["a mark of UTF-16 and half of a character", "\xff\xfea", undefined, null],
    ["a mark of UTF-8 and bytes that are none", "\xef\xbb\xbf\xff", undefined, null],
    ["a NUL in a long text", `${"word ".repeat(5000)}\0`, undefined, null],
    [
      "one stray control character in a long text",
      `${"word ".repeat(500)}\x01`,
      undefined,
      `${"word ".repeat(500)}\x01`,
    ],
    ["many of them", `${"word ".repeat(500)}${"\x01".repeat(20)}`, undefined, null],
  ])("%s", (_, latin, declared, text) => {
    expect(decoded(bytesOf(latin), declared)).toBe(text);
  });

  it("of any text in UTF-8 or UTF-16 with its mark is found", () => {
    const text = fc
      .string({ unit: "grapheme", maxLength: 40 })
      .map((value) => value.replace(/[\p{Cc}\p{Cf}]/gu, ""));
    const utf16 = (value: string, isBig: boolean) => {
      const bytes = Buffer.from(`\ufeff${value}`, "utf16le");
      return isBig ? bytes.swap16() : bytes;
    };
    fc.assert(
      fc.property(text, fc.boolean(), (value, isBig) => {
        expect(decoded(utf8(`\ufeff${value}`))).toBe(value);
        expect(decoded(utf8(value))).toBe(value);
        expect(decoded(new Uint8Array(utf16(value, isBig)))).toBe(value);
      }),
      { numRuns: 200, seed: 20270310 },
    );
  });

  // Pairs of common characters of each encoding, as a document of it is made of them.
  const SIMPLIFIED = "年假工作满一的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发";
  const TRADITIONAL =
    "年假工作滿一的是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發";
  const tableOf = (encoding: string) => {
    const codes = new Map<string, number[]>();
    for (let lead = 0xa4; lead < 0xfa; lead += 1)
      for (let second = 0x40; second < 0xff; second += 1)
        codes.set(new TextDecoder(encoding).decode(Uint8Array.of(lead, second)), [lead, second]);
    return codes;
  };

  it.each([
    ["GB 2312", "gb18030", SIMPLIFIED],
    ["Big5", "big5", TRADITIONAL],
  ])("of Chinese in %s is told by its bytes, with English between too", (_, encoding, characters) => {
    const codes = tableOf(encoding);
    const word = fc.oneof(
      { weight: 3, arbitrary: fc.array(fc.constantFrom(...characters), { minLength: 6, maxLength: 20 }) },
      { weight: 1, arbitrary: fc.constantFrom(["A", "-", "1", "7"], [" ", "o", "k", "\n"]) },
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const text = words.flat().join("");
        const bytes = [...text].flatMap((sign) => (sign < "\x80" ? [sign.charCodeAt(0)] : codes.get(sign)!));
        expect(decoded(Uint8Array.from(bytes))).toBe(text);
      }),
      { numRuns: 150, seed: 20270311 },
    );
  });

  it("any bytes are a text or refused, and a text of them has no NUL", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.option(fc.constantFrom("gbk", "utf-16be", "no")),
        (bytes, declared) => {
          const text = decodeText(bytes, declared);
          if (text.ok) expect(text.value).not.toMatch(/[\0\r\f]/);
          else expect(text.failure).toMatchObject({ kind: "invalid", code: "not_text" });
        },
      ),
      { numRuns: 300, seed: 20270312 },
    );
  });
});

describe("a Markdown file's title", () => {
  it.each<[string, string, string | null, string]>([
    ["its first heading", "text\n\n# Leave\n\n# Pay", "Leave", "text\n\n# Leave\n\n# Pay"],
    ["a heading that is closed", "# Leave ##\nx", "Leave", "# Leave ##\nx"],
    ["a heading that ends with a sign of its own", "# Guide to C#\nx", "Guide to C#", "# Guide to C#\nx"],
    ["no heading of the second level", "## Leave\nx", null, "## Leave\nx"],
    ["no tag", "#leave\nx", null, "#leave\nx"],
    ["none in a fence", "```\n# no\n```\n# later\n", null, "```\n# no\n```\n# later"],
    ["none too long for one", `# ${"x".repeat(301)}\ny`, null, `# ${"x".repeat(301)}\ny`],
    ["cut to what a list shows", `# ${"x".repeat(300)}\ny`, "x".repeat(200), `# ${"x".repeat(300)}\ny`],
    [
      "that of the front matter",
      "---\nlang: zh\ntitle: Leave and pay\n---\n# Other",
      "Leave and pay",
      "# Other",
    ],
    ["in single quotes", "---\ntitle: 'It''s'\n---\nx", "It''s", "x"],
    ["in capitals", "---\nTitle: Leave\n---\nx", "Leave", "x"],
    ["front matter that ends with points", "---\ntitle: Leave\n...\nx", "Leave", "x"],
    ["front matter without one", "---\nlang: zh\n---\n# Leave\nx", "Leave", "# Leave\nx"],
    ["an empty one in the front matter", "---\ntitle:\nlang: zh\n---\n# Leave", "Leave", "# Leave"],
    ["a line across is no front matter", "---\n\n# Leave\n\n---\nx", "Leave", "---\n\n# Leave\n\n---\nx"],
    ["front matter that never ends is text", "---\ntitle: Leave\n\nx", null, "---\ntitle: Leave\n\nx"],
    ["front matter not at the beginning is text", "\n---\ntitle: Leave\n---", null, "---\ntitle: Leave\n---"],
    ["line ends of Windows", "---\r\ntitle: Leave\r\n---\r\nx\r\ny", "Leave", "x\ny"],
  ])("%s", async (_, markdown, title, text) => {
    expect(await readMarkdown(utf8(markdown), { format: "markdown" })).toEqual({ title, text });
  });

  it("is none of a plain text", async () => {
    expect(await readMarkdown(utf8("# Leave\nx"), { fileName: "a.txt" })).toEqual({
      title: null,
      text: "# Leave\nx",
    });
  });
});

it.each([
  ["4 000 000 characters are read", 4_000_000, "text"],
  ["one more is refused", 4_000_001, "document_too_long"],
])("%s", async (_, length, outcome) => {
  expect(await outcomeOf(new Uint8Array(length).fill(0x61))).toBe(outcome);
});
