// Formats and encodings: what the sender says, what the bytes say, and what is refused.
import { expect, it } from "vitest";
import type { DocumentFormat } from "../../../../src/core/document.ts";
import { readDocument } from "../../../../src/knowledge/reading/read-document.ts";

const unknown = { format: null, contentType: null, fileName: null };
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

async function codeOf(bytes: Uint8Array, format: DocumentFormat | null = null): Promise<string> {
  const reading = await readDocument(bytes, { ...unknown, format });
  return reading.ok ? reading.value.format : "code" in reading.failure ? reading.failure.code : "";
}

it.each([
  ["# A", { contentType: "text/markdown; charset=utf-8" }, "markdown"],
  ["# A", { fileName: "Notes.MD" }, "markdown"],
  ["a,b", { contentType: "application/octet-stream", fileName: "faq.csv" }, "csv"],
  ["a\tb", { contentType: "text/tab-separated-values" }, "csv"],
  ["<p>a", { contentType: "text/html", fileName: "a.txt" }, "html"],
  ["\ufeff<!DOCTYPE html><p>a", {}, "html"],
  ["plain", { fileName: "a.unknown" }, "text"],
  ["plain", { format: "markdown", fileName: "a.csv" }, "markdown"],
  ["speaks <of> %PDF-1.7", {}, "text"],
] as const)("%j with %j is read as %s", async (text, hints, format) => {
  expect(await readDocument(utf8(text), { ...unknown, ...hints })).toMatchObject({
    ok: true,
    value: { format },
  });
});

it.each<[string, Uint8Array, DocumentFormat | null, string]>([
  ["nothing", new Uint8Array(), null, "empty_document"],
  ["white space", utf8(" \n\t"), "markdown", "empty_document"],
  ["a picture named text", latin("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"), "text", "not_text"],
  ["control characters", latin("abc\x01\x02\x03\x04def"), "text", "not_text"],
  ["a PDF said to be text", latin("%PDF-1.7 ..."), "text", "format_mismatch"],
  ["an archive said to be HTML", latin("PK\x03\x04...."), "html", "format_mismatch"],
  ["text said to be DOCX", utf8("text"), "docx", "format_mismatch"],
  ["an old Word file", latin(`\xd0\xcf\x11\xe0${"\0".repeat(600)}`), null, "unsupported_format"],
  [
    "an Office file with a password",
    latin(`\xd0\xcf\x11\xe0${"\0".repeat(70_000)}${[..."EncryptedPackage"].join("\0")}`),
    null,
    "document_protected",
  ],
  ["RTF", latin("{\\rtf1 text}"), null, "unsupported_format"],
  ["an archive cut short", latin("PK\x03\x04...."), null, "unreadable_document"],
  ["five million characters", utf8("long ".repeat(1_000_000)), "markdown", "document_too_long"],
])("%s is refused", async (_, bytes, format, code) => {
  expect(await codeOf(bytes, format)).toBe(code);
});

it.each([
  ["UTF-8 with a mark", "\xef\xbb\xbf\xe4\xbd\xa0", "你"],
  ["UTF-16, little end first", "\xff\xfe\x60\x4f\x0d\x00\x0a\x00a\0", "你\na"],
  ["UTF-16, big end first", "\xfe\xff\x4f\x60", "你"],
  [
    "GB18030",
    "\xc4\xea\xbc\xd9\xa3\xba\xb9\xa4\xd7\xf7\xc2\xfa\xd2\xbb\xc4\xea 5 days",
    "年假：工作满一年 5 days",
  ],
  ["Big5", "\xa6\x7e\xb0\xb2\xa1\x47\xa4\x75\xa7\x40\xba\xa1\xa4\x40\xa6\x7e", "年假：工作滿一年"],
  ["Western", "The caf\xe9 opens at nine, and costs \x80 3.", "The café opens at nine, and costs € 3."],
])("%s is understood", async (_, bytes, text) => {
  expect(await readDocument(latin(bytes), { ...unknown, fileName: "a.txt" })).toMatchObject({
    value: { title: null, content: { kind: "markdown", text } },
  });
});

it("a Markdown file's title is that of its front matter, else its first heading's", async () => {
  const titled = async (text: string) => {
    const reading = await readDocument(utf8(text), { ...unknown, format: "markdown" });
    return reading.ok && reading.value.content.kind === "markdown"
      ? [reading.value.title, reading.value.content.text]
      : reading;
  };
  expect(await titled('---\ntitle: "Leave: rules"\ntags: [a]\n---\n# Other\ntext')).toEqual([
    "Leave: rules",
    "# Other\ntext",
  ]);
  expect(await titled("---\nno matter\n---\n# 休假 #\ntext")).toEqual([
    "休假",
    "---\nno matter\n---\n# 休假 #\ntext",
  ]);
  expect(await titled("```\n# comment\n```\n")).toEqual([null, "```\n# comment\n```"]);
});
