// Callbacks as the platform sends them, a file each: what becomes of every one, and what the files hold.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readMessage } from "../../../../src/channels/dingtalk/message.ts";
import { DINGTALK_TEST_APP } from "../../../support/dingtalk-delivery.ts";
import { type Fields, read, SETTINGS } from "./deliveries.ts";

const FOLDER = new URL("../../../fixtures/dingtalk/", import.meta.url);
const load = (name: string): Fields => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
const expectations = load("expectations.json");
const names = readdirSync(FOLDER).filter((name) => name !== "expectations.json");

function outcomeOf(event: Fields): string {
  const reading = readMessage(SETTINGS, event, 0);
  if (reading.kind !== "message") return "silence";
  return reading.message.command === null ? "answer" : "polite";
}

describe("a recorded callback", () => {
  it("has an expectation, and every expectation a file", () => {
    expect(Object.keys(expectations).sort()).toEqual([...names].sort());
    const ids = names.map((name) => load(name).msgId);
    expect(new Set(ids).size).toBe(names.length);
  });

  it.each(names)("becomes what it should: %s", (name) => {
    expect(outcomeOf(load(name))).toBe(expectations[name]);
  });

  it.each(names)("is of the test's own app, with a session that ends after it: %s", (name) => {
    const { robotCode, chatbotCorpId, createAt, sessionWebhookExpiredTime } = load(name);
    expect([robotCode, chatbotCorpId]).toEqual([DINGTALK_TEST_APP.robotCode, DINGTALK_TEST_APP.corpId]);
    expect(Number(sessionWebhookExpiredTime)).toBeGreaterThan(Number(createAt));
  });

  it.each([
    ["group-text.json", "本周的发布窗口是什么时候？"],
    ["group-text-annotation.json", "@Override 是什么意思"],
    ["group-text-with-name.json", "总结一下昨天的讨论"],
    ["group-text-other-people.json", "请给 @小王 写一份交接清单"],
    ["audio-with-recognition.json", "明天北京天气怎么样。"],
    ["rich-text-picture.json", "这张图里的报错怎么解决？"],
    ["reply-to-text.json", "> HTTP 429 表示请求过多\n\n这句话对吗？"],
    ["reply-to-json-text.json", "> 接口在高峰期会限流\n\n换个说法"],
    ["reply-to-bot.json", "再详细一点"],
  ])("says to the model what the person said: %s", (name, text) => {
    expect(read(load(name)).text).toBe(text);
  });

  it("of an external contact can be answered by its session only", () => {
    const { origin } = read(load("external-contact.json"));
    expect([origin.senderId, origin.replyUrl]).toEqual([null, expect.stringContaining("sendBySession")]);
  });
});
