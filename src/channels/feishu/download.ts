// Fetches an image that came with a message. Only this endpoint serves what people sent; `images` and `files` serve the bot's own.
import type { Attachment, Origin } from "../../core/delivery.ts";
import { downloadBytes, type PlatformBytes, parseAnswer } from "../call.ts";
import type { CallResult } from "../channel.ts";
import { withToken } from "../permit.ts";
import { readAnswer } from "./answer.ts";
import { bearer, type FeishuApi } from "./api.ts";
import { isTokenCode } from "./codes.ts";

/** The largest image that the platform itself takes. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Larger than a JSON answer, so it takes longer. */
const TIMEOUT_MS = 20_000;

export function fetchAttachment(
  api: FeishuApi,
  origin: Origin,
  attachment: Attachment,
): Promise<CallResult<Uint8Array>> {
  const path = `/open-apis/im/v1/messages/${encodeURIComponent(origin.messageId)}/resources/${encodeURIComponent(attachment.key)}?type=image`;
  const wish = { operation: "message.resource", chatId: null };
  return withToken(api.tools, wish, isTokenCode, async (token) => {
    const { settings, tools } = api;
    const request = {
      url: settings.apiBase + path,
      method: "GET" as const,
      headers: bearer(token),
      timeoutMs: TIMEOUT_MS,
    };
    const answer = await downloadBytes(tools.fetch, request, MOST_BYTES, tools.now());
    if (!answer.ok) return answer;
    if (isFile(answer.value)) return { ok: true, value: answer.value.bytes };
    const text = new TextDecoder().decode(answer.value.bytes);
    const failed = readAnswer(
      { ...answer.value, text, body: parseAnswer(text) },
      { settings, token, now: tools.now() },
    );
    return failed.ok ? NO_FILE : failed;
  });
}

/** An error is JSON, whatever its status. */
function isFile({ status, headers, bytes }: PlatformBytes): boolean {
  const isJson = /^application\/json\b/i.test(headers.get("content-type") ?? "");
  return status < 300 && !isJson && bytes.length > 0;
}

const NO_FILE: CallResult<Uint8Array> = {
  ok: false,
  error: { kind: "refused", code: "no_file", message: "Feishu answered without a file.", pauseMs: null },
};
