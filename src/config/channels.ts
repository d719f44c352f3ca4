// The settings of the messaging platforms. A channel that is off needs none of them; one that is meant to be on says what it lacks.
import type {
  ChannelSetting,
  DingTalkSettings,
  FeishuSettings,
  GroupBotSettings,
  SignedSettings,
} from "../core/channel-settings.ts";
import { requireBehind, requireTogether, type SettingName, type SettingsReader } from "./settings.ts";

export interface ChannelsConfig {
  feishu: ChannelSetting<FeishuSettings>;
  dingtalk: ChannelSetting<DingTalkSettings>;
  signed: ChannelSetting<SignedSettings>;
  /** Null: no custom bot of this platform takes notices. */
  groupBots: { feishu: GroupBotSettings | null; dingtalk: GroupBotSettings | null };
}

/** The vendor's public card template names its variable so; a template made in the card editor has `content`. */
const PUBLIC_TEMPLATES = new Map([
  ["02fcf2f4-5e02-4a85-b672-46d1f715543e.schema", "msgContent"],
  ["382e4302-551d-4880-bf29-a30acfab2e71.schema", "msgContent"],
]);

export function readChannels(settings: SettingsReader): ChannelsConfig {
  return {
    feishu: readFeishu(settings),
    dingtalk: readDingTalk(settings),
    signed: readSigned(settings),
    groupBots: {
      feishu: readGroupBot(settings, "FEISHU_WEBHOOK_URL", "FEISHU_WEBHOOK_SECRET"),
      dingtalk: readGroupBot(settings, "DINGTALK_WEBHOOK_URL", "DINGTALK_WEBHOOK_SECRET"),
    },
  };
}

function readFeishu(settings: SettingsReader): ChannelSetting<FeishuSettings> {
  requireTogether(settings, "FEISHU_APP_ID", "FEISHU_APP_SECRET");
  const { read } = settings;
  const [appId, appSecret] = [read("FEISHU_APP_ID"), read("FEISHU_APP_SECRET")];
  const found: Omit<FeishuSettings, "appId" | "appSecret"> = {
    encryptKey: read("FEISHU_ENCRYPT_KEY") ?? null,
    verificationToken: read("FEISHU_VERIFICATION_TOKEN") ?? null,
    apiBase: read("FEISHU_API_BASE"),
    streams: read("FEISHU_STREAMING") === "card",
    typing: read("FEISHU_TYPING") === "on",
    groupSession: read("GROUP_SESSION"),
    monthlyCalls: read("FEISHU_MONTHLY_CALLS") ?? null,
  };
  if (!isWanted(settings, "FEISHU_ENABLED", "FEISHU_APP_ID")) return { status: "off" };
  if (appId === undefined || appSecret === undefined) return { status: "off" };
  if (found.encryptKey === null && found.verificationToken === null)
    return {
      status: "misconfigured",
      message:
        "Set FEISHU_ENCRYPT_KEY (the safe one: events are then signed and encrypted) or FEISHU_VERIFICATION_TOKEN, as the " +
        "app's console shows them under events and callbacks.",
    };
  return { status: "on", settings: { appId, appSecret, ...found } };
}

function readDingTalk(settings: SettingsReader): ChannelSetting<DingTalkSettings> {
  requireTogether(settings, "DINGTALK_APP_KEY", "DINGTALK_APP_SECRET");
  const { read } = settings;
  const [appKey, appSecret] = [read("DINGTALK_APP_KEY"), read("DINGTALK_APP_SECRET")];
  const cardTemplateId = read("DINGTALK_CARD_TEMPLATE_ID") ?? null;
  const found: Omit<DingTalkSettings, "appKey" | "appSecret" | "robotCode"> = {
    corpId: read("DINGTALK_CORP_ID") ?? null,
    cardTemplateId,
    cardContentKey:
      read("DINGTALK_CARD_CONTENT_KEY") ?? PUBLIC_TEMPLATES.get(cardTemplateId ?? "") ?? "content",
    apiBase: read("DINGTALK_API_BASE"),
    oapiBase: read("DINGTALK_OAPI_BASE"),
    typing: read("DINGTALK_TYPING") === "on",
    groupSession: read("GROUP_SESSION"),
    monthlyCalls: read("DINGTALK_MONTHLY_CALLS") ?? null,
  };
  const robotCode = read("DINGTALK_ROBOT_CODE") ?? appKey;
  if (!isWanted(settings, "DINGTALK_ENABLED", "DINGTALK_APP_KEY")) return { status: "off" };
  if (appKey === undefined || appSecret === undefined || robotCode === undefined) return { status: "off" };
  return { status: "on", settings: { appKey, appSecret, robotCode, ...found } };
}

/** `auto` follows the credentials; `true` without them is a problem that says so. */
function isWanted(
  settings: SettingsReader,
  enabled: "FEISHU_ENABLED" | "DINGTALK_ENABLED",
  id: SettingName,
): boolean {
  const wanted = settings.read(enabled);
  if (wanted === "true" && !settings.has(id))
    settings.problems.push({ setting: id, message: `must be set when ${enabled} is true` });
  return wanted !== "false";
}

function readSigned(settings: SettingsReader): ChannelSetting<SignedSettings> {
  const secret = settings.read("SIGNED_WEBHOOK_SECRET");
  const strict = settings.read("SIGNED_WEBHOOK_STRICT") === "true";
  return secret === undefined ? { status: "off" } : { status: "on", settings: { secret, strict } };
}

function readGroupBot(
  settings: SettingsReader,
  urlName: "FEISHU_WEBHOOK_URL" | "DINGTALK_WEBHOOK_URL",
  secretName: "FEISHU_WEBHOOK_SECRET" | "DINGTALK_WEBHOOK_SECRET",
): GroupBotSettings | null {
  requireBehind(settings, secretName, urlName);
  const url = settings.read(urlName);
  const secret = settings.read(secretName) ?? null;
  return url === undefined ? null : { url, secret };
}
