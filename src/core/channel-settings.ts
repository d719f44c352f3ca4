// What the configuration says of each messaging platform, read once by config.ts.

/** Whether a group shares one conversation, or each of its members has an own one. A topic is always its own. */
export type GroupSession = "chat" | "user";

export interface FeishuSettings {
  appId: string;
  appSecret: string;
  /** Null: events arrive unencrypted and unsigned, and only the verification token says that they are genuine. */
  encryptKey: string | null;
  verificationToken: string | null;
  /** Without a slash at its end: `https://open.feishu.cn`, `https://open.larksuite.com` for Lark. */
  apiBase: string;
  /** Answers grow in a card while they are made. */
  streams: boolean;
  /** A reaction says that an answer is being made, where no card does. */
  typing: boolean;
  groupSession: GroupSession;
  /** API calls a month that the tenant has; null: not counted against anything. */
  monthlyCalls: number | null;
}

export interface DingTalkSettings {
  appKey: string;
  appSecret: string;
  robotCode: string;
  /** The only organisation whose messages are taken; null: not checked. */
  corpId: string | null;
  /** AI card template; null: answers come as Markdown messages. */
  cardTemplateId: string | null;
  /** The template's variable that takes the answer. */
  cardContentKey: string;
  /** Hosts of the OpenAPI, without a slash at the end. A session webhook must be on one of them. */
  apiBase: string;
  oapiBase: string;
  typing: boolean;
  groupSession: GroupSession;
  monthlyCalls: number | null;
}

export interface SignedSettings {
  secret: string;
  /** A delivery without a signature over its body is refused. */
  strict: boolean;
}

/** A custom bot of a group: takes notices, answers nobody. */
export interface GroupBotSettings {
  url: string;
  /** Null: the group's security setting is another one than a signature. */
  secret: string | null;
}

/** `misconfigured`: meant to be on, but `message` says what is missing. */
export type ChannelSetting<Settings> =
  | { status: "on"; settings: Settings }
  | { status: "off" }
  | { status: "misconfigured"; message: string };
