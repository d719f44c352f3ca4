// What the platforms call themselves, their settings, and the pages of their consoles, which are Chinese first.
import { type Text, type Topic, text } from "./report.ts";
import type { Platform } from "./subject.ts";

/** A page of a console: the Chinese name stands beside the English one, for consoles that have no English. */
export function page(en: string, zh: string): Text {
  return { en: `“${en}” (${zh})`, zh: `“${zh}”` };
}

export interface PlatformWords {
  name: Text;
  /** Settings of the app. */
  id: string;
  secret: string;
  base: string;
  allowance: string;
  enabled: string;
  /** Settings that say nothing about the app: with only these a channel is simply off. */
  optional: RegExp;
  path: string;
  credentials: Text;
  bot: Text;
  events: Text;
  /** Where what signs a delivery stands. */
  security: Text;
  permissions: Text;
  addresses: Text;
  release: Text;
}

const RELEASE = page("Version Management & Release", "版本管理与发布");

export const WORDS: Record<Platform, PlatformWords> = {
  feishu: {
    name: text("Feishu", "飞书"),
    id: "FEISHU_APP_ID",
    secret: "FEISHU_APP_SECRET",
    base: "FEISHU_API_BASE",
    allowance: "FEISHU_MONTHLY_CALLS",
    enabled: "FEISHU_ENABLED",
    optional: /_(?:ENABLED|API_BASE|STREAMING|TYPING|MONTHLY_CALLS|WEBHOOK_URL|WEBHOOK_SECRET)$/,
    path: "/webhooks/feishu",
    credentials: page("Credentials & Basic Info", "凭证与基础信息"),
    bot: page("Add Features → Bot", "添加应用能力 → 机器人"),
    events: page("Events & Callbacks → Event Configuration", "事件与回调 → 事件配置"),
    security: page("Events & Callbacks → Encryption Strategy", "事件与回调 → 加密策略"),
    permissions: page("Permissions & Scopes", "权限管理"),
    addresses: page("Security Settings → IP Whitelist", "安全设置 → IP 白名单"),
    release: RELEASE,
  },
  dingtalk: {
    name: text("DingTalk", "钉钉"),
    id: "DINGTALK_APP_KEY",
    secret: "DINGTALK_APP_SECRET",
    base: "DINGTALK_API_BASE",
    allowance: "DINGTALK_MONTHLY_CALLS",
    enabled: "DINGTALK_ENABLED",
    optional: /_(?:ENABLED|API_BASE|OAPI_BASE|TYPING|MONTHLY_CALLS|WEBHOOK_URL|WEBHOOK_SECRET)$/,
    path: "/webhooks/dingtalk",
    credentials: page("Credentials & Basic Info", "凭证与基础信息"),
    bot: page("Add App Capability → Robot", "添加应用能力 → 机器人"),
    events: page("Robot → Message Receiving Mode → HTTP", "机器人 → 消息接收模式 → HTTP 模式"),
    security: page("Credentials & Basic Info", "凭证与基础信息"),
    permissions: page("Permission Management", "权限管理"),
    addresses: page("Security Settings → Server Egress IP", "安全设置 → 服务器出口 IP"),
    release: RELEASE,
  },
};

/** A check of one platform: `feishu.token`, “Feishu access token”. */
export function topicOf(platform: Platform, id: string, en: string, zh: string): Topic {
  const { name } = WORDS[platform];
  const space = /^[A-Z]/.test(zh) ? " " : "";
  return { id: `${platform}.${id}`, title: text(`${name.en} ${en}`, `${name.zh}${space}${zh}`) };
}
