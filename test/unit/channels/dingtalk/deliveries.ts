// Callbacks as the platform makes them, signed with Node's own crypto.
import { createHmac } from "node:crypto";
import type { RawDelivery, Reading } from "../../../../src/channels/channel.ts";
import { readMessage } from "../../../../src/channels/dingtalk/message.ts";
import type { DingTalkSettings } from "../../../../src/core/channel-settings.ts";
import { dingtalkMessage, type MessageOptions } from "../../../support/dingtalk-delivery.ts";

export const NOW = 1_760_000_000_000;

export const SETTINGS: DingTalkSettings = {
  appKey: "dingtestappkey0001",
  appSecret: "app-secret-of-the-test",
  robotCode: "dingtestappkey0001",
  corpId: null,
  cardTemplateId: null,
  cardContentKey: "content",
  apiBase: "https://api.dingtalk.com",
  oapiBase: "https://oapi.dingtalk.com",
  typing: true,
  groupSession: "chat",
  monthlyCalls: null,
};

export type Fields = Record<string, unknown>;

export function message(options: MessageOptions = {}): Fields {
  return dingtalkMessage({ now: NOW, text: "hello", ...options });
}

export function signatureOf(timestamp: string, secret = SETTINGS.appSecret): string {
  return createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
}

export function signed(body: Uint8Array | string, timestamp: string | number = NOW): RawDelivery {
  const text = String(timestamp);
  return {
    headers: new Headers({ timestamp: text, sign: signatureOf(text) }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  };
}

export function delivered(event: Fields = message()): RawDelivery {
  return signed(JSON.stringify(event));
}

/** The message that becomes of it, or an error that says what it became instead. */
export function read(event: Fields, settings: Partial<DingTalkSettings> = {}) {
  const reading: Reading = readMessage({ ...SETTINGS, ...settings }, event, NOW);
  if (reading.kind !== "message") throw new Error(JSON.stringify(reading));
  expectAcknowledged(reading.acknowledgement);
  return reading.message;
}

function expectAcknowledged(acknowledgement: Fields): void {
  if (JSON.stringify(acknowledgement) !== "{}") throw new Error("acknowledged with more than {}");
}
