// Deliveries for the doctor: made as the platform makes them for this app, and such that nothing follows from any of them.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import { timestampSignature } from "../../core/hmac.ts";
import { PROBE_HEADER } from "../../core/probe.ts";
import type { Probe } from "../channel.ts";

/** `now`: Unix milliseconds. */
export async function createDingTalkProbes(settings: DingTalkSettings, now: number): Promise<Probe[]> {
  const body = JSON.stringify(messageOf(settings, now));
  return [
    {
      name: "genuine",
      headers: await headersOf(settings.appSecret, now),
      body,
      expects: { status: 200, json: {} },
    },
    {
      name: "forged",
      headers: await headersOf(`${settings.appSecret} forged`, now),
      body,
      expects: { status: 401 },
    },
  ];
}

/** Of a group that does not mention the robot: it is acknowledged, and starts nothing. */
function messageOf({ robotCode, corpId }: DingTalkSettings, now: number) {
  return {
    conversationId: "cid-clawdbot-doctor",
    conversationType: "2",
    isInAtList: false,
    msgId: `msg-clawdbot-doctor-${crypto.randomUUID()}`,
    msgtype: "text",
    text: { content: "clawdbot doctor" },
    senderId: "clawdbot-doctor",
    senderNick: "clawdbot doctor",
    robotCode,
    ...(corpId !== null && { chatbotCorpId: corpId }),
    createAt: now,
  };
}

async function headersOf(secret: string, now: number): Promise<Record<string, string>> {
  const timestamp = String(now);
  const sign = await timestampSignature(timestamp, secret);
  return { "Content-Type": "application/json; charset=utf-8", [PROBE_HEADER]: "1", timestamp, sign };
}
