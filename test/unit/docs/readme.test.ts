// The setup pages against the code: what a platform's console has to be told, in both languages.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEvent } from "../../../src/channels/feishu/event.ts";
import { BOT, envelope, messageEvent, NOW, SETTINGS } from "../channels/feishu/deliveries.ts";

const PAGES = ["README.md", "README.zh-CN.md"];
const pageOf = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");

/** What the platform's documents ask for each thing that the code does. */
const SCOPES: Record<string, string> = {
  "im:message": "reply, change a card's message, react",
  "im:message.p2p_msg:readonly": "hear direct messages",
  "im:message.group_at_msg:readonly": "hear group messages that mention the bot",
  "im:resource": "fetch images",
  "cardkit:card:write": "make cards and let them grow",
};
/** Scopes that would let the bot hear or do more than it needs. */
const TOO_MUCH = ["im:message.group_msg", "im:chat", "contact:user.base:readonly", "admin:app.info:readonly"];

function scopesIn(page: string): string[] {
  const block = [...page.matchAll(/```json\n([\s\S]*?)```/g)].find(([, json]) => json?.includes('"scopes"'));
  return JSON.parse(block?.[1] ?? "null").scopes.tenant;
}

describe.each(PAGES)("%s", (name) => {
  const page = pageOf(name);

  it("names every scope, event and callback that the code needs, in both languages (row 29)", () => {
    expect(scopesIn(page).toSorted()).toEqual(Object.keys(SCOPES).toSorted());
    for (const scope of TOO_MUCH) expect(scopesIn(page)).not.toContain(scope);
    for (const word of [
      "im.message.receive_v1",
      "card.action.trigger",
      "/webhooks/feishu",
      "/webhooks/dingtalk",
    ])
      expect(page).toContain(word);
  });

  it("says where events and callbacks are switched on, and that a version has to be published", () => {
    for (const words of ["事件与回调", "回调配置", "添加事件", "版本管理与发布", "可用范围"])
      expect(page).toContain(words);
  });

  it("names DingTalk's permissions for messages and for cards, and its mode", () => {
    for (const words of ["qyapi_robot_sendmsg", "Card.Instance.Write", "Card.Streaming.Write", "HTTP 模式"])
      expect(page).toContain(words);
  });

  it("names every setting of the platforms that the program reads", () => {
    const read = pageOf("src/config/channels.ts").matchAll(/\b(?:FEISHU|DINGTALK)_[A-Z_]+[A-Z]\b/g);
    const settings = new Set([...read].map(([setting]) => setting));
    expect(settings.size).toBeGreaterThan(10);
    for (const setting of settings) expect(page).toContain(setting);
  });
});

it("the events that the pages name are those that the code hears, and there is no third", () => {
  const kindOf = (type: string) =>
    readEvent(SETTINGS, envelope(type, { ...(messageEvent().event as object) }), BOT, NOW).kind;
  expect(kindOf("im.message.receive_v1")).not.toBe("ignored");
  const named = new Set(
    PAGES.flatMap((name) => pageOf(name).match(/\b(?:im|card)\.[a-z_.]*(?:_v1|trigger)\b/g) ?? []),
  );
  expect([...named].sort()).toEqual(["card.action.trigger", "im.message.receive_v1"]);
});
