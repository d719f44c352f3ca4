// What a document may be called, and that every way of writing a name leads to one folder.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentFormat } from "../../../src/core/document.ts";
import { decodeDocumentId, folderOf, idOfKey, originalKey } from "../../../src/core/document-key.ts";
import { isFileKey } from "../../../src/core/file-key.ts";

const SEED = { seed: 20260131 };

describe("an id", () => {
  it.each<[string, string | null]>([
    ["a", "a"],
    ["A", "A"],
    ["...", "..."],
    [".a", ".a"],
    ["-", "-"],
    ["2026-04_leave.v2", "2026-04_leave.v2"],
    ["x".repeat(128), "x".repeat(128)],
    ["%E2%85%B7", "ⅷ"],
    [encodeURIComponent("e\u0301"), "é"],
    [encodeURIComponent("が"), "が"],
    [encodeURIComponent("か\u3099"), "が"],
    [encodeURIComponent("한국"), "한국"],
    [encodeURIComponent("한국".normalize("NFD")), "한국"],
    [encodeURIComponent("हिन्दी"), "हिन्दी"],
    [encodeURIComponent("选".repeat(128)), "选".repeat(128)],
    [encodeURIComponent("𠀀".repeat(96)), "𠀀".repeat(96)],
    [encodeURIComponent("𠀀".repeat(97)), null],
    ["%2E%2E", null],
    ["a%20b", null],
    ["a+b", null],
    ["a%2Bb", null],
    ["a/b", null],
    ["a%5Cb", null],
    ["a?b", null],
    ["a#b", null],
    ["a%25b", null],
    ["a%7Fb", null],
    ["a%C2%A0b", null],
    ["a%E2%80%8Bb", null],
    ["a%EF%BB%BF", null],
    ["%E4%BA", null],
    ["%ED%A0%80", null],
    ["a,b", null],
    ["a@b", null],
    ["（a）", null],
  ])("written %s is %s", (encoded, id) => {
    expect(decodeDocumentId(encoded)).toBe(id);
  });

  it("that is one names a folder of its own, from which it is read again, and is written back to itself", () => {
    const letters = fc.string({
      unit: fc.constantFrom("a", "Z", "9", ".", "_", "-", "选", "é", "e\u0301", "𠀀", "%", "/", " "),
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, (name) => {
        const id = decodeDocumentId(encodeURIComponent(name));
        if (id === null) return;
        expect(decodeDocumentId(encodeURIComponent(id))).toBe(id);
        const key = `${folderOf(id)}file.md`;
        expect(isFileKey(key)).toBe(true);
        expect(idOfKey(key)).toBe(id);
      }),
      SEED,
    );
  });
});

describe("the key of an original", () => {
  it.each<[string | null, DocumentFormat, string]>([
    [null, "markdown", "document.md"],
    [null, "text", "document.txt"],
    [null, "html", "document.html"],
    [null, "csv", "document.csv"],
    [null, "pdf", "document.pdf"],
    [null, "docx", "document.docx"],
    ["", "pdf", "document.pdf"],
    [".", "pdf", "document.pdf"],
    ["a/", "pdf", "document.pdf"],
    ["a.PDF", "pdf", "a.PDF"],
    ["no-end", "pdf", "no-end"],
    ["a b (1).pdf", "pdf", "a b (1).pdf"],
    ["/etc/passwd", "text", "passwd"],
    ["..\\..\\boot.ini", "text", "boot.ini"],
    ["a\tb.pdf", "pdf", "document.pdf"],
    ["a\ud800.pdf", "pdf", "document.pdf"],
    [`${"x".repeat(96)}.pdf`, "pdf", `${"x".repeat(96)}.pdf`],
    [`${"x".repeat(97)}.pdf`, "pdf", `${"x".repeat(96)}.pdf`],
    [`${"选".repeat(40)}.pdf`, "pdf", `${"选".repeat(32)}.pdf`],
    [`${"🙂".repeat(40)}.pdf`, "pdf", `${"🙂".repeat(24)}.pdf`],
    [`folder/${"x".repeat(500)}/a.pdf`, "pdf", "a.pdf"],
  ])("of a file %j as %s ends with %j", (name, format, end) => {
    expect(originalKey("leave", name, format)).toBe(`knowledge/leave/${end}`);
  });
});

it.each<[string, string | null]>([
  ["knowledge/leave/a.pdf", "leave"],
  ["knowledge/报销/a.pdf", "报销"],
  ["knowledge/leave", null],
  ["knowledge/", null],
  ["knowledge", null],
  ["", null],
  ["Knowledge/leave/a.pdf", null],
  ["/knowledge/leave/a.pdf", null],
  ["knowledge/a b/a.pdf", null],
  ["knowledge/a/b/c/d", null],
  ["models/leave/a.pdf", null],
  [`knowledge/${"x".repeat(129)}/a`, null],
])("%j is an original of %s", (key, id) => {
  expect(idOfKey(key)).toBe(id);
});
