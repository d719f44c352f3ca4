// The custom bot of a group: takes notices by a signed POST, answers nobody.
import type { GroupBotSettings } from "../../core/channel-settings.ts";
import { groupBotSignature } from "../../core/hmac.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";
import { jsonLength } from "../../core/markdown/bytes.ts";
import { cutMarkdown } from "../../core/markdown/cut.ts";
import { neutraliseMentions } from "../../core/markdown/mentions.ts";
import { callPlatform, type PlatformAnswer, pauseOf } from "../call.ts";
import type { CallError, CallResult } from "../channel.ts";

/** 20 KB is the limit of a body; what is around the text takes far less than the rest. */
const MOST_TEXT_BYTES = 18_000;

const ADVICE: Record<string, string> = {
  "9499": "the body is malformed or too long",
  "11232": "too many messages just now",
  "19001": "check FEISHU_WEBHOOK_URL: the bot was removed or the address is wrong",
  "19021": "check FEISHU_WEBHOOK_SECRET and the clock: the signature does not match",
  "19022": "the bot's list of addresses shuts us out: choose the signature in its security settings instead",
  "19024":
    "the bot's keywords are missing from the text: choose the signature in its security settings instead",
  "19036": "the message is too long",
};

/** `now`: Unix milliseconds. Ends with the first message that is not taken. */
export async function sendToFeishuGroup(
  fetcher: typeof fetch,
  settings: GroupBotSettings,
  text: string,
  now: number,
): Promise<CallResult<null>> {
  const fits = (piece: string) => jsonLength(neutraliseMentions(piece)) <= MOST_TEXT_BYTES;
  for (const piece of cutMarkdown(text, fits)) {
    const sent = await sendOne(fetcher, settings, neutraliseMentions(piece), now);
    if (!sent.ok) return sent;
  }
  return { ok: true, value: null };
}

async function sendOne(
  fetcher: typeof fetch,
  { url, secret }: GroupBotSettings,
  text: string,
  now: number,
): Promise<CallResult<null>> {
  const timestamp = String(Math.floor(now / 1000));
  const signed = secret === null ? {} : { timestamp, sign: await groupBotSignature(timestamp, secret) };
  const body = { ...signed, msg_type: "text", content: { text } };
  const answer = await callPlatform(fetcher, { url, method: "POST", body }, now);
  return answer.ok ? readAnswer(answer.value, now) : answer;
}

function readAnswer({ body, status, headers }: PlatformAnswer, now: number): CallResult<null> {
  const code = isRecord(body) ? codeIn(body) : null;
  if (code === 0) return { ok: true, value: null };
  const error: CallError = {
    // The tenant's limit, met at full and half hours most of all.
    kind: code === 11232 ? "busy" : "refused",
    code: String(code ?? status),
    message: `Feishu did not take the notice: ${ADVICE[String(code)] ?? "it gives no known reason"}.`,
    pauseMs: code === 11232 ? pauseOf(headers, now) : null,
  };
  return { ok: false, error };
}

/** Old addresses answer with `StatusCode` only. */
function codeIn(body: JsonRecord): number | null {
  const code = body.code ?? body.StatusCode;
  return typeof code === "number" ? code : null;
}
