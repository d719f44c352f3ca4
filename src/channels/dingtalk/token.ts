// What the shared account asks for: the app's access token. It counts this call itself. Who is meant, each message says.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import { wordIn } from "../../core/fields.ts";
import { callPlatform } from "../call.ts";
import type { AccessToken, CallResult, Credentials, PlatformTools } from "../channel.ts";
import { failed, readAnswer } from "./answer.ts";
import { isTokenCode } from "./codes.ts";

type Tools = Pick<PlatformTools, "fetch" | "now">;

export function createCredentials(settings: DingTalkSettings, tools: Tools): Credentials {
  return { fetchToken: () => fetchToken(settings, tools), fetchIdentity: null };
}

async function fetchToken(
  { apiBase, appKey, appSecret }: DingTalkSettings,
  tools: Tools,
): Promise<CallResult<AccessToken>> {
  const url = `${apiBase}/v1.0/oauth2/accessToken`;
  const request = { url, method: "POST" as const, body: { appKey, appSecret } };
  const answer = await callPlatform(tools.fetch, request, tools.now());
  if (!answer.ok) return answer;
  const read = readAnswer(answer.value, [appSecret], tools.now());
  if (!read.ok) return isTokenCode(read.error.code) ? WRONG_APP : read;
  const token = wordIn(read.value.accessToken);
  const { expireIn } = read.value;
  if (token === null || typeof expireIn !== "number" || !(expireIn > 0))
    return failed("refused", "incomplete", "DingTalk's answer lacks a token.");
  return { ok: true, value: { token, lifeMs: expireIn * 1000 } };
}

/** Elsewhere this status asks for a new token; here it says that there is none for this app. */
const WRONG_APP = failed(
  "refused",
  "401",
  "DingTalk does not know the app: check DINGTALK_APP_KEY and DINGTALK_APP_SECRET.",
);
