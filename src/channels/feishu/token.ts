// What the shared account asks for: the app's access token, and who the bot is. It counts these calls itself.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { recordIn, wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import { callPlatform, type PlatformRequest } from "../call.ts";
import type { AccessToken, BotIdentity, CallResult, Credentials, PlatformTools } from "../channel.ts";
import { readAnswer } from "./answer.ts";
import { bearer } from "./api.ts";

type Tools = Pick<PlatformTools, "fetch" | "now">;

export function createCredentials(settings: FeishuSettings, tools: Tools): Credentials {
  return {
    fetchToken: () => fetchToken(settings, tools),
    fetchIdentity: (token) => fetchIdentity(settings, tools, token),
  };
}

async function fetchToken(settings: FeishuSettings, tools: Tools): Promise<CallResult<AccessToken>> {
  const answer = await ask(settings, tools, "", {
    url: `${settings.apiBase}/open-apis/auth/v3/tenant_access_token/internal`,
    method: "POST",
    body: { app_id: settings.appId, app_secret: settings.appSecret },
  });
  if (!answer.ok) return answer;
  const token = wordIn(answer.value.tenant_access_token);
  const { expire } = answer.value;
  if (token === null || typeof expire !== "number" || !(expire > 0)) return incomplete("a token");
  return { ok: true, value: { token, lifeMs: expire * 1000 } };
}

async function fetchIdentity(
  settings: FeishuSettings,
  tools: Tools,
  token: string,
): Promise<CallResult<BotIdentity>> {
  const url = `${settings.apiBase}/open-apis/bot/v3/info`;
  const answer = await ask(settings, tools, token, { url, method: "GET", headers: bearer(token) });
  if (!answer.ok) return answer;
  // Here, unlike anywhere else, it does not stand under `data`.
  const bot = recordIn(answer.value.bot);
  const id = wordIn(bot.open_id);
  return id === null
    ? incomplete("the bot's open_id: switch the app's bot capability on and publish a version")
    : { ok: true, value: { id, name: wordIn(bot.app_name) ?? "" } };
}

async function ask(
  settings: FeishuSettings,
  tools: Tools,
  token: string,
  request: PlatformRequest,
): Promise<CallResult<JsonRecord>> {
  const answer = await callPlatform(tools.fetch, request, tools.now());
  return answer.ok ? readAnswer(answer.value, { settings, token, now: tools.now() }) : answer;
}

function incomplete<Value>(lack: string): CallResult<Value> {
  const message = `Feishu's answer lacks ${lack}.`;
  return { ok: false, error: { kind: "refused", code: "incomplete", message, pauseMs: null } };
}
