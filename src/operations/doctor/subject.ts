// What the doctor examines. Everything comes in from outside: settings, ways to ask the platforms, an address, a clock.
import type { CheckUp, Probe } from "../../channels/channel.ts";
import type {
  ChannelSetting,
  DingTalkSettings,
  FeishuSettings,
  GroupBotSettings,
  SignedSettings,
} from "../../core/channel-settings.ts";

export type Platform = "feishu" | "dingtalk";

export interface DoctorSubject {
  /** What could not be read of the configuration. */
  problems: { setting: string; message: string }[];
  /** Names of all settings that have a value. */
  given: string[];
  channels: {
    feishu: ChannelSetting<FeishuSettings>;
    dingtalk: ChannelSetting<DingTalkSettings>;
    signed: ChannelSetting<SignedSettings>;
  };
  groupBots: Record<Platform, GroupBotSettings | null>;
  /** Null: no model is configured. */
  model: { isReachable(): Promise<boolean> } | null;
  platforms: Record<Platform, PlatformSubject>;
  /** Where this Worker is reached, without a slash at the end; null: not known, or nobody answers there. */
  url: string | null;
  /** The Worker itself asks at its own address, which Cloudflare does not always let through. */
  inside: boolean;
  fetch: typeof fetch;
  now: () => number;
}

export interface PlatformSubject {
  /** Null where there is nothing to ask. */
  ask: (() => Promise<CheckUp>) | null;
  /** Made just before they are sent: their signatures hold for a while only. */
  probes: (() => Promise<Probe[]>) | null;
  /** Null: not known here. */
  account: PlatformAccount | null;
}

/** What the deployment remembers of a platform. */
export interface PlatformAccount {
  calls: { month: string; calls: number }[];
  arrived: { at: number } | null;
  refused: { at: number; reason: string } | null;
}
