// Who sent this request: decides before anything in it is believed. The signature covers the timestamp only, so the robot's code
// and the organisation in the body are checked as well.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import { sameText, timestampSignature } from "../../core/hmac.ts";
import type { JsonRecord } from "../../core/json.ts";
import { parseJsonBody } from "../../core/json-body.ts";
import { fail, type Result } from "../../core/result.ts";
import type { RawDelivery } from "../channel.ts";

/** As the vendor wants it, on both sides. Message ids are remembered for longer than this. */
const LONGEST_OFF_MS = 3_600_000;

const WORDS = {
  secret: "No secret is configured: set DINGTALK_APP_SECRET.",
  missing:
    "The headers timestamp and sign are missing: only DingTalk itself sends here, with the robot's message receiving mode set to HTTP.",
  stale: "The timestamp is no time in milliseconds, or more than one hour off: check the sender's clock.",
  signature:
    "The signature does not match: check that DINGTALK_APP_SECRET is the app's Client Secret (AppSecret).",
  robot: "The message is for another robot: check DINGTALK_ROBOT_CODE (the app key unless it is set).",
  organisation: "The message belongs to another organisation: check DINGTALK_CORP_ID.",
};

/** `now`: Unix milliseconds. Never throws. */
export async function verifyDelivery(
  settings: DingTalkSettings,
  { headers, body }: RawDelivery,
  now: number,
): Promise<Result<JsonRecord>> {
  const flaw = await findFlaw(settings, headers, now);
  if (flaw !== null) return forged(flaw);
  const message = parseJsonBody(body);
  if (!message.ok) return message;
  const { robotCode, chatbotCorpId } = message.value;
  // Whoever has seen the headers of one request can send any body with them for an hour.
  if (robotCode !== settings.robotCode) return forged(WORDS.robot);
  if (settings.corpId !== null && chatbotCorpId !== settings.corpId) return forged(WORDS.organisation);
  return message;
}

/** What is wrong with the signature; null when nothing is. Missing headers are as bad as wrong ones. */
async function findFlaw(
  { appSecret }: DingTalkSettings,
  headers: Headers,
  now: number,
): Promise<string | null> {
  if (appSecret === "") return WORDS.secret;
  const [timestamp, sign] = [headers.get("timestamp"), headers.get("sign")];
  if (!timestamp || !sign) return WORDS.missing;
  const sentAt = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now - sentAt) <= LONGEST_OFF_MS)) return WORDS.stale;
  // As it stands in the header: percent-encoded it is not the signature.
  const expected = await timestampSignature(timestamp, appSecret);
  return (await sameText(sign, expected)) ? null : WORDS.signature;
}

function forged(message: string): Result<JsonRecord> {
  return fail({ kind: "bad_signature", message });
}
