// Wires the messaging platforms: their settings and what they share → channels, and the road from an event to its conversation.
import type { Account, BotIdentity, CallResult, Channel, Permit, Probe, Sender } from "./channels/channel.ts";
import { createDingTalk } from "./channels/dingtalk/dingtalk.ts";
import { sendToDingTalkGroup } from "./channels/dingtalk/group-bot.ts";
import { createDingTalkProbes } from "./channels/dingtalk/probes.ts";
import { createFeishu } from "./channels/feishu/feishu.ts";
import { sendToFeishuGroup } from "./channels/feishu/group-bot.ts";
import { createFeishuProbes } from "./channels/feishu/probes.ts";
import { toIncoming } from "./channels/incoming.ts";
import { callbackSender } from "./channels/signed/callback.ts";
import { createSigned, type Signed } from "./channels/signed/signed.ts";
import type { Config } from "./config/config.ts";
import { FailureError } from "./core/error.ts";
import type { JsonRecord } from "./core/json.ts";
import type { Language } from "./core/language.ts";
import type { Channel as ChannelName, IncomingMessage } from "./core/message.ts";
import type { Result } from "./core/result.ts";

export type PlatformName = "feishu" | "dingtalk";

const PLATFORMS: PlatformName[] = ["feishu", "dingtalk"];

export interface ChannelBindings {
  CONVERSATIONS: Named<ConversationObject>;
  ACCOUNTS: Named<AccountObject>;
}

interface Named<Stub> {
  getByName(name: string): Stub;
}

/** What a channel needs of a conversation's Durable Object. */
interface ConversationObject {
  receive(message: IncomingMessage): Promise<Result<{ duplicate: boolean }>>;
  expire(before: number): Promise<void>;
}

/** What conversations need of a platform account's Durable Object. */
interface AccountObject {
  permit(operation: string, chatId: string | null, needsToken: boolean): Promise<CallResult<Permit>>;
  renew(token: string): Promise<void>;
  slowdown(): Promise<number | null>;
  restCards(): Promise<void>;
  count(operation: string): Promise<void>;
  report(): Promise<AccountReport>;
}

/** What an account tells the operator. */
export interface AccountReport {
  calls: { month: string; operation: string; calls: number }[];
  /** Unix milliseconds of the last genuine delivery, and of the last refused one with its reason. */
  arrived: { at: number; reason: string } | null;
  refused: { at: number; reason: string } | null;
}

/** `acknowledgement`: the body for the platform; `unidentified`: to be kept until it is known who the bot is. */
export interface Taken {
  became: "message" | "ignored" | "answer" | "unidentified";
  acknowledgement: JsonRecord;
}

export interface ChannelServices {
  /** Null: off, or not fully configured. */
  channels: Record<PlatformName, Channel | null>;
  signed: Signed | null;
  /** Brings answers to where a channel's messages come from; null when it is off, and for those who wait on a connection. */
  senderOf(channel: ChannelName): Sender | null;
  /** The language to speak where a message has none of its own. */
  languageOf(channel: ChannelName): Language;
  /** By how much unfinished answers are shown more rarely; null: not at all. */
  slowdownOf(channel: ChannelName): Promise<number | null>;
  /** No cards for a while: one could not be opened. */
  restCardsOf(channel: ChannelName): Promise<void>;
  /** Hands a genuine event to its conversation, and says what became of it. Throws when the conversation could not take it. */
  takeEvent(
    platform: PlatformName,
    event: JsonRecord,
    bot: BotIdentity | null,
    requestId: string,
  ): Promise<Taken>;
  /** Sends a notice to a group by its custom bot; null when none is configured. */
  notify(platform: PlatformName, text: string): Promise<CallResult<null> | null>;
  /** Where alerts go: the custom bots that the operator chose, or all there are. */
  alertChannels(): PlatformName[];
  /** Makes the deliveries that the doctor sends to ourselves; null when the channel is off. */
  probesOf(platform: PlatformName): (() => Promise<Probe[]>) | null;
  pause: (milliseconds: number) => Promise<void>;
}

export function createChannelServices(
  config: Config,
  env: ChannelBindings,
  fetcher: typeof fetch,
  now: () => number,
): ChannelServices {
  const { feishu, dingtalk, signed: signedSetting, groupBots } = config.channels;
  const account = (platform: PlatformName) => env.ACCOUNTS.getByName(platform);
  const tools = (platform: PlatformName) => ({
    fetch: fetcher,
    account: accountOf(() => account(platform)),
    now,
    pause,
  });
  const channels = {
    feishu: feishu.status === "on" ? createFeishu(feishu.settings, tools("feishu")) : null,
    dingtalk: dingtalk.status === "on" ? createDingTalk(dingtalk.settings, tools("dingtalk")) : null,
  };
  const signed = signedSetting.status === "on" ? createSigned(signedSetting.settings) : null;
  const senders: Partial<Record<ChannelName, Sender>> = {
    ...(channels.feishu && { feishu: channels.feishu.sender }),
    ...(channels.dingtalk && { dingtalk: channels.dingtalk.sender }),
    ...(signed && { signed: callbackSender(signed, fetcher, now) }),
  };
  return {
    channels,
    signed,
    senderOf: (channel) => senders[channel] ?? null,
    languageOf: (channel) => platformLanguage(config, channel),
    slowdownOf: async (channel) => (isPlatform(channel) ? account(channel).slowdown() : 1),
    restCardsOf: async (channel) => {
      if (isPlatform(channel)) await account(channel).restCards();
    },
    async takeEvent(platform, event, bot, requestId) {
      const reading = channels[platform]?.receiver.read(event, bot, now());
      if (reading === undefined) return { became: "ignored", acknowledgement: {} };
      if (reading.kind === "answer") return { became: "answer", acknowledgement: reading.body };
      const { acknowledgement } = reading;
      if (reading.kind !== "message") return { became: reading.kind, acknowledgement };
      const app = platform === "feishu" ? idOf(feishu, "appId") : idOf(dingtalk, "robotCode");
      const limits = { longest: config.maxMessageCharacters, now: now() };
      const { objectName, message } = await toIncoming(platform, app, reading.message, limits, requestId);
      const taken = await deliver(env.CONVERSATIONS, objectName, message);
      // A conversation of a platform refuses nobody: what it did not take must not be acknowledged.
      if (!taken.ok) throw new FailureError(taken.failure);
      return { became: "message", acknowledgement };
    },
    async notify(platform, text) {
      const settings = groupBots[platform];
      if (settings === null) return null;
      await account(platform).count("hook");
      const send = platform === "feishu" ? sendToFeishuGroup : sendToDingTalkGroup;
      return send(fetcher, settings, text, now());
    },
    alertChannels: () =>
      (config.operations.alertChannels ?? PLATFORMS).filter((platform) => groupBots[platform] !== null),
    probesOf: (platform) => makerOfProbes(config, platform, now),
    pause,
  };
}

function makerOfProbes(
  { channels: { feishu, dingtalk } }: Config,
  platform: PlatformName,
  now: () => number,
): (() => Promise<Probe[]>) | null {
  if (platform === "feishu")
    return feishu.status === "on" ? () => createFeishuProbes(feishu.settings, now()) : null;
  return dingtalk.status === "on" ? () => createDingTalkProbes(dingtalk.settings, now()) : null;
}

/** A Durable Object that is just being moved or restarted answers a moment later; the platform should not have to come again for that. */
const TRIES = 3;
const RETRY_PAUSE_MS = 50;

async function deliver(
  conversations: Named<ConversationObject>,
  objectName: string,
  message: IncomingMessage,
): ReturnType<ConversationObject["receive"]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await conversations.getByName(objectName).receive(message);
    } catch (error) {
      if (tries === TRIES) throw error;
      await pause(RETRY_PAUSE_MS * tries);
    }
  }
}

/** The stub is asked for anew each time: one that has failed stays broken. */
function accountOf(stub: () => AccountObject): Account {
  return {
    permit: (operation, chatId, needsToken = true) => stub().permit(operation, chatId, needsToken),
    renew: (token) => stub().renew(token),
  };
}

function idOf<Key extends string>(
  setting: { status: "on"; settings: Record<Key, string> } | { status: "off" | "misconfigured" },
  key: Key,
): string {
  return setting.status === "on" ? setting.settings[key] : "";
}

/** Feishu and DingTalk are used in Chinese first, Lark is not. */
function platformLanguage(config: Config, channel: ChannelName): Language {
  const { feishu } = config.channels;
  if (channel === "dingtalk") return "zh";
  const isFeishu = channel === "feishu" && feishu.status === "on";
  return isFeishu && !/larksuite/.test(feishu.settings.apiBase) ? "zh" : "en";
}

function isPlatform(channel: ChannelName): channel is PlatformName {
  return channel === "feishu" || channel === "dingtalk";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
