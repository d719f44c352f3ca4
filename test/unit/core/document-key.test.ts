// Ids of documents, and where their originals stand: whatever is sent as a name, the key is one.
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeDocumentId, folderOf, idOfKey, originalKey } from "../../../src/core/document-key.ts";
import { isFileKey } from "../../../src/core/file-key.ts";

const RANDOM = { seed: 20260131 };

it.each([
  ["handbook", "handbook"],
  ["a.b_c-1", "a.b_c-1"],
  ["%E6%8A%A5%E9%94%80%E5%88%B6%E5%BA%A6", "报销制度"],
  ["cafe%CC%81", "café"],
])("%s names %s", (encoded, id) => {
  expect(decodeDocumentId(encoded)).toBe(id);
});

it.each([
  "",
  ".",
  "..",
  "%2e",
  "a%2Fb",
  "a b",
  "a%00",
  "%",
  "%ff",
  "a%0a",
  "😀",
  "a".repeat(129),
  "a:b",
  "%F0%A0%80%80".repeat(128),
])("%s names nothing", (encoded) => {
  expect(decodeDocumentId(encoded)).toBeNull();
});

it.each([
  ["年假制度.pdf", "knowledge/leave/年假制度.pdf"],
  ["C:\\files\\leave.pdf", "knowledge/leave/leave.pdf"],
  ["../../logs/x", "knowledge/leave/x"],
  [null, "knowledge/leave/document.pdf"],
  ["..", "knowledge/leave/document.pdf"],
  ["a\u0000b", "knowledge/leave/document.pdf"],
])("a file %s has the key %s", (name, key) => {
  expect(originalKey("leave", name, "pdf")).toBe(key);
  expect(idOfKey(key)).toBe("leave");
});

it("whatever the file is called, its key is one of its document", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "/", ".", "\\", "选", "😀", "\ud83c", "\n"), maxLength: 200 }),
      (name) => {
        const key = originalKey("选".repeat(128), name, "text");
        expect(isFileKey(key)).toBe(true);
        expect(key.startsWith(folderOf("选".repeat(128)))).toBe(true);
      },
    ),
    RANDOM,
  );
});

it.each(["knowledge/a.csv", "knowledge/a/b/c.csv", "models/a/b", "knowledge//a", "knowledge/a b/c"])(
  "%s is no original",
  (key) => {
    expect(idOfKey(key)).toBeNull();
  },
);
