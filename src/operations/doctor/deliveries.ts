// What the platform really sent: the last genuine delivery, and the last one that was refused and why.
import { type Check, error, judge, skipped, type Text, text, warning } from "./report.ts";
import type { Platform, PlatformAccount } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

export function checkDeliveries(platform: Platform, account: PlatformAccount | null, now: number): Check {
  const topic = topicOf(platform, "deliveries", "deliveries", "平台投递");
  if (account === null)
    return skipped(
      topic,
      text(
        "Known to the deployment only: npm run doctor -- URL.",
        "只有已部署的服务知道：npm run doctor -- URL。",
      ),
    );
  const { arrived, refused } = account;
  const isRefused = refused !== null && (arrived === null || refused.at > arrived.at);
  const last = arrived === null ? text("", "") : ago(arrived.at, now);
  return judge(
    topic,
    text(`The last genuine one came ${last.en}.`, `最近一次真实投递在${last.zh}。`),
    isRefused && refusal(platform, refused, arrived === null, now),
    arrived === null && NEVER[platform],
  );
}

/** Anybody may post nonsense there; only while nothing genuine ever came it is a fault of the set-up. */
function refusal(platform: Platform, refused: { at: number; reason: string }, isFirst: boolean, now: number) {
  const { en, zh } = ago(refused.at, now);
  const { security } = WORDS[platform];
  const reason = refused.reason.slice(0, 300);
  const settings = [...new Set(reason.match(/\b(?:FEISHU|DINGTALK)_[A-Z_]+\b/g) ?? [])];
  const named =
    settings.length === 0 ? text("the settings", "配置") : text(settings.join(", "), settings.join("、"));
  const before = isFirst
    ? text("Nothing genuine ever came, and the last", "从未收到真实投递，最近一次")
    : text("The last", "最近一次");
  const message = text(
    `${before.en} delivery was refused ${en}: ${reason}`,
    `${before.zh}投递在${zh}被拒绝：${inChinese(reason)}`,
  );
  const fix = text(
    `Compare ${named.en} with what the console shows under ${security.en}.`,
    `请把 ${named.zh} 与控制台${security.zh}核对。`,
  );
  return isFirst ? error(message, fix) : warning(message, fix);
}

/** What the channels say when they refuse. */
const REASONS: [said: RegExp, zh: string][] = [
  [/are missing/i, "缺少签名，或者内容无法解密。"],
  [/is not encrypted/i, "事件没有加密。"],
  [/is encrypted/i, "事件加密了，而这里没有设置 Encrypt Key。"],
  [/timestamp|clock/i, "时间戳相差太多。"],
  [/signature|\bsign\b/i, "签名缺失或不符。"],
  [/token/i, "Verification Token 不符。"],
  [/another|robot|organi[sz]ation|corp/i, "来自别的应用或组织。"],
  [/JSON|UTF-8/i, "内容不是约定的 JSON。"],
];

function inChinese(reason: string): string {
  return REASONS.find(([said]) => said.test(reason))?.[1] ?? reason;
}

const NEVER = {
  feishu: warning(
    text("No event ever came.", "还没有收到过任何事件。"),
    text(
      `Under ${WORDS.feishu.events.en} enter this deployment's address with /webhooks/feishu, add the event im.message.receive_v1, publish a version under ${WORDS.feishu.release.en}, and write to the bot.`,
      `请在控制台${WORDS.feishu.events.zh}填入本服务地址加 /webhooks/feishu，添加事件 im.message.receive_v1，到${WORDS.feishu.release.zh}发布版本，然后给机器人发一条消息。`,
    ),
  ),
  dingtalk: warning(
    text("No message ever came.", "还没有收到过任何消息。"),
    text(
      `Under ${WORDS.dingtalk.events.en} enter this deployment's address with /webhooks/dingtalk, publish a version under ${WORDS.dingtalk.release.en}, and write to the robot.`,
      `请在控制台${WORDS.dingtalk.events.zh}填入本服务地址加 /webhooks/dingtalk，到${WORDS.dingtalk.release.zh}发布版本，然后给机器人发一条消息。`,
    ),
  ),
};

/** Relative up to a day, then a date. */
function ago(at: number, now: number): Text {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return text("just now", "刚才");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return text(`${minutes} min ago`, ` ${minutes} 分钟前`);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return text(`${hours} h ago`, ` ${hours} 小时前`);
  const date = new Date(at).toISOString().slice(0, 10);
  return text(`on ${date}`, ` ${date} `);
}
