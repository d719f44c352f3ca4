// The month's allowance of platform calls: how much of it is used.
import { billingMonth } from "../../core/quota.ts";
import { type Check, judge, skipped, text, warning } from "./report.ts";
import type { Platform, PlatformAccount } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

/** From here on answers come without streaming. */
const NEARLY_USED_PERCENT = 95;
const HALF_USED_PERCENT = 50;

export function checkAllowance(
  platform: Platform,
  allowance: number | null,
  account: PlatformAccount | null,
  now: number,
): Check {
  const { allowance: name } = WORDS[platform];
  const topic = topicOf(platform, "allowance", "calls a month", "每月调用量");
  if (allowance === null)
    return skipped(
      topic,
      text(
        `${name} is not set, so nobody is warned. Free organisations mostly have 10 000 calls a month.`,
        `没有设置 ${name}，用量不会预警。免费版组织一般每月 10000 次。`,
      ),
    );
  if (account === null) return skipped(topic, text("Counted by the deployment.", "由已部署的服务统计。"));
  const month = billingMonth(now);
  const used = account.calls.reduce((sum, line) => sum + (line.month === month ? line.calls : 0), 0);
  const percent = Math.floor((100 * used) / allowance);
  const said = text(`${percent} % of the month's calls are used.`, `本月调用量已用 ${percent}%。`);
  const fix = text(
    `Buy a larger allowance and raise ${name}, or spare calls by switching streaming off.`,
    `请购买更多调用量并调高 ${name}，或关闭流式展示以节省调用。`,
  );
  const paused = text(
    `${percent} % of the month's calls are used: answers come without streaming.`,
    `本月调用量已用 ${percent}%，回答不再流式展示。`,
  );
  return judge(
    topic,
    said,
    percent >= NEARLY_USED_PERCENT && warning(paused, fix),
    percent >= HALF_USED_PERCENT && warning(said, fix),
  );
}
