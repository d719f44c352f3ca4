// Text files in a message: what is written behind the words is found there again, whatever it holds.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinFiles, splitFiles } from "../../../src/web/chat/text-files.ts";
import { isTextFile, readText } from "../../../src/web/chat/text-reading.ts";

const named = (name: string, type = "") => ({ name, type });

describe("a text file", () => {
  test("is known by its type or by the end of its name", () => {
    for (const file of [
      named("a.csv"),
      named("A.MD"),
      named("x", "text/plain"),
      named("x", "application/json; charset=utf-8"),
      named("Main.java"),
    ])
      expect(isTextFile(file)).toBe(true);
    for (const file of [
      named("a.pdf", "application/pdf"),
      named("a.png", "image/png"),
      named("a"),
      named("a.zip"),
    ])
      expect(isTextFile(file)).toBe(false);
  });

  test("is UTF-8, with or without its mark, and its lines end in one way", () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(readText(bytes("\ufeff你好\r\nb"))).toBe("你好\nb");
    expect(readText(new Uint8Array([0xc4, 0xe3, 0xba, 0xc3]))).toBeNull();
    expect(readText(bytes("a\0b"))).toBeNull();
  });
});

describe("files in a message", () => {
  test("stand behind the words as blocks with their names", () => {
    const message = joinFiles("Look at this", [{ name: "a.csv", text: "x,y\n1,2" }]);
    expect(message).toBe('Look at this\n\n```csv title="a.csv"\nx,y\n1,2\n```');
  });

  test("have a fence that nothing in them ends", () => {
    const text = "```js\ncode\n```\n`````";
    const message = joinFiles("", [{ name: "a.md", text }]);
    expect(message.startsWith("``````md title=")).toBe(true);
    expect(splitFiles(message)).toEqual({ words: "", files: [{ name: "a.md", text }] });
  });

  test("keep their place on one line whatever they are called", () => {
    const [file] = splitFiles(joinFiles("w", [{ name: 'a"\n`b.txt', text: "t" }])).files;
    expect(file).toEqual({ name: "a_b.txt", text: "t" });
  });

  test("are found again in any words and any text", () => {
    const line = fc.constantFrom("", "a", "你", "```", '```js title="x"', "````", '````md title="b.md"', " ");
    const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
    const file = fc.record({ name: fc.constantFrom("a.csv", "日志.log", "b"), text });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), (files) => {
        expect(splitFiles(joinFiles("Some words", files))).toEqual({ words: "Some words", files });
      }),
    );
  });

  test("are looked for once, however many beginnings an imported message has", () => {
    const messages = [
      `${'\n\n```a title="x"\n```'.repeat(24_000)}\njunk\n\`\`\``,
      `${'\n\n````a title="x"'.repeat(27_000)}\n\`\`\``,
      `${'\n\n```a title="x"'.repeat(27_000)}\n\`\`\`\njunk\n\`\`\`\`\``,
    ];
    for (const message of messages) expect(splitFiles(message).files).toEqual([]);
  });

  test("are only what stands at the end as this page writes it", () => {
    const code = "```js\nlet a;\n```";
    const behind = '```js title="a.js"\nlet a;\n```\nand more';
    const open = '```js title="a.js"\nlet a;';
    for (const message of [code, behind, open])
      expect(splitFiles(message)).toEqual({ words: message, files: [] });
  });
});
