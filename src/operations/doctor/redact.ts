// The last look at a report: whatever a platform said, no secret of the configuration leaves with it.
import type { ChannelSetting } from "../../core/channel-settings.ts";
import type { Check, Text } from "./report.ts";
import type { DoctorSubject } from "./subject.ts";

/** A shorter one is no secret, and would tear words apart. */
const SHORTEST = 6;

export function redact(checks: Check[], subject: DoctorSubject): Check[] {
  const secrets = secretsOf(subject);
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  const cleanText = ({ en, zh }: Text): Text => ({ en: clean(en), zh: clean(zh) });
  return checks.map((check) => ({
    ...check,
    message: cleanText(check.message),
    fix: check.fix === null ? null : cleanText(check.fix),
  }));
}

function secretsOf({ channels, groupBots }: DoctorSubject): string[] {
  const { feishu, dingtalk, signed } = channels;
  const bots = Object.values(groupBots).flatMap((bot) => (bot === null ? [] : [bot.url, bot.secret]));
  const values = [...valuesOf(feishu), ...valuesOf(dingtalk), ...valuesOf(signed), ...bots];
  return values
    .flatMap((value) => (typeof value === "string" ? [value, value.trim()] : []))
    .filter((value) => value.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
}

/** What names or proves an app; the rest are hosts, and words such as `content`. */
const SECRET = /secret|token|id$|robotCode|appKey|encryptKey/i;

function valuesOf(setting: ChannelSetting<object>): unknown[] {
  if (setting.status !== "on") return [];
  return Object.entries(setting.settings).flatMap(([name, value]) => (SECRET.test(name) ? [value] : []));
}
