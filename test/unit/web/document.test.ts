// A growing answer: frozen blocks stay the same objects, and the end is what reading at once would give.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blocksOf,
  emptyDocument,
  growDocument,
  readDocument,
} from "../../../src/web/chat/markdown/document.ts";
import { firstPart, partCost } from "../../../src/web/chat/markdown/first-part.ts";

const answer = [
  "# 标题",
  "第一段，**注意：**请看。",
  "1. 一",
  "2. 二\n   - 甲\n\n   还是二",
  "3. 三",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "```js\nlet a = 1;\n\nlet b = 2;\n```",
  "> 引用\n> 两行",
  "- x\n- y",
  "结尾 https://a.cn/x。",
].join("\n\n");

function growInPieces(text: string, size: number) {
  let document = emptyDocument;
  for (let end = size; end < text.length + size; end += size)
    document = growDocument(document, text.slice(0, end));
  return document;
}

describe("a growing document", () => {
  test.each([1, 2, 3, 7, 50])("is in the end what reading at once gives, in pieces of %i", (size) => {
    expect(blocksOf(growInPieces(answer, size))).toEqual(blocksOf(readDocument(answer)));
  });

  test("keeps the identity of what is frozen", () => {
    const before = growDocument(emptyDocument, "one\n\ntwo\n\nthree\nmore");
    const after = growDocument(before, "one\n\ntwo\n\nthree\nmore\n\nfour\n");
    expect(before.frozen.length).toBe(2);
    expect(after.frozen.slice(0, 2).every((block, index) => block === before.frozen[index])).toBe(true);
    expect(after.frozen.length).toBe(3);
  });

  test("freezes most of a long answer", () => {
    const document = growInPieces(answer, 5);
    expect(document.frozenLength).toBeGreaterThan(answer.length / 2);
  });

  test("does not part a list whose next number has only begun to arrive", () => {
    const begun = growDocument(emptyDocument, "1. a\n\n2");
    const whole = growDocument(begun, "1. a\n\n2. b");
    expect(blocksOf(whole)).toMatchObject([{ kind: "list", items: [{}, {}] }]);
  });

  test("starts anew when the text is another one", () => {
    const first = growDocument(emptyDocument, "old\n\nolder\n\noldest\n");
    expect(blocksOf(growDocument(first, "new"))).toEqual(blocksOf(readDocument("new")));
  });

  test("remembers a reference that was frozen", () => {
    const text = "[g]: https://a.cn/g\n\npara\n\nsee [g]\n\nend\n";
    expect(blocksOf(growInPieces(text, 4))).toEqual(blocksOf(readDocument(text)));
  });

  test("is in the end what reading at once gives, whatever the text and however it arrives", () => {
    const piece = fc.constantFrom(
      ..."字 a|\n|\n\n|- |1. |> |**|`|```\n|：| |~~|[|](|\t|# |* |---\n|    |<b>".split("|"),
      "| ",
      "|---|\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const text = pieces.join("");
        expect(blocksOf(growInPieces(text, size))).toEqual(blocksOf(readDocument(text)));
      }),
      { numRuns: 2000, seed: 20261122 },
    );
  });
});

describe("the first part of an answer", () => {
  test("is the whole of an ordinary one, however much it is marked up", () => {
    const text = `${answer}\n\n`.repeat(150);
    expect(text.length).toBeGreaterThan(20_000);
    expect(firstPart(text, partCost)).toBe(text);
  });

  test("of an endless one ends with a line where there is one near, and never within a character", () => {
    const lines = firstPart("a word\n".repeat(100_000), partCost);
    expect(lines.endsWith("word\n")).toBe(true);
    expect(lines.length).toBeLessThan(60_000);
    expect(firstPart(`a${"😀".repeat(100_000)}`, partCost)).toMatch(/^a(😀)+$/u);
    expect(firstPart(`${"😀".repeat(100_000)}`, partCost)).toMatch(/^(😀)+$/u);
  });
});
