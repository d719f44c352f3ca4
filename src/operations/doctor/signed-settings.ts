// The generic signed webhook: its whole safety is one secret.
import type { ChannelSetting, SignedSettings } from "../../core/channel-settings.ts";
import { type Check, error, judge, skipped, text, warning } from "./report.ts";

const SHORTEST = 16;

export function checkSigned(setting: ChannelSetting<SignedSettings>): Check {
  const topic = { id: "signed", title: text("Signed webhook", "签名 Webhook") };
  if (setting.status !== "on") return skipped(topic, text("Not set up.", "没有配置。"));
  const { secret, strict } = setting.settings;
  const renew = text(
    `Set SIGNED_WEBHOOK_SECRET to at least ${SHORTEST} random characters.`,
    `把 SIGNED_WEBHOOK_SECRET 设为至少 ${SHORTEST} 位的随机字符。`,
  );
  const fine = strict
    ? text("Switched on; bodies must be signed too.", "已启用，正文也必须签名。")
    : text(
        "Switched on; bodies may come unsigned (SIGNED_WEBHOOK_STRICT).",
        "已启用，正文可以不签名（SIGNED_WEBHOOK_STRICT）。",
      );
  return judge(
    topic,
    fine,
    secret !== secret.trim() &&
      error(
        text("SIGNED_WEBHOOK_SECRET begins or ends with a blank.", "SIGNED_WEBHOOK_SECRET 的首尾有空格。"),
        renew,
      ),
    secret.length < SHORTEST &&
      warning(
        text(
          "SIGNED_WEBHOOK_SECRET is short enough to be guessed.",
          "SIGNED_WEBHOOK_SECRET 太短，容易被猜到。",
        ),
        renew,
      ),
  );
}
