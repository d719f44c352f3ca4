// The custom robot of a group: takes notices by a signed POST, answers nobody.
import type { GroupBotSettings } from "../../core/channel-settings.ts";
import { timestampSignature } from "../../core/hmac.ts";
import type { JsonRecord } from "../../core/json.ts";
import { jsonLength } from "../../core/markdown/bytes.ts";
import { cutMarkdown } from "../../core/markdown/cut.ts";
import { callPlatform } from "../call.ts";
import type { CallResult } from "../channel.ts";
import { failed, readAnswer } from "./answer.ts";
import { parseUrl } from "./reply-address.ts";

/** 20,000 bytes are the limit of a body; what is around the text takes far less than the rest. */
const MOST_TEXT_BYTES = 18_000;

const ADVICE: Record<string, string> = {
  "40035": "the body was not understood",
  "43004": "the content type was not understood",
  "130101": "more than twenty messages a minute: the robot is shut out for ten minutes",
  "300005": "check DINGTALK_WEBHOOK_URL: the robot was removed or the address is wrong",
  "310000":
    "the security setting refused it: check DINGTALK_WEBHOOK_SECRET and the clock, and choose the signature (加签) there",
  "400013": "the group was dissolved",
  "400101": "check DINGTALK_WEBHOOK_URL: the robot was removed or the address is wrong",
  "400102": "the robot is switched off",
  "400106": "check DINGTALK_WEBHOOK_URL: there is no such robot",
};

/** `now`: Unix milliseconds. Ends with the first message that is not taken. */
export async function sendToDingTalkGroup(
  fetcher: typeof fetch,
  settings: GroupBotSettings,
  text: string,
  now: number,
): Promise<CallResult<null>> {
  const address = parseUrl(settings.url);
  if (address === null) return failed("refused", "address", "DINGTALK_WEBHOOK_URL is no address.");
  for (const content of cutMarkdown(text, (piece) => jsonLength(piece) <= MOST_TEXT_BYTES)) {
    const url = await signedAddress(address, settings.secret, now);
    const body = { msgtype: "text", text: { content } };
    const sent = await sendOne(fetcher, url, body, settings.secret ?? "", now);
    if (!sent.ok) return sent;
  }
  return { ok: true, value: null };
}

async function sendOne(
  fetcher: typeof fetch,
  url: string,
  body: JsonRecord,
  secret: string,
  now: number,
): Promise<CallResult<null>> {
  const answer = await callPlatform(fetcher, { url, method: "POST", body }, now);
  if (!answer.ok) return answer;
  const token = parseUrl(url)?.searchParams.get("access_token") ?? "";
  const read = readAnswer(answer.value, [secret, token], now);
  if (!read.ok) {
    const advice = ADVICE[read.error.code];
    return advice === undefined
      ? read
      : { ok: false, error: { ...read.error, message: `DingTalk did not take the notice: ${advice}.` } };
  }
  if (read.value.errcode === 0) return { ok: true, value: null };
  return failed("refused", "incomplete", "DingTalk did not say that it took the notice.");
}

/** Timestamp and signature go into the query; URLSearchParams encodes the base64, and only once. */
async function signedAddress(address: URL, secret: string | null, now: number): Promise<string> {
  if (secret === null || secret === "") return address.href;
  const timestamp = String(now);
  const signed = new URL(address);
  signed.searchParams.set("timestamp", timestamp);
  signed.searchParams.set("sign", await timestampSignature(timestamp, secret));
  return signed.href;
}
