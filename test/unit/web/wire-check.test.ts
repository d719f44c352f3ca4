// What the page believes of an answer: the promised shapes, and nothing that only resembles them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isHistoryPage,
  isModelPage,
  isSessionPage,
  readChatEvent,
} from "../../../src/web/chat/wire-check.ts";
import { isErrorEnvelope } from "../../../src/web/common/refusal.ts";

const message = {
  message_id: "m",
  role: "user",
  content: "你好",
  timestamp: "2026-11-01T10:00:00.000Z",
  status: "ok",
};
const history = { session_id: "s", messages: [message], next_cursor: null };
const sessions = {
  sessions: [{ session_id: "s", title: "t", updated_at: "2026-11-01T10:00:00.000Z", pinned: false }],
  next_cursor: "c",
};
const models = { data: [{ id: "m", title: "M", default: true, kind: "model" }], next_cursor: null };
const envelope = { error: { message: "m", type: "t", code: "c", param: null }, request_id: "r" };
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

const checks = [
  ["a history", isHistoryPage, history],
  ["a list", isSessionPage, sessions],
  ["models", isModelPage, models],
  ["an error", isErrorEnvelope, envelope],
] as const;

describe.each(checks)("%s", (_name, check, good) => {
  test("is taken, with fields that a later server may add", () => {
    expect(check(good)).toBe(true);
    expect(check({ ...good, later: { more: 1 } })).toBe(true);
  });

  test.each([null, undefined, "", 0, true, [], [good], {}, "toString", () => good])("is not %o", (value) => {
    expect(check(value)).toBe(false);
  });

  test("without any one of its fields is none", () => {
    const optional = check === isModelPage ? ["next_cursor"] : [];
    for (const name of Object.keys(good).filter((key) => !optional.includes(key))) {
      const rest = Object.entries(good).filter(([key]) => key !== name);
      expect(check(Object.fromEntries(rest)), name).toBe(false);
    }
  });

  test("is judged without a fault, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (value) => {
        expect(typeof check(value)).toBe("boolean");
      }),
    );
  });
});

test.each([
  ["a role that may not speak", { ...message, role: "system" }],
  ["a text that is none", { ...message, content: { text: "a" } }],
  ["a time that is a number", { ...message, timestamp: 0 }],
  ["nothing", null],
])("a history with %s is refused as a whole", (_name, row) => {
  expect(isHistoryPage({ ...history, messages: [message, row] })).toBe(false);
});

describe("sources", () => {
  const withSources = (sources: unknown) => readChatEvent("done", JSON.stringify({ ...answer, sources }));

  test("have a title and a text each", () => {
    const good = [
      { title: "t", snippet: "s" },
      { title: "t", snippet: "s", url: "https://a.cn/" },
    ];
    expect(withSources(good)).toMatchObject({ data: { sources: good } });
  });

  test.each([
    [[null]],
    [["t"]],
    [[{ title: "t" }]],
    [[{ title: {}, snippet: "s" }]],
    [[{ title: "t", snippet: "s", url: 1 }]],
  ])("are not %j", (sources) => {
    expect(withSources(sources)).toBeNull();
    expect(isHistoryPage({ ...history, messages: [{ ...message, role: "assistant", sources }] })).toBe(false);
  });
});

describe("optional fields of a message", () => {
  test.each([
    ["rating", "sideways"],
    ["error", {}],
    ["error", "words"],
    ["images", "2"],
    ["model", 1],
    ["status", "odd"],
  ])("%s is not %j", (name, value) => {
    expect(isHistoryPage({ ...history, messages: [{ ...message, [name]: value }] })).toBe(false);
  });

  test("may be null where the server says so", () => {
    expect(isHistoryPage({ ...history, messages: [{ ...message, rating: null }] })).toBe(true);
  });
});

describe("an event", () => {
  test.each([
    ["start", { session_id: "s", message_id: "m" }],
    ["delta", { text: "" }],
    ["done", answer],
    ["error", envelope],
  ])("%s is taken as it is", (event, data) => {
    expect(readChatEvent(event, JSON.stringify(data))).toEqual({ event, data });
  });

  test.each([
    ["start", '{"session_id":"s"}'],
    ["delta", '["text"]'],
    ["delta", '{"text":null}'],
    ["done", JSON.stringify({ ...answer, sources: {} })],
    ["done", JSON.stringify({ ...answer, reply: 1 })],
    ["error", JSON.stringify({ ...envelope, error: "words" })],
    ["ping", "{}"],
    ["", '{"text":"a"}'],
    ["constructor", "{}"],
    ["delta", "\u0000"],
  ])("%s with %s is none", (event, text) => {
    expect(readChatEvent(event, text)).toBeNull();
  });
});
