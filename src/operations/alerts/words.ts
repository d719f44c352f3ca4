// What an alert says, in Chinese and English: what happens, what it means, what to do.
import type { AlertText } from "../../core/alert.ts";

const PLATFORM_ZH: Record<string, string> = { feishu: "飞书", dingtalk: "钉钉" };
const PLATFORM_EN: Record<string, string> = { feishu: "Feishu", dingtalk: "DingTalk" };
const DATABASE_ZH: Record<string, string> = { main: "主数据库", search: "检索数据库" };
const DATABASE_EN: Record<string, string> = { main: "main database", search: "search database" };

export const alertWords = {
  modelFailing: (): AlertText => ({
    zh: "模型连续三次调用失败，用户得不到回答。请检查 MODEL_ENDPOINT、MODEL_API_KEY 与服务商状态，也可配置备用模型。",
    en: "The last three calls to the model failed: nobody gets an answer. Check MODEL_ENDPOINT, MODEL_API_KEY and the service's status, or set a fallback.",
  }),
  errors: (failed: number, total: number): AlertText => ({
    zh: `最近五分钟 ${total} 个请求中有 ${failed} 个以 5xx 结束。请在控制台的日志里按“错误”筛选查看原因。`,
    en: `${failed} of ${total} requests in five minutes ended in 5xx. The console's logs, level error, say why.`,
  }),
  slow: (seconds: number, limit: number): AlertText => ({
    zh: `最近五分钟首字中位数为 ${seconds.toFixed(1)} 秒，超过 ${limit} 秒。通常是模型服务变慢。`,
    en: `The median first token of five minutes took ${seconds.toFixed(1)} s, above ${limit} s. As a rule the model's service is slow.`,
  }),
  deadLetters: (count: number): AlertText => ({
    zh: `最近一小时有 ${count} 条消息未能答复或送达。请在控制台“投递”中查看原因，重试或放弃。`,
    en: `${count} messages of the last hour could not be answered or delivered. The console's deliveries say why: retry or discard them.`,
  }),
  stuck: (count: number): AlertText => ({
    zh: `有 ${count} 条投递等待超过五分钟。请在控制台“投递”中查看最近的错误。`,
    en: `${count} deliveries have waited for more than five minutes. The console's deliveries show their last error.`,
  }),
  quota: (platform: string, percent: number, used: number, allowance: number): AlertText => ({
    zh: `${PLATFORM_ZH[platform] ?? platform}本月 API 调用已达额度的 ${percent}%（${used} / ${allowance}）。${percent >= 95 ? "未完成的回答不再逐步显示，只发送完整回答。" : "卡片更新会放慢。"}`,
    en: `${PLATFORM_EN[platform] ?? platform}: ${percent} % of this month's API calls are used (${used} of ${allowance}). ${percent >= 95 ? "Unfinished answers are no longer shown, only whole ones are sent." : "Cards grow more slowly."}`,
  }),
  databaseFull: (name: string, percent: number): AlertText => ({
    zh: `${DATABASE_ZH[name] ?? name}已用 ${percent}%。请设置 RETENTION_DAYS 删除旧对话，或升级套餐并调高 DATABASE_MAX_SIZE。`,
    en: `The ${DATABASE_EN[name] ?? name} is ${percent} % full. Set RETENTION_DAYS to let old conversations go, or take a larger plan and raise DATABASE_MAX_SIZE.`,
  }),
  databaseAway: (name: string): AlertText => ({
    zh: `${DATABASE_ZH[name] ?? name}没有响应。回答照常进行，记录会在恢复后补写。`,
    en: `The ${DATABASE_EN[name] ?? name} does not answer. Answers go on; their records are written when it is back.`,
  }),
  backup: (hours: number): AlertText => ({
    zh: `最近一次完整备份在 ${hours} 小时前。请在控制台“备份”中查看原因并手动备份一次。`,
    en: `The last complete backup is ${hours} hours old. The console's backups say why; make one by hand.`,
  }),
};

const RULE_ZH: Record<string, string> = {
  model_failing: "模型恢复正常",
  errors: "请求错误率恢复正常",
  slow: "首字速度恢复正常",
  dead_letters: "一小时内没有新的失败投递",
  stuck: "没有滞留的投递",
  quota: "新的月份开始，调用额度已重置",
  database: "数据库恢复正常",
  backup: "备份恢复正常",
};
const RULE_EN: Record<string, string> = {
  model_failing: "The model answers again",
  errors: "The rate of errors is back to normal",
  slow: "First tokens are back to normal",
  dead_letters: "No new failed delivery within an hour",
  stuck: "No delivery is stuck any more",
  quota: "A new month of API calls has begun",
  database: "The database is back to normal",
  backup: "A backup was made",
};

export interface Notice {
  kind: "begun" | "over";
  rule: string;
  subject: string | null;
  text: AlertText;
  /** Minutes that an alert lasted which is over. */
  minutes: number;
}

/** One message for all that changed in a minute. */
export function noticeText(notices: Notice[], language: "zh" | "en"): string {
  const heading = language === "zh" ? "clawdbot-edge 告警" : "clawdbot-edge alert";
  return [heading, ...notices.map((notice) => noticeLine(notice, language))].join("\n");
}

function noticeLine({ kind, rule, subject, text, minutes }: Notice, language: "zh" | "en"): string {
  if (kind === "begun") return `${language === "zh" ? "【告警】" : "[ALERT] "}${text[language]}`;
  const of = subject === null ? "" : `${subject}: `;
  return language === "zh"
    ? `【恢复】${of}${RULE_ZH[rule] ?? rule}（持续 ${minutes} 分钟）。`
    : `[OVER] ${of}${RULE_EN[rule] ?? rule} (it lasted ${minutes} minutes).`;
}
