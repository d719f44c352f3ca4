// Deliveries as the platform makes them, with Node's own crypto.
import { createCipheriv, createHash } from "node:crypto";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import type { FeishuSettings } from "../../../../src/core/channel-settings.ts";

export const NOW = 1_760_000_000_000;
export const BOT = { id: "ou_bot", name: "Helper" };

export const SETTINGS: FeishuSettings = {
  appId: "cli_a0123456789abcde",
  appSecret: "app-secret-of-the-test",
  encryptKey: "kudryavka",
  verificationToken: "vtok_0123456789",
  apiBase: "https://open.feishu.cn",
  streams: true,
  typing: true,
  groupSession: "chat",
  monthlyCalls: null,
};

export function encrypt(text: string, key = SETTINGS.encryptKey ?? ""): string {
  const iv = createHash("md5").update(text).digest();
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final()]).toString("base64");
}

export function signed(
  body: string,
  options: { key?: string; algorithm?: string; seconds?: number } = {},
): RawDelivery {
  const { key = SETTINGS.encryptKey ?? "", algorithm = "sha256", seconds = NOW / 1000 } = options;
  const timestamp = String(seconds);
  const nonce = "n0nce";
  const signature = createHash(algorithm)
    .update(timestamp + nonce + key + body, "utf8")
    .digest("hex");
  const headers = new Headers({
    "x-lark-request-timestamp": timestamp,
    "x-lark-request-nonce": nonce,
    "x-lark-signature": signature,
  });
  return { headers, body: new TextEncoder().encode(body) };
}

export function unsigned(body: unknown): RawDelivery {
  return { headers: new Headers(), body: new TextEncoder().encode(JSON.stringify(body)) };
}

/** As the platform sends an event to an app that has an Encrypt Key. */
export function delivered(event: unknown): RawDelivery {
  return signed(JSON.stringify({ encrypt: encrypt(JSON.stringify(event)) }));
}

type Fields = Record<string, unknown>;

export function envelope(eventType: string, event: Fields, header: Fields = {}): Fields {
  return {
    schema: "2.0",
    header: {
      event_id: "evt_1",
      event_type: eventType,
      create_time: String(NOW),
      token: SETTINGS.verificationToken,
      app_id: SETTINGS.appId,
      tenant_key: "tk",
      ...header,
    },
    event,
  };
}

export const BOT_MENTION = {
  key: "@_user_1",
  id: { open_id: BOT.id, user_id: "", union_id: "on_b" },
  name: "Helper",
};

export function messageEvent(message: Fields = {}, sender: Fields = {}): Fields {
  return envelope("im.message.receive_v1", {
    sender: {
      sender_id: { open_id: "ou_tom", union_id: "on_1", user_id: "u1" },
      sender_type: "user",
      tenant_key: "tk",
      ...sender,
    },
    message: {
      message_id: "om_1",
      chat_id: "oc_1",
      chat_type: "p2p",
      message_type: "text",
      create_time: String(NOW - 1500),
      content: JSON.stringify({ text: "hello" }),
      ...message,
    },
  });
}

export function textOf(text: string, message: Fields = {}): Fields {
  return messageEvent({ content: JSON.stringify({ text }), ...message });
}
