// Whether a platform's channel is on, off on purpose, or off because something is missing.
import type { ChannelSetting } from "../../core/channel-settings.ts";
import { type Check, error, judge, skipped, text } from "./report.ts";
import type { DoctorSubject, Platform } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

export function checkState(subject: DoctorSubject, platform: Platform): Check {
  const words = WORDS[platform];
  const setting: ChannelSetting<unknown> = subject.channels[platform];
  const topic = topicOf(platform, "channel", "channel", "渠道");
  if (setting.status === "on") return judge(topic, text("Switched on.", "已启用。"));
  if (setting.status === "misconfigured") {
    const said = platform === "feishu" ? text(UNSAFE.en, UNSAFE.zh) : text(setting.message, setting.message);
    return judge(topic, said, error(said, platform === "feishu" ? SET_KEY : said));
  }
  const prefix = `${platform.toUpperCase()}_`;
  const own = subject.given.filter((name) => name.startsWith(prefix) && !words.optional.test(name));
  const missing = [words.id, words.secret].filter((name) => !own.includes(name));
  if (own.length === 0) return skipped(topic, text("Not set up.", "没有配置。"));
  if (missing.length === 0)
    return skipped(topic, text(`Switched off by ${words.enabled}.`, `已由 ${words.enabled} 关闭。`));
  const said = text(
    `Half set up, and so off: ${own.join(", ")} without ${missing.join(", ")}.`,
    `只配置了一半，没有启用：有 ${own.join("、")}，缺 ${missing.join("、")}。`,
  );
  const fix = text(
    `Set ${missing.join(" and ")}, as ${words.credentials.en} in the console shows.`,
    `请设置 ${missing.join("、")}，在控制台${words.credentials.zh}可以看到。`,
  );
  return judge(topic, said, error(said, fix));
}

const UNSAFE = text(
  "Neither an Encrypt Key nor a Verification Token is set: nothing could tell genuine events from forged ones.",
  "既没有 Encrypt Key，也没有 Verification Token，无法辨别事件真伪。",
);

export const SET_KEY = text(
  `Set an Encrypt Key in the console under ${WORDS.feishu.security.en} and the same one as FEISHU_ENCRYPT_KEY.`,
  `在控制台${WORDS.feishu.security.zh}设置 Encrypt Key，并把同一个值填到 FEISHU_ENCRYPT_KEY。`,
);
