// Deliveries for the doctor: made as the platform makes them for this app, and such that nothing follows from any of them.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { toHex } from "../../core/identifier.ts";
import type { JsonRecord } from "../../core/json.ts";
import { PROBE_HEADER } from "../../core/probe.ts";
import type { Probe } from "../channel.ts";
import { encryptText } from "./encrypt.ts";
import { SUCCESS } from "./message.ts";
import { eventSignature } from "./signature.ts";

/** An event that nobody knows is acknowledged and starts nothing. */
const EVENT_TYPE = "clawdbot.doctor";
const FORGED_TOKEN = "forged-by-the-doctor";

/** `now`: Unix milliseconds. */
export async function createFeishuProbes(settings: FeishuSettings, now: number): Promise<Probe[]> {
  const challenge = randomWord();
  const event = eventOf(settings, settings.verificationToken, now);
  const body = await seal(settings, event);
  return [
    {
      name: "genuine",
      headers: await sign(settings, body, now),
      body,
      expects: { status: 200, json: SUCCESS },
    },
    await forge(settings, body, now),
    {
      name: "challenge",
      // The platform does not sign it, not even where an Encrypt Key is set.
      headers: HEADERS,
      body: await seal(settings, { type: "url_verification", token: settings.verificationToken, challenge }),
      expects: { status: 200, json: { challenge } },
    },
  ];
}

const HEADERS = { "Content-Type": "application/json; charset=utf-8", [PROBE_HEADER]: "1" };

/** The same with a wrong signature; with a wrong token where nothing is signed. */
async function forge(settings: FeishuSettings, body: string, now: number): Promise<Probe> {
  const expects = { status: 401 };
  if (settings.encryptKey === null) {
    const forged = JSON.stringify(eventOf(settings, FORGED_TOKEN, now));
    return { name: "forged", headers: HEADERS, body: forged, expects };
  }
  const wrongKey = { ...settings, encryptKey: `${settings.encryptKey} forged` };
  return { name: "forged", headers: await sign(wrongKey, body, now), body, expects };
}

function eventOf({ appId }: FeishuSettings, token: string | null, now: number): JsonRecord {
  const header = {
    event_id: randomWord(),
    event_type: EVENT_TYPE,
    create_time: String(now),
    token: token ?? "",
    app_id: appId,
    tenant_key: "",
  };
  return { schema: "2.0", header, event: {} };
}

async function seal({ encryptKey }: FeishuSettings, body: JsonRecord): Promise<string> {
  const plain = JSON.stringify(body);
  return encryptKey === null ? plain : JSON.stringify({ encrypt: await encryptText(plain, encryptKey) });
}

async function sign(
  { encryptKey }: FeishuSettings,
  body: string,
  now: number,
): Promise<Record<string, string>> {
  if (encryptKey === null) return HEADERS;
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomWord();
  const signature = await eventSignature(timestamp, nonce, encryptKey, new TextEncoder().encode(body));
  return {
    ...HEADERS,
    "X-Lark-Request-Timestamp": timestamp,
    "X-Lark-Request-Nonce": nonce,
    "X-Lark-Signature": signature,
  };
}

function randomWord(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}
