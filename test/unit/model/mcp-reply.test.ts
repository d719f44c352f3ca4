// What a server of tools may send for one call, and what of it a model gets to read.
import { describe, expect, it } from "vitest";
import { readReply } from "../../../src/model/mcp/reply.ts";
import { textOf } from "../../../src/model/mcp/result.ts";

const EVENTS = "text/event-stream";
const JSON_TYPE = "application/json";
const never = new AbortController().signal;

const message = (value: object) => JSON.stringify({ jsonrpc: "2.0", ...value });
const reply = (result: unknown, id: unknown = 7) => message({ id, result });
const event = (data: string) => `event: message\ndata: ${data}\n\n`;

function read(type: string, body: BodyInit | null, signal = never): Promise<object> {
  return readReply(new Response(body, { headers: { "content-type": type } }), 7, signal);
}

describe("a reply", () => {
  it.each<[string, string, string, object]>([
    ["as JSON", JSON_TYPE, reply({ a: 1 }), { a: 1 }],
    ["as JSON with a character set", "application/json; charset=utf-8", reply({ a: "二" }), { a: "二" }],
    ["as an event", EVENTS, event(reply({ a: 1 })), { a: 1 }],
    ["without a blank line behind it", EVENTS, `data: ${reply({ a: 1 })}`, { a: 1 }],
    [
      "behind a comment and a notice",
      EVENTS,
      `: hi\n\n${event(message({ method: "n" }))}${event(reply({}))}`,
      {},
    ],
    ["behind one of another call", EVENTS, event(reply({ no: 1 }, 6)) + event(reply({ a: 1 })), { a: 1 }],
    [
      "behind a question of the server under the same id",
      EVENTS,
      event(message({ id: 7, method: "ping" })) + event(reply({ a: 1 })),
      { a: 1 },
    ],
    ["before another of the same id", EVENTS, event(reply({ a: 1 })) + event(reply({ a: 2 })), { a: 1 }],
    ["over several lines of data", EVENTS, 'data: {"id":7,\ndata: "result":{"a":1}}\n\n', { a: 1 }],
    ["whose result is no object", JSON_TYPE, reply("text"), {}],
    ["of null", JSON_TYPE, reply(null), {}],
  ])("%s is read", async (_, type, body, result) => {
    expect(await read(type, body)).toEqual(result);
  });

  it.each<[string, string, string | null, string]>([
    [
      "an error",
      JSON_TYPE,
      message({ id: 7, error: { code: -1, message: "at http://10.0.0.1" } }),
      "the server answered with an error",
    ],
    ["nothing", JSON_TYPE, null, "no answer that can be read"],
    ["another call's", JSON_TYPE, reply({}, 8), "no answer that can be read"],
    ["one whose id is a text", JSON_TYPE, reply({}, "7"), "no answer that can be read"],
    ["a list", JSON_TYPE, `[${reply({})}]`, "no answer that can be read"],
    ["a page", "text/html", "<h1>Hello</h1>", "no answer that can be read"],
    [
      "a stream that says nothing of it",
      EVENTS,
      event(message({ method: "n" })),
      "no answer that can be read",
    ],
    ["a stream of broken data", EVENTS, event('{"id":7,"res'), "no answer that can be read"],
    ["more than a megabyte", JSON_TYPE, " ".repeat(1_048_577), "the server said too much"],
  ])("that is %s is an error without addresses: %#", async (_, type, body, words) => {
    await expect(read(type, body)).rejects.toThrow(words);
    await expect(read(type, body)).rejects.not.toThrow("10.0.0.1");
  });

  it("is all that is read of a stream that stays open, and the rest is let go", async () => {
    let isLetGo = false;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(event(reply({ a: 1 })))),
      cancel: () => {
        isLetGo = true;
      },
    });
    expect(await read(EVENTS, body)).toEqual({ a: 1 });
    expect(isLetGo).toBe(true);
  });

  it.each([
    [false, "the server broke off"],
    [true, "the server took too long"],
  ])("that breaks off, with its time over: %s", async (isOver, words) => {
    const stop = new AbortController();
    if (isOver) stop.abort();
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error("reset at 10.0.0.1")),
    });
    await expect(read(JSON_TYPE, body, stop.signal)).rejects.toThrow(words);
  });

  it("may come byte by byte", async () => {
    const bytes = new TextEncoder().encode(event(reply({ 名: "世界" })));
    let at = 0;
    const body = new ReadableStream({
      pull: (controller) =>
        at < bytes.length ? controller.enqueue(bytes.slice(at, ++at)) : controller.close(),
    });
    expect(await read(EVENTS, body)).toEqual({ 名: "世界" });
  });
});

describe("what a tool says", () => {
  const words = (text: string) => ({ type: "text", text });

  it.each<[string, object, string]>([
    ["one text", { content: [words("a")] }, "a"],
    ["texts, a line each", { content: [words("a"), words(""), words("b")] }, "a\nb"],
    [
      "a text beside an image and a sound",
      { content: [{ type: "image", data: "x" }, words("a"), { type: "audio", data: "y" }] },
      "a",
    ],
    [
      "a resource's text",
      { content: [{ type: "resource", resource: { uri: "file:///a", text: "inside" } }] },
      "inside",
    ],
    [
      "a resource without text, by its address",
      { content: [{ type: "resource", resource: { uri: "file:///a", blob: "x" } }] },
      "file:///a",
    ],
    [
      "a link to one",
      { content: [{ type: "resource_link", uri: "https://a.example/", name: "a" }] },
      "https://a.example/",
    ],
    [
      "structured content where there is no text",
      { content: [], structuredContent: { rows: [1, 2] } },
      '{"rows":[1,2]}',
    ],
    [
      "text before structured content, which says the same",
      { content: [words("two rows")], structuredContent: { rows: 2 } },
      "two rows",
    ],
    ["an image alone", { content: [{ type: "image", data: "x" }] }, "The tool had nothing to say."],
    ["nothing", {}, "The tool had nothing to say."],
    ["content that is no list", { content: "text" }, "The tool had nothing to say."],
    ["parts that are none", { content: [null, "x", 7, { text: 7 }] }, "The tool had nothing to say."],
    ["a failure that is not true", { content: [words("fine")], isError: "yes" }, "fine"],
  ])("is %s", (_, result, text) => {
    expect(textOf({ ...result })).toBe(text);
  });

  it.each<[string, object, string]>([
    ["in its own words", { content: [words("No such customer.")], isError: true }, "No such customer."],
    ["without a word", { content: [], structuredContent: { rows: 1 }, isError: true }, "the tool failed"],
    [
      "at length, cut",
      { content: [words(`${"x".repeat(499)}😀`)], isError: true },
      `${"x".repeat(499)}\ufffd`,
    ],
  ])("of its failure is thrown, %s", (_, result, told) => {
    let error: unknown;
    try {
      textOf({ ...result });
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error).message).toBe(told);
  });
});
