// Calls to the platform's API: with the shared token, at the shared pace, and once more when the token was refused.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { recordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import { callPlatform, type PlatformRequest } from "../call.ts";
import type { CallResult, PlatformTools } from "../channel.ts";
import { withToken } from "../permit.ts";
import { readAnswer } from "./answer.ts";
import { isTokenCode } from "./codes.ts";

/** What every part of the sender needs. */
export interface FeishuApi {
  settings: FeishuSettings;
  tools: PlatformTools;
}

export interface ApiCall {
  /** Its name in the ledger of calls. */
  operation: string;
  method: PlatformRequest["method"];
  /** Behind the API's base, ids in it encoded. */
  path: string;
  body?: JsonRecord;
  /** The chat that gets a message by it, and whose own limit holds. */
  chatId?: string;
}

/** What stands under `data` of a success. */
export async function callFeishu(api: FeishuApi, call: ApiCall): Promise<CallResult<JsonRecord>> {
  const { operation, chatId = null } = call;
  const answer = await withToken(api.tools, { operation, chatId }, isTokenCode, (token) =>
    callOnce(api, call, token),
  );
  return answer.ok ? { ok: true, value: recordIn(answer.value.data) } : answer;
}

async function callOnce(api: FeishuApi, call: ApiCall, token: string): Promise<CallResult<JsonRecord>> {
  const { settings, tools } = api;
  const { method, path, body } = call;
  const request = { url: settings.apiBase + path, method, headers: bearer(token), ...(body && { body }) };
  const answer = await callPlatform(tools.fetch, request, tools.now());
  return answer.ok ? readAnswer(answer.value, { settings, token, now: tools.now() }) : answer;
}

export function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
