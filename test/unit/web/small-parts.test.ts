// The chat page's small pure parts: keys, pictures, addresses, times, words, failures.
import { describe, expect, test } from "vitest";
import { entersMessage, type KeyPress } from "../../../src/web/chat/enter-key.ts";
import { failureOf, failureOfResponse, offline } from "../../../src/web/chat/failure.ts";
import { createBatch } from "../../../src/web/chat/frame-batch.ts";
import { chooseImages } from "../../../src/web/chat/images.ts";
import { en } from "../../../src/web/chat/messages.en.ts";
import { zh } from "../../../src/web/chat/messages.zh.ts";
import { hashOfSession, sessionOfHash } from "../../../src/web/chat/route.ts";
import { readChatEvent } from "../../../src/web/chat/wire-check.ts";
import { preferredLanguage } from "../../../src/web/common/language.ts";
import { secondsToWait } from "../../../src/web/common/refusal.ts";
import { tellTime } from "../../../src/web/common/relative-time.ts";

const enter: KeyPress = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe("Enter", () => {
  test.each([
    ["sends", enter, false, false, true],
    ["with Shift starts a line", { ...enter, shiftKey: true }, false, false, false],
    ["starts a line on a touch screen", enter, false, true, false],
    ["with Ctrl sends on a touch screen too", { ...enter, ctrlKey: true }, false, true, true],
    ["that confirms a word does not send, by the flag", enter, true, false, false],
    [
      "that confirms a word does not send, by the event",
      { ...enter, isComposing: true },
      false,
      false,
      false,
    ],
    ["that confirms a word does not send, by Safari's code", { ...enter, keyCode: 229 }, false, false, false],
    ["is not any other key", { ...enter, key: "a", keyCode: 65 }, false, false, false],
  ])("%s", (_name, press, composing, touchOnly, sends) => {
    expect(entersMessage(press, composing, touchOnly)).toBe(sends);
  });
});

describe("pictures", () => {
  const megabyte = 1024 * 1024;
  const picture = (size = 1000, type = "image/png") => ({ size, type });

  test("are taken up to four", () => {
    const files = Array.from({ length: 5 }, () => picture());
    expect(chooseImages(files, [])).toEqual({ chosen: files.slice(0, 4), refusal: "imageCount" });
    expect(
      chooseImages([picture()], [{ bytes: 1 }, { bytes: 1 }, { bytes: 1 }, { bytes: 1 }]).chosen,
    ).toEqual([]);
  });

  test("are refused by kind, by size and by their sum, and the others are taken", () => {
    expect(chooseImages([picture(1, "image/svg+xml"), picture()], [])).toMatchObject({
      chosen: [picture()],
      refusal: "imageKind",
    });
    expect(chooseImages([picture(5 * megabyte + 1)], []).refusal).toBe("imageSize");
    expect(chooseImages([picture(5 * megabyte)], []).refusal).toBeNull();
    expect(chooseImages([picture(5 * megabyte)], [{ bytes: 10 * megabyte }]).refusal).toBe("imageTotal");
  });
});

test("the address names a conversation, and anything odd names none", () => {
  expect(sessionOfHash(hashOfSession("a.B_1:-"))).toBe("a.B_1:-");
  expect(sessionOfHash(hashOfSession(null))).toBeNull();
  for (const hash of ["", "#/", "#/c/", "#/c/a/b", "#/c/<x>", `#/c/${"a".repeat(65)}`]) {
    expect(sessionOfHash(hash)).toBeNull();
  }
});

test("times are relative up to a day and dates after it", () => {
  const now = Date.parse("2026-11-22T12:00:00.000Z");
  expect(tellTime("2026-11-22T11:57:00.000Z", now, "en")).toBe("3 min. ago");
  expect(tellTime("2026-11-22T09:00:00.000Z", now, "zh-CN")).toBe("3小时前");
  expect(tellTime("2026-11-20T12:00:00.000Z", now, "en")).toBe("Nov 20");
  expect(tellTime("2025-11-20T12:00:00.000Z", now, "zh-CN")).toBe("2025年11月20日");
  expect(tellTime("2026-11-22T12:00:05.000Z", now, "en")).toBe("now");
  expect(tellTime("soon", now, "en")).toBe("");
});

test("the language is the first of the person's that the page speaks", () => {
  expect(preferredLanguage(["fr", "zh-TW", "en"])).toBe("zh");
  expect(preferredLanguage(["en-GB", "zh"])).toBe("en");
  expect(preferredLanguage(["ja"])).toBe("en");
});

test("both languages have three examples of each sort and no exclamation mark", () => {
  for (const words of [en, zh]) {
    expect(words.exampleQuestions).toHaveLength(3);
    expect(words.helpQuestions).toHaveLength(3);
    expect(JSON.stringify(words)).not.toMatch(/[!！]/);
  }
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
});

describe("failures", () => {
  test.each([
    [401, "key"],
    [404, "missing"],
    [429, "wait"],
    [413, "refused"],
    [500, "server"],
    [503, "server"],
  ])("a %i is told as %s", async (status, kind) => {
    expect(await failureOfResponse(new Response("<html>", { status }))).toMatchObject({ kind, message: "" });
  });

  test("an unknown model is the message's fault and the conversation is still there", async () => {
    const error = {
      message: "No such model.",
      type: "invalid_request_error",
      code: "model_not_found",
      param: "model",
    };
    const response = Response.json({ error, request_id: "r1" }, { status: 404 });
    expect(await failureOfResponse(response)).toMatchObject({ kind: "model", requestId: "r1" });
  });

  test("a wait is read from seconds and from a date", () => {
    const now = Date.parse("2026-11-22T12:00:00.000Z");
    expect(secondsToWait("8", now)).toBe(8);
    expect(secondsToWait("Sun, 22 Nov 2026 12:00:30 GMT", now)).toBe(30);
    expect(secondsToWait("soon", now)).toBeNull();
    expect(secondsToWait(null, now)).toBeNull();
  });

  test("what fetch throws means that the server cannot be reached", () => {
    expect(failureOf(new TypeError("fetch failed"))).toEqual(offline);
  });
});

test("an event is taken only in the promised shape", () => {
  expect(readChatEvent("delta", '{"text":"a"}')).toEqual({ event: "delta", data: { text: "a" } });
  expect(readChatEvent("delta", '{"text":1}')).toBeNull();
  expect(readChatEvent("delta", "{")).toBeNull();
  expect(readChatEvent("done", "{}")).toBeNull();
  expect(readChatEvent("error", '{"error":{}}')).toBeNull();
  expect(readChatEvent(undefined, "{}")).toBeNull();
});

test("what arrives is handed over once a frame, and at once when asked", () => {
  const handed: number[][] = [];
  let frame: () => void = () => undefined;
  const batch = createBatch<number>(
    (items) => handed.push(items),
    (run) => {
      frame = run;
      return () => undefined;
    },
  );
  batch.add(1);
  batch.add(2);
  expect(handed).toEqual([]);
  frame();
  batch.add(3);
  batch.flush();
  batch.flush();
  expect(handed).toEqual([[1, 2], [3]]);
});
