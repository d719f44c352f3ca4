// What stands around an answer: sources with their numbers, marks of tools, which model answers, and parts that are fetched late.
import { describe, expect, test, vi } from "vitest";
import type { HistoryMessage, ModelSummary, Source, ToolUse } from "../../../src/core/wire.ts";
import { createApi } from "../../../src/web/chat/api.ts";
import { toolWords } from "../../../src/web/chat/components/tool-words.ts";
import type { Failure } from "../../../src/web/chat/failure.ts";
import { messagesOfPage, pendingQuestion } from "../../../src/web/chat/history.ts";
import { createLazy } from "../../../src/web/chat/lazy.ts";
import { safeAddress, secureAddress } from "../../../src/web/chat/markdown/address.ts";
import { newQuestion, type UserMessage } from "../../../src/web/chat/message.ts";
import { en } from "../../../src/web/chat/messages.en.ts";
import { zh } from "../../../src/web/chat/messages.zh.ts";
import { answeringModel } from "../../../src/web/chat/model-choice.ts";
import { isForGood, requestOf } from "../../../src/web/chat/request.ts";
import { titleOfSource } from "../../../src/web/chat/source-title.ts";
import { acceptedTexts, isTextFile } from "../../../src/web/chat/text-reading.ts";
import { readFile, writeFile } from "../../../src/web/chat/transfer/conversation-file.ts";
import { isHistoryPage, isModelPage, readChatEvent } from "../../../src/web/chat/wire-check.ts";

const AT = "2026-11-25T10:00:00.000Z";
const use = (name: string, ok = true): ToolUse => ({ name, ok, ms: 12 });

describe("the marks of tools", () => {
  test.each<[string, ToolUse[], string[], string[]]>([
    ["none", [], [], []],
    ["one", [use("search_documents")], ["Searched the documents"], ["检索了文档"]],
    ["one that failed", [use("current_time", false)], ["Asked the time (failed)"], ["查了时间（未成功）"]],
    [
      "one twice",
      [use("search_documents"), use("search_documents")],
      ["Searched the documents"],
      ["检索了文档"],
    ],
    [
      "one that worked the second time",
      [use("search_documents", false), use("search_documents")],
      ["Searched the documents"],
      ["检索了文档"],
    ],
    [
      "one that worked the first time only",
      [use("search_documents"), use("search_documents", false)],
      ["Searched the documents"],
      ["检索了文档"],
    ],
    [
      "one that failed each time",
      [use("current_time", false), use("current_time", false)],
      ["Asked the time (failed)"],
      ["查了时间（未成功）"],
    ],
    [
      "two in the order of their first calls",
      [use("current_time"), use("search_documents"), use("current_time")],
      ["Asked the time", "Searched the documents"],
      ["查了时间", "检索了文档"],
    ],
    [
      "one that worked beside one that failed",
      [use("wiki.search", false), use("search_documents")],
      ["wiki.search (failed)", "Searched the documents"],
      ["wiki.search（未成功）", "检索了文档"],
    ],
    ["a remote one by its name", [use("wiki.search")], ["wiki.search"], ["wiki.search"]],
    [
      "a remote one called like ours",
      [use("wiki.current_time")],
      ["wiki.current_time"],
      ["wiki.current_time"],
    ],
    ["one called like what every object has", [use("constructor")], ["constructor"], ["constructor"]],
    [
      "one called like another such thing",
      [use("toString", false)],
      ["toString (failed)"],
      ["toString（未成功）"],
    ],
  ])("of %s say it once, in both languages", (_what, tools, english, chinese) => {
    expect(toolWords(tools, en)).toEqual(english);
    expect(toolWords(tools, zh)).toEqual(chinese);
  });
});

describe("a source", () => {
  test.each<[Pick<Source, "title" | "number">, string]>([
    [{ title: "Handbook" }, "Handbook"],
    [{ title: "Handbook", number: 1 }, "[1] Handbook"],
    [{ title: "员工手册", number: 12 }, "[12] 员工手册"],
    [{ title: "[1] Handbook", number: 2 }, "[2] [1] Handbook"],
    [{ title: "", number: 3 }, "[3] "],
    [{ title: "Handbook", number: 0 }, "[0] Handbook"],
  ])("%j is called %j", (source, title) => {
    expect(titleOfSource(source)).toBe(title);
  });

  test.each<[string | undefined, string | null, string | null]>([
    ["https://a.cn/x", "https://a.cn/x", "https://a.cn/x"],
    ["HTTPS://A.cn", "https://a.cn/", "https://a.cn/"],
    ["https://a.cn/员工", "https://a.cn/%E5%91%98%E5%B7%A5", "https://a.cn/%E5%91%98%E5%B7%A5"],
    ["http://a.cn/", "http://a.cn/", null],
    ["mailto:hr@a.cn", "mailto:hr@a.cn", null],
    ["javascript:alert(1)", null, null],
    ["java\nscript:alert(1)", null, null],
    ["data:text/html,x", null, null],
    ["blob:https://a.cn/1", null, null],
    ["file:///etc/passwd", null, null],
    ["//a.cn/", null, null],
    ["/files/a", null, null],
    ["a.cn", null, null],
    ["", null, null],
    ["https://", null, null],
    [undefined, null, null],
  ])("at %j is linked in a text as %j, and below an answer as %j", (address, inText, below) => {
    if (address !== undefined) expect(safeAddress(address)).toBe(inText);
    expect(secureAddress(address)).toBe(below);
  });

  test("keeps its number and its address in a file of the conversation, and stands there as it was cited", () => {
    const sources: Source[] = [
      { title: "Handbook", snippet: "s", number: 2, url: "https://a.cn/" },
      { title: "Travel", snippet: "", number: 1 },
      { title: "Old", snippet: "o" },
    ];
    const file = {
      title: "T",
      messages: [
        { role: "user" as const, content: "q", timestamp: AT },
        { role: "assistant" as const, content: "It is so [2].", timestamp: AT, sources },
      ],
    };
    const names = { user: "You", assistant: "Clawdbot" };
    expect(readFile("a.json", writeFile(file, "json", names)).messages[1]?.sources).toEqual(sources);
    const markdown = writeFile(file, "markdown", names);
    expect(markdown).toContain("- [2] Handbook: <https://a.cn/>\n- [1] Travel\n- Old");
    expect(readFile("a.md", markdown).messages[1]?.content).toBe("It is so [2].");
  });

  test.each<[unknown, number | undefined]>([
    [1, 1],
    [0, 0],
    ["1", undefined],
    [null, undefined],
    [[1], undefined],
  ])("with the number %j in a file of somebody's has the number %j", (number, read) => {
    const messages = [
      { role: "user", content: "q" },
      { role: "assistant", content: "a", sources: [{ title: "T", snippet: "s", number }] },
    ];
    const [, answer] = readFile("a.json", JSON.stringify({ title: "T", messages })).messages;
    expect(answer?.sources?.[0]?.number).toBe(read);
  });
});

describe("what the page believes of tools and numbers", () => {
  const answer = {
    session_id: "s",
    message_id: "m",
    reply: "r",
    status: "ok",
    model: "m",
    cached: false,
    usage: null,
    sources: [],
  };
  const row = {
    message_id: "m",
    role: "assistant",
    content: "a",
    timestamp: AT,
    status: "ok",
  };
  const asEvent = (fields: object) =>
    readChatEvent("done", JSON.stringify({ ...answer, ...fields })) !== null;
  const asHistory = (fields: object) =>
    isHistoryPage({ session_id: "s", next_cursor: null, messages: [{ ...row, ...fields }] });

  test.each<[string, object]>([
    ["no tools", { tools: [] }],
    ["a tool", { tools: [use("current_time")] }],
    ["a tool that failed", { tools: [use("wiki.search", false)] }],
    ["a tool of no time", { tools: [{ ...use("a"), ms: 0 }] }],
    ["a tool with more than is known", { tools: [{ ...use("a"), later: 1 }] }],
    ["a source with a number", { sources: [{ title: "t", snippet: "s", number: 3 }] }],
    ["a source without one", { sources: [{ title: "t", snippet: "s" }] }],
    [
      "both sorts of sources",
      {
        sources: [
          { title: "t", snippet: "", number: 1 },
          { title: "", snippet: "s" },
        ],
      },
    ],
  ])("takes an answer with %s, as it comes and out of the history", (_what, fields) => {
    expect([asEvent(fields), asHistory(fields)]).toEqual([true, true]);
  });

  test.each<[string, object]>([
    ["a tool outside a list", { tools: use("a") }],
    ["tools that are nothing", { tools: null }],
    ["a tool that is a text", { tools: ["current_time"] }],
    ["a tool without a name", { tools: [{ ok: true, ms: 1 }] }],
    ["a tool of which nobody knows whether it worked", { tools: [{ name: "a", ms: 1 }] }],
    ["a tool that worked in words", { tools: [{ name: "a", ok: "yes", ms: 1 }] }],
    ["a tool without its time", { tools: [{ name: "a", ok: true }] }],
    ["a tool with its time in words", { tools: [{ name: "a", ok: true, ms: "1" }] }],
    ["one good tool and one bad", { tools: [use("a"), null] }],
    ["a source with a number in words", { sources: [{ title: "t", snippet: "s", number: "1" }] }],
    ["a source with no number where there is one", { sources: [{ title: "t", snippet: "s", number: null }] }],
  ])("takes none with %s", (_what, fields) => {
    expect([asEvent(fields), asHistory(fields)]).toEqual([false, false]);
  });

  const model = { id: "m", title: "M", default: true, kind: "file" };

  test.each<[string, object, boolean]>([
    ["a greeting", { greeting: "Hello" }, true],
    ["suggestions", { suggestions: ["a", "b"] }, true],
    ["no suggestions", { suggestions: [] }, true],
    ["a description", { description: "d" }, true],
    ["a greeting by language", { greeting: { en: "a", zh: "b" } }, false],
    ["a greeting that is nothing", { greeting: null }, false],
    ["one suggestion outside a list", { suggestions: "a" }, false],
    ["a suggestion that is none", { suggestions: ["a", 1] }, false],
    ["a number as its title", { title: 1 }, false],
  ])("takes a model with %s", (_what, fields, taken) => {
    expect(isModelPage({ data: [{ ...model, ...fields }], next_cursor: null })).toBe(taken);
  });

  test.each<[unknown, boolean]>([
    ["小助手", true],
    ["", true],
    [undefined, true],
    [null, false],
    [7, false],
  ])("takes %j as what the assistant is called: %s", (assistant, taken) => {
    expect(isModelPage({ data: [], next_cursor: null, assistant })).toBe(taken);
  });
});

describe("the history", () => {
  const row = (role: "user" | "assistant", fields: Partial<HistoryMessage> = {}): HistoryMessage => ({
    message_id: "m",
    role,
    content: role,
    timestamp: AT,
    status: "ok",
    ...fields,
  });
  const page = (...messages: HistoryMessage[]) => ({ session_id: "s", messages, next_cursor: null });

  test("brings back an answer's tools and sources, and none where there were none", () => {
    const tools = [use("current_time")];
    const sources = [{ title: "t", snippet: "s", number: 1 }];
    expect(messagesOfPage(page(row("assistant", { tools, sources })))[0]).toMatchObject({ tools, sources });
    expect(messagesOfPage(page(row("assistant")))[0]).toMatchObject({ tools: [], sources: [], model: "" });
  });

  test.each<[HistoryMessage["status"], string[]]>([
    ["ok", ["user"]],
    ["pending", ["user"]],
    ["failed", ["user", "assistant failed"]],
    ["stopped", ["user", "assistant stopped"]],
  ])("tells of a question that is %s and has no answer %j", (status, told) => {
    const messages = messagesOfPage(page(row("user", { status })));
    expect(messages.map((one) => (one.role === "user" ? "user" : `assistant ${one.status}`))).toEqual(told);
  });

  test.each<[string, HistoryMessage[], boolean]>([
    ["nothing", [], false],
    ["an answered question", [row("user"), row("assistant")], false],
    ["a question on its way", [row("user", { status: "pending" })], true],
    [
      "one on its way behind others",
      [row("user"), row("assistant"), row("user", { status: "pending" })],
      true,
    ],
    ["one that was overtaken", [row("user", { status: "pending" }), row("user")], false],
    ["one with the beginning of an answer", [row("user", { status: "pending" }), row("assistant")], true],
  ])("of %s has an answer to wait for: %s", (_what, messages, waits) => {
    expect(pendingQuestion(page(...messages)) !== null).toBe(waits);
  });
});

describe("which model answers", () => {
  const model = (id: string, fields: Partial<ModelSummary> = {}): ModelSummary => ({
    id,
    title: id,
    default: false,
    kind: "model",
    ...fields,
  });
  const plain = model("plain", { default: true });
  const file = model("file", { kind: "file", greeting: "Hello", suggestions: ["a"] });
  const help = model("help", { kind: "embedded", default: true });
  const nothing = { chosen: null, greeting: undefined, suggestions: undefined, embedded: false };

  test.each<[string, ModelSummary[], string | null, object]>([
    ["before the list is there", [], null, {}],
    ["before the list is there, with a wish", [], "file", {}],
    ["where nobody chose", [plain, file], null, {}],
    [
      "where one was chosen",
      [plain, file],
      "file",
      { chosen: "file", greeting: "Hello", suggestions: ["a"] },
    ],
    ["where the default was chosen", [plain, file], "plain", { chosen: "plain" }],
    ["where the chosen one is gone", [plain, file], "gone", {}],
    [
      "where a model file is the default",
      [model("plain"), { ...file, default: true }],
      null,
      { greeting: "Hello", suggestions: ["a"] },
    ],
    ["where nobody is the default", [model("plain"), file], null, {}],
    ["where no model is connected", [help], null, { embedded: true }],
    ["where the help is there beside a model", [plain, model("help", { kind: "embedded" })], null, {}],
    [
      "where the help was chosen",
      [plain, model("help", { kind: "embedded" })],
      "help",
      { chosen: "help", embedded: true },
    ],
    [
      "where its suggestions are none",
      [{ ...file, suggestions: [], default: true }],
      null,
      { greeting: "Hello" },
    ],
    ["where an empty name was kept", [plain, file], "", {}],
  ])("%s", (_where, models, wished, answering) => {
    expect(answeringModel(models, wished)).toEqual({ ...nothing, ...answering });
  });

  test.each([
    ["zh", "zh"],
    ["en", "en"],
    [undefined, null],
  ] as const)("is asked for in the language %s", async (language, header) => {
    const asked: (string | null)[] = [];
    const api = createApi({
      async fetch(_path, init) {
        asked.push(new Headers(init?.headers).get("accept-language"));
        return Response.json({ data: [], next_cursor: null, assistant: "A" });
      },
      readKey: () => null,
      onKeyAsked: () => undefined,
    });
    expect((await api.models(language)).assistant).toBe("A");
    expect(asked).toEqual([header]);
  });
});

describe("a question as it is asked", () => {
  const question = (changes: Partial<UserMessage>) => newQuestion("m", "q", AT, changes);
  const least = { message: "q", message_id: "m", stream: true };

  test.each<[Partial<UserMessage>, string | null, object]>([
    [{}, null, {}],
    [{}, "s", { session_id: "s" }],
    [{ model: "file" }, null, { model: "file" }],
    [{ images: ["data:image/png;base64,AA"], imageCount: 1 }, null, { images: ["data:image/png;base64,AA"] }],
    [{ imageCount: 2 }, "s", { session_id: "s" }],
    [{ insteadOf: "old", versions: ["old", "m"] }, "s", { session_id: "s", instead_of: "old" }],
    [{ unsent: true }, null, {}],
  ])("with %j in %j says no more than it must", (changes, sessionId, more) => {
    expect(requestOf(question(changes), sessionId)).toEqual({ ...least, ...more });
  });

  test.each<[Failure["kind"], boolean]>([
    ["refused", true],
    ["missing", true],
    ["foreign", true],
    ["sender", true],
    ["long", true],
    ["model", true],
    ["offline", false],
    ["key", false],
    ["wait", false],
    ["server", false],
    ["setup", false],
    ["network", false],
    ["part", false],
    ["busy", false],
    ["unwell", false],
    ["slow", false],
    ["cut", false],
  ])("and refused as %s is refused for good: %s", (kind, forGood) => {
    const failure: Failure = { kind, code: "c", message: "", requestId: null, waitSeconds: null };
    expect(isForGood(failure)).toBe(forGood);
  });
});

describe("a part that is fetched late", () => {
  test("is fetched once, however many ask for it, and then is at hand", async () => {
    const load = vi.fn(async () => ({ draw: 1 }));
    const part = createLazy(load);
    expect(part.read()).toBeNull();
    expect(load).not.toHaveBeenCalled();
    const [one, other] = await Promise.all([part.fetch(), part.fetch()]);
    expect(one).toBe(other);
    expect(part.read()).toBe(one);
    expect(await part.fetch()).toBe(one);
    expect(load).toHaveBeenCalledOnce();
  });

  test("that does not come is told to all who asked, and is fetched again for the next", async () => {
    const load = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new TypeError("gone"))
      .mockResolvedValue("part");
    const part = createLazy(load);
    const first = await Promise.allSettled([part.fetch(), part.fetch()]);
    expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(load).toHaveBeenCalledOnce();
    expect(part.read()).toBeNull();
    expect(await part.fetch()).toBe("part");
    expect(part.read()).toBe("part");
    expect(load).toHaveBeenCalledTimes(2);
  });

  test("and fails at once is no different", async () => {
    const part = createLazy<string>(() => {
      throw new Error("no");
    });
    await expect(part.fetch()).rejects.toThrow("no");
    await expect(part.fetch()).rejects.toThrow("no");
  });
});

describe("a file that is chosen for a message", () => {
  test.each([
    ["notes.md", "", true],
    ["notes.MD", "", true],
    ["table.csv", "application/vnd.ms-excel", true],
    ["data", "application/json", true],
    ["data", "application/json; charset=utf-8", true],
    ["page", "text/html", true],
    ["main.ts", "video/mp2t", true],
    [".gitignore", "", true],
    ["Makefile", "text/x-makefile", true],
    ["Makefile", "", false],
    ["photo.png", "image/png", false],
    ["report.pdf", "application/pdf", false],
    ["sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false],
    ["md", "", false],
    ["archive.md.zip", "application/zip", false],
    ["", "", false],
  ])("%j of type %j is text: %s", (name, type, isText) => {
    expect(isTextFile({ name, type })).toBe(isText);
  });

  test("is offered by every ending that is taken, and by no other", () => {
    const endings = acceptedTexts.split(",").filter((ending) => ending.startsWith("."));
    expect(endings.length).toBeGreaterThan(50);
    expect(endings.filter((ending) => !isTextFile({ name: `a${ending}`, type: "" }))).toEqual([]);
    expect(new Set(endings).size).toBe(endings.length);
  });
});
