// The words of the alerts, on their page and on the overview.
import { useWords } from "../../../common/language.ts";

const en = {
  list: "Alerts",
  state: "State",
  states: { on: "Active", over: "Over" },
  what: "What",
  since: "Since",
  until: "Until",
  sent: "Sent to",
  sentTo: (channel: string) => `${channel}`,
  notSent: (channel: string) => `${channel}, failed`,
  nobody: "nobody",
  channels: (names: string) => `Alerts are sent to the group bots of ${names}.`,
  noChannels:
    "Alerts are sent to nobody: no group bot is set. Set FEISHU_WEBHOOK_URL or DINGTALK_WEBHOOK_URL.",
  cron: "Looked at last",
  cronNever: "The rules have not been looked at yet. They are every few minutes, once deployed.",
  empty: "No alert so far.",
  emptyTodo: "When something goes wrong, it is listed here, with when it was over.",
};

const zh: typeof en = {
  list: "告警",
  state: "状态",
  states: { on: "进行中", over: "已结束" },
  what: "内容",
  since: "开始",
  until: "结束",
  sent: "通知了",
  sentTo: (channel) => channel,
  notSent: (channel) => `${channel}（失败）`,
  nobody: "没有通知",
  channels: (names) => `告警会发到${names}的群机器人。`,
  noChannels: "没有设置群机器人，告警不会通知任何人。请设置 FEISHU_WEBHOOK_URL 或 DINGTALK_WEBHOOK_URL。",
  cron: "上次检查",
  cronNever: "还没有检查过。部署后每隔几分钟检查一次。",
  empty: "还没有告警。",
  emptyTodo: "出问题时会列在这里，并注明何时恢复。",
};

const alertWords = { en, zh };

export function useAlertWords() {
  return useWords(alertWords);
}
