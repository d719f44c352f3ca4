// What a file is said to be, and how a long body is cut.
import fc from "fast-check";
import { expect, it } from "vitest";
import { blocksOf } from "../../../src/core/blocks.ts";
import { saneContentType } from "../../../src/core/file.ts";

it("a content type is kept as it was given, if it is one", () => {
  for (const type of [
    "text/plain",
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    'text/plain;charset="utf-8" ; format=flowed',
    "image/svg+xml",
    "Text/HTML",
  ])
    expect(saneContentType(type)).toBe(type);
  expect(saneContentType(" text/plain ")).toBe("text/plain");
});

it("anything else is bytes without meaning", () => {
  for (const type of [
    undefined,
    "",
    "text",
    "text/",
    "/plain",
    "text/plain\r\nSet-Cookie: a=b",
    "text/plain; a=b\nc",
    "text/plain; a=文",
    "text/plain, text/html",
    "文本/纯",
    `text/${"x".repeat(70)}`,
    `text/plain${"; a=b".repeat(30)}`,
  ])
    expect(saneContentType(type)).toBe("application/octet-stream");
});

it("pieces of any size become blocks of one size, and no byte is lost or moved", async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 25 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 12 }), async (given, size) => {
      async function* stream() {
        yield* given;
      }
      const blocks: Uint8Array[] = [];
      for await (const block of blocksOf(stream(), size)) blocks.push(block);
      expect(Buffer.concat(blocks)).toEqual(Buffer.concat(given));
      expect(blocks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      expect(blocks.every(({ length }) => length > 0 && length <= size)).toBe(true);
    }),
    { seed: 20260131 },
  );
});
