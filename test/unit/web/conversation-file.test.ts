// A conversation as a file: what is written is read again, whatever was said; what is no conversation is refused by name.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConversationFile, HistoryMessage, ImportedMessage } from "../../../src/core/wire.ts";
import { createApi } from "../../../src/web/chat/api.ts";
import {
  fileNameOf,
  fileOf,
  readFile,
  Unreadable,
  writeFile,
} from "../../../src/web/chat/transfer/conversation-file.ts";
import { readWhole } from "../../../src/web/chat/transfer/export-conversation.ts";
import { importFile } from "../../../src/web/chat/transfer/import-file.ts";

const names = { user: "你", assistant: "Clawdbot" };
const at = "2026-11-01T10:00:00.000Z";
const told = (content: string, more: Partial<ImportedMessage> = {}): ImportedMessage => ({
  role: "user",
  content,
  timestamp: at,
  ...more,
});

function reasonOf(run: () => unknown): [string, number] | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return [error.reason, error.place];
  }
}

/** Lines that could be taken for the file's own, among all others. */
const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, "")),
  fc.constantFrom(
    "<!-- message user 2026-11-01T10:00:00.000Z -->",
    "<!-- \\message assistant - -->",
    "<!-- \\\\message",
    "<!-- sources -->",
    "<!-- \\sources -->",
    "# title",
    "**你**",
    "",
    "```",
  ),
);
const words = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
const message = fc.record(
  {
    role: fc.constantFrom("user", "assistant") as fc.Arbitrary<"user" | "assistant">,
    content: words,
    timestamp: fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    model: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
  },
  { requiredKeys: ["role", "content"] },
);
const file: fc.Arbitrary<ConversationFile> = fc.record({
  title: fc.constantFrom("年假怎么算？", "# <!-- message -->", "a"),
  messages: fc.array(message, { maxLength: 4 }).map((rest) => [told("first"), ...rest]),
});

describe("what was written is read again", () => {
  test.each(["json", "markdown"] as const)("as %s", (format) => {
    fc.assert(
      fc.property(file, (original) => {
        const name = format === "json" ? "x.json" : "x.md";
        expect(readFile(name, writeFile(original, format, names))).toEqual(original);
      }),
    );
  });

  test("with the marks and line ends that editors leave", () => {
    const original = { title: "t", messages: [told("a\n\nb"), told("c", { role: "assistant" as const })] };
    const text = `\uFEFF${writeFile(original, "markdown", names).replaceAll("\n", "\r\n").trimEnd()}`;
    expect(readFile("x.md", text)).toEqual(original);
    expect(readFile("x.txt", `\uFEFF${writeFile(original, "json", names)}`)).toEqual(original);
  });

  test("Markdown is a pleasure to read, and its sources are no part of the answer", () => {
    const sources = [
      { title: "手册", url: "https://a.cn/1", snippet: "s" },
      { title: "b", snippet: "" },
    ];
    const text = writeFile(
      {
        title: "年假",
        messages: [told("几天？"), told("**5** 天", { role: "assistant", model: "m", sources })],
      },
      "markdown",
      names,
    );
    expect(text).toBe(
      `# 年假\n\n<!-- message user ${at} -->\n**你**, 2026-11-01 10:00 UTC\n\n几天？\n\n` +
        `<!-- message assistant ${at} m -->\n**Clawdbot**, 2026-11-01 10:00 UTC\n\n**5** 天\n\n` +
        "<!-- sources -->\n- 手册: <https://a.cn/1>\n- b\n\n",
    );
    expect(readFile("x.md", text).messages.map(({ content }) => content)).toEqual(["几天？", "**5** 天"]);
  });
});

test.each<[string, string, string, [string, number]]>([
  ["no JSON", "x.json", "{", ["json", 0]],
  ["JSON of something else", "x.json", '{"a":1}', ["shape", 0]],
  ["a list", "x.json", "[]", ["shape", 0]],
  ["JSON without a message", "x.json", '{"title":"t","messages":[]}', ["empty", 0]],
  ["Markdown of something else", "x.md", "# Title\n\ntext", ["foreign", 0]],
  ["nothing at all", "x.md", "", ["foreign", 0]],
  ["an answer at the beginning", "x.json", '{"messages":[{"role":"assistant","content":"a"}]}', ["first", 0]],
  [
    "another role",
    "x.json",
    '{"messages":[{"role":"user","content":"a"},{"role":"system","content":"a"}]}',
    ["message", 2],
  ],
  ["content that is no text", "x.json", '{"messages":[{"role":"user","content":["a"]}]}', ["message", 1]],
  ["too much", "x.json", JSON.stringify({ messages: Array(10_001).fill(told("a")) }), ["many", 0]],
])("%s is refused by its name", (_name, name, text, reason) => {
  expect(reasonOf(() => readFile(name, text))).toEqual(reason);
});

test("what is beside the words may be damaged: the words are kept, and a title is found", () => {
  const damaged = {
    role: "user",
    content: "a",
    timestamp: "soon",
    model: 7,
    sources: [{ title: 1 }, { title: "t" }],
  };
  expect(readFile("notes of May.json", JSON.stringify({ title: " ", messages: [damaged] }))).toEqual({
    title: "notes of May",
    messages: [{ role: "user", content: "a", sources: [{ title: "t", snippet: "" }] }],
  });
  const long = readFile(
    "x.json",
    JSON.stringify({ title: `${"a".repeat(199)}😀\nb`, messages: [told("a")] }),
  ).title;
  expect(long).toBe("a".repeat(199));
});

test.each([
  ["年假 / 怎么算？", "年假 怎么算？.md"],
  ["../../etc/passwd", "etc passwd.md"],
  ['a:b*c?"<>|\\d\u202Etxt', "a b c d txt.md"],
  ["CON", "CON_.md"],
  [" ... ", "conversation.md"],
  ["", "conversation.md"],
  ["😀".repeat(80), `${"😀".repeat(50)}.md`],
])("a title %s names the file %s", (title, name) => {
  expect(fileNameOf(title, "markdown")).toBe(name);
});

const row = (id: string, more: Partial<HistoryMessage> = {}): HistoryMessage => ({
  message_id: id,
  role: "user",
  content: id,
  timestamp: at,
  status: "ok",
  ...more,
});

function serve(pages: Record<string, unknown>) {
  const asked: string[] = [];
  const api = createApi({
    async fetch(input) {
      asked.push(String(input));
      return Response.json(pages[new URL(String(input), "http://a").searchParams.get("cursor") ?? ""]);
    },
    readKey: () => null,
    onKeyAsked: () => undefined,
  });
  return { api, asked };
}

test("a long conversation is read to its beginning, in its order, and tells how far it is", async () => {
  const page = (ids: string[], next_cursor: string | null) => ({
    session_id: "s",
    messages: ids.map((id) => row(id)),
    next_cursor,
  });
  const { api, asked } = serve({
    "": page(["e", "f"], "2"),
    "2": page(["c", "d"], "1"),
    "1": page(["a", "b"], null),
  });
  const counts: number[] = [];
  const messages = await readWhole(api, "s", (count) => counts.push(count));
  expect(messages.map(({ message_id }) => message_id).join("")).toBe("abcdef");
  expect([asked.length, counts]).toEqual([3, [2, 4]]);
  const failed = row("x", { role: "assistant", content: "", status: "failed" });
  expect(fileOf("t", [...messages, failed]).messages).toHaveLength(6);
});

test("what is no text, or too large, is not sent at all", async () => {
  const { api, asked } = serve({});
  const bytes = new File([new Uint8Array([0xff, 0xfe, 0x00])], "a.md");
  await expect(importFile(api, bytes)).rejects.toMatchObject({ reason: "text" });
  const large = new File([new Uint8Array(20 * 1024 * 1024 + 1)], "a.json");
  await expect(importFile(api, large)).rejects.toMatchObject({ reason: "large" });
  expect(asked).toEqual([]);
});
