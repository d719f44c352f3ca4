// Fetches a picture that came with a message: the platform names an address for it, and that must be one of its own.
import type { Attachment } from "../../core/delivery.ts";
import { downloadBytes } from "../call.ts";
import type { CallResult } from "../channel.ts";
import { failed } from "./answer.ts";
import { callDingTalk, type DingTalkApi } from "./api.ts";
import { isOnOwnHost, parseUrl } from "./reply-address.ts";

const MOST_BYTES = 10 * 1024 * 1024;
/** Larger than a JSON answer, so it takes longer. */
const TIMEOUT_MS = 20_000;
/** The platform's own hosts, and those of the store where it keeps files. */
const FILE_HOSTS = /\.(?:dingtalk\.com|aliyuncs\.com)$/;

export async function fetchAttachment(
  api: DingTalkApi,
  attachment: Attachment,
): Promise<CallResult<Uint8Array>> {
  const { settings, tools } = api;
  const named = await callDingTalk(api, {
    operation: "file.url",
    method: "POST",
    path: "/v1.0/robot/messageFiles/download",
    body: { downloadCode: attachment.key, robotCode: settings.robotCode },
  });
  if (!named.ok) return named;
  const address = fileAddress(api, named.value.downloadUrl);
  if (address === null)
    return failed("refused", "foreign_file", "The file's address is on no host of DingTalk's.");
  // No body and so no content type: with one, the store takes the address's signature for wrong.
  const request = { url: address, method: "GET" as const, timeoutMs: TIMEOUT_MS };
  const file = await downloadBytes(tools.fetch, request, MOST_BYTES, tools.now());
  if (!file.ok) return file;
  const { status, bytes } = file.value;
  if (status >= 400) return failed("refused", String(status), `The file was refused with status ${status}.`);
  return bytes.length > 0 ? { ok: true, value: bytes } : failed("refused", "no_file", "The file is empty.");
}

function fileAddress({ settings }: DingTalkApi, address: unknown): string | null {
  const url = typeof address === "string" ? parseUrl(address) : null;
  if (url === null || url.username !== "" || url.password !== "") return null;
  const isFileHost = url.protocol === "https:" && url.port === "" && FILE_HOSTS.test(url.hostname);
  return isFileHost || isOnOwnHost(settings, url) ? url.href : null;
}
