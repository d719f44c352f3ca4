// Calls to the platform: with the shared token, at the shared pace, and once more when the token was refused.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import type { JsonRecord } from "../../core/json.ts";
import { callPlatform, type PlatformRequest } from "../call.ts";
import type { CallResult, PlatformTools } from "../channel.ts";
import { askPermit, withToken } from "../permit.ts";
import { readAnswer } from "./answer.ts";
import { isTokenCode } from "./codes.ts";

/** What every part of the sender needs. */
export interface DingTalkApi {
  settings: DingTalkSettings;
  tools: PlatformTools;
}

export interface ApiCall {
  /** Its name in the ledger of calls. */
  operation: string;
  method: "POST" | "PUT";
  /** Behind the API's base. */
  path: string;
  body: JsonRecord;
  /** The chat that gets a message by it. */
  chatId?: string;
}

/** The whole body of a success. */
export async function callDingTalk(api: DingTalkApi, call: ApiCall): Promise<CallResult<JsonRecord>> {
  const { settings, tools } = api;
  const { operation, method, path, body, chatId = null } = call;
  return withToken(tools, { operation, chatId }, isTokenCode, (token) => {
    const headers = { "x-acs-dingtalk-access-token": token };
    return ask(api, { url: settings.apiBase + path, method, headers, body }, [token]);
  });
}

/** A session webhook carries its own proof; it is paced and counted like every call. */
export async function postToSession(
  api: DingTalkApi,
  url: string,
  body: JsonRecord,
  chatId: string,
): Promise<CallResult<JsonRecord>> {
  const permit = await askPermit(api.tools, { operation: "session", chatId, needsToken: false });
  return permit.ok ? ask(api, { url, method: "POST", body }, [url]) : permit;
}

async function ask(
  { settings, tools }: DingTalkApi,
  request: PlatformRequest,
  secrets: string[],
): Promise<CallResult<JsonRecord>> {
  const answer = await callPlatform(tools.fetch, request, tools.now());
  return answer.ok ? readAnswer(answer.value, [...secrets, settings.appSecret], tools.now()) : answer;
}
