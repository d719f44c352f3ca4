// Events as the platforms send them, anonymised, each replayed signed through the Worker's own door. What each one must lead to
// stands beside them: an answer of the model, a polite word without it, or silence.
/// <reference types="vite/types/importMeta.d.ts" />
import { expect, it, vi } from "vitest";
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { dingtalkDelivery } from "../../support/dingtalk-delivery.ts";
import { feishuDelivery } from "../../support/feishu-delivery.ts";
import { modelCalls } from "../support.ts";
import { deliver, deliveries, feishuControl, type SentDelivery } from "./support.ts";

const FILES = import.meta.glob<JsonRecord>("../../fixtures/{feishu,dingtalk}/*.json", {
  eager: true,
  import: "default",
});
const SIGNED: Record<string, (event: JsonRecord) => Promise<SentDelivery>> = {
  feishu: (event) => feishuDelivery(event),
  dingtalk: (event) => dingtalkDelivery(event),
};
const OUTCOMES = ["answer", "polite", "silence"];

interface Recorded {
  platform: string;
  file: string;
  event: JsonRecord;
  outcome: unknown;
}

const recorded = Object.entries(FILES).flatMap(([path, event]): Recorded[] => {
  const [, platform = "", file = ""] = /fixtures\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const expectations = FILES[path.replace(file, "expectations.json")] ?? {};
  return file === "expectations.json" ? [] : [{ platform, file, event, outcome: expectations[file] }];
});

const at = (value: unknown, ...names: string[]) =>
  names.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);

/** By what the same message would be known again. */
function idOf({ event }: Recorded): string | undefined {
  const ids = [
    at(event, "event", "message", "message_id"),
    at(event, "msgId"),
    at(event, "header", "event_id"),
    at(event, "open_message_id") === undefined ? undefined : at(event, "token"),
  ];
  return ids.find((id) => typeof id === "string");
}

/** What was said, where it is plain text without mentions; what else was said is not looked for. */
function wordsOf({ event }: Recorded): string | null {
  const content = at(event, "event", "message", "content");
  const said = typeof content === "string" ? at(JSON.parse(content), "text") : at(event, "text", "content");
  return typeof said === "string" && !/[@/"]/.test(said) && said.trim() !== "" ? said.trim() : null;
}

async function stateOf(id: string): Promise<string | undefined> {
  const rows = await deliveries();
  return rows.find(({ message_id, direction }) => message_id === id && direction === "in")?.state;
}

it.each(recorded)("$platform/$file is acknowledged and leads to: $outcome", async (record) => {
  const { platform, event, outcome } = record;
  expect(OUTCOMES).toContain(outcome);
  // The fake finds a chat by the message; ids of the platform itself are opaque.
  for (const message of [at(event, "event", "message"), at(event, "event", "context"), event]) {
    const messageId = at(message, "message_id") ?? at(message, "open_message_id");
    const chatId = at(message, "chat_id") ?? at(message, "open_chat_id");
    if (messageId !== undefined && chatId !== undefined)
      await feishuControl("messages", { messageId, chatId });
  }
  const sign = SIGNED[platform];
  if (sign === undefined) throw new Error(`nobody signs for ${platform}`);
  const response = await deliver(`/webhooks/${platform}`, await sign(event));
  expect([response.status, isRecord(await response.json())]).toEqual([200, true]);
  const id = idOf(record);
  if (outcome === "silence" || id === undefined) {
    // Stored before it is acknowledged, so what is not there now never will be.
    expect([outcome, id === undefined ? undefined : await stateOf(id)]).toEqual(["silence", undefined]);
    return;
  }
  await vi.waitFor(async () => expect(await stateOf(id)).toBe("done"), { timeout: 10_000, interval: 50 });
  const words = wordsOf(record);
  if (words !== null) expect((await modelCalls(words)).length > 0).toBe(outcome === "answer");
});

it("every platform has its recordings, and no expectation is without one", () => {
  for (const platform of Object.keys(SIGNED)) {
    const expected = FILES[`../../fixtures/${platform}/expectations.json`] ?? {};
    const files = recorded.filter((record) => record.platform === platform).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(15);
    expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
  }
});
