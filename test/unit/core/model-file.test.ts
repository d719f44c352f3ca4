// Which model file stands where nobody chose, and in which language it is told of.
import { describe, expect, it } from "vitest";
import { languageAmong } from "../../../src/core/language.ts";
import { type ModelEntry, standingIn, textIn, usableIn } from "../../../src/core/model-file.ts";

function entry(name: string, more: Partial<ModelEntry> = {}): ModelEntry {
  return { name, version: 1, title: name, ...more };
}

const MODELS = [
  entry("everywhere"),
  entry("web-only", { channels: ["web"], default_for: ["web"] }),
  entry("groups", { default_for: ["dingtalk", "feishu:oc_1"] }),
  entry("one-chat", { default_for: ["dingtalk:cid:1=="] }),
  // Saved before somebody narrowed its channels by hand: the narrower word counts.
  entry("elsewhere", { channels: ["web"], default_for: ["signed"] }),
];

describe("where nobody chose", () => {
  it.each([
    ["web", null, "web-only"],
    ["api", null, null],
    ["dingtalk", "cid:1==", "one-chat"],
    ["dingtalk", "cid:2==", "groups"],
    ["dingtalk", null, "groups"],
    ["feishu", "oc_1", "groups"],
    ["feishu", "oc_2", null],
    ["signed", "anything", null],
    ["openai", null, null],
  ] as const)("in %s %s the file %s answers", (channel, chatId, name) => {
    expect(standingIn(MODELS, channel, chatId)?.name ?? null).toBe(name);
  });
});

it("a file without channels is for all of them, one with channels for those", () => {
  const names = (channel: "web" | "openai") => usableIn(MODELS, channel).map(({ name }) => name);
  expect(names("web")).toEqual(["everywhere", "web-only", "groups", "one-chat", "elsewhere"]);
  expect(names("openai")).toEqual(["everywhere", "groups", "one-chat"]);
});

it.each([
  ["", "en"],
  ["zh", "zh"],
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en-GB, en;q=0.9, zh-Hant;q=0.8", "en"],
  ["fr-FR, de;q=0.9, zh-Hans-CN;q=0.2, en;q=0.1", "zh"],
  ["ZH-hk", "zh"],
  ["de, fr", "en"],
  ["zh;q=0", "en"],
  ["*", "en"],
])("of %j the language is %s", (accepted, language) => {
  expect(languageAmong(accepted)).toBe(language);
});

it("a text of both languages is told in the reader's, any other as it is", () => {
  expect(textIn({ en: "Leave", zh: "假期" }, "zh")).toBe("假期");
  expect(textIn({ en: "Leave", zh: "假期" }, "en")).toBe("Leave");
  expect(textIn("Urlaub", "zh")).toBe("Urlaub");
});
