// Images are known by their first bytes, whatever the platform calls them.
import fc from "fast-check";
import { expect, it } from "vitest";
import { imageType } from "../../../src/core/image-type.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

it.each([
  ["image/png", "\x89PNG\r\n\x1a\n rest"],
  ["image/jpeg", "\xff\xd8\xff\xe0 rest"],
  ["image/gif", "GIF89a rest"],
  ["image/gif", "GIF87a"],
  ["image/webp", "RIFF\x10\x00\x00\x00WEBPVP8 "],
])("recognises %s", (type, text) => {
  expect(imageType(bytesOf(text))).toBe(type);
});

it.each([
  ["nothing", ""],
  ["a cut PNG", "\x89PNG\r\n"],
  ["a PDF", "%PDF-1.7"],
  ["a web page", "<!DOCTYPE html>"],
  ["an SVG, which may hold scripts", "<svg xmlns='http://www.w3.org/2000/svg'>"],
  ["a RIFF that is sound", "RIFF\x10\x00\x00\x00WAVEfmt "],
  ["a BMP, which few models take", "BM rest"],
])("takes %s for no image", (_, text) => {
  expect(imageType(bytesOf(text))).toBeNull();
});

it("says something of any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([null, "image/png", "image/jpeg", "image/gif", "image/webp"]).toContain(imageType(bytes));
    }),
  );
});
