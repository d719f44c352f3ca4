// The words of the deliveries' page.
import { useWords } from "../../../common/language.ts";

const en = {
  list: "Deliveries",
  state: "State",
  channel: "Channel",
  allStates: "All",
  allChannels: "All channels",
  states: { pending: "Under way", done: "Done", dead: "Given up" },
  direction: "Direction",
  directions: { in: "in", out: "out" },
  directionMeanings: { in: "From the platform to us", out: "Our answer to the platform" },
  message: "Message",
  attempts: "Tries",
  lastError: "Last error",
  nextAttempt: "Next try",
  updated: "Changed",
  actions: "Actions",
  retry: "Retry",
  discard: "Discard",
  discardQuestion: "Discard this delivery?",
  discardMeaning: "It is not tried again: its reader never gets it. The conversation itself stays.",
  retried: "Queued for another try.",
  discarded: "Discarded.",
  nowState: (state: string) => `Now: ${state.toLowerCase()}`,
  empty: "Nothing has been delivered yet.",
  emptyTodo: "Messages of Feishu, DingTalk and signed webhooks appear here, with the answers that go back.",
  toChannels: "Set a channel up",
  noMatch: "No delivery fits these filters.",
};

const zh: typeof en = {
  list: "投递",
  state: "状态",
  channel: "渠道",
  allStates: "全部",
  allChannels: "全部渠道",
  states: { pending: "进行中", done: "已完成", dead: "已放弃" },
  direction: "方向",
  directions: { in: "收", out: "发" },
  directionMeanings: { in: "平台发给我们", out: "我们回复给平台" },
  message: "消息",
  attempts: "次数",
  lastError: "最近的错误",
  nextAttempt: "下次尝试",
  updated: "更新",
  actions: "操作",
  retry: "重试",
  discard: "丢弃",
  discardQuestion: "丢弃这次投递？",
  discardMeaning: "不会再尝试，对方将收不到这条消息。对话本身不受影响。",
  retried: "已安排重试。",
  discarded: "已丢弃。",
  nowState: (state) => `现在：${state}`,
  empty: "还没有投递。",
  emptyTodo: "飞书、钉钉和签名 Webhook 的消息，以及发回去的回答，都会列在这里。",
  toChannels: "去接入渠道",
  noMatch: "没有符合筛选条件的投递。",
};

const deliveryWords = { en, zh };

export function useDeliveryWords() {
  return useWords(deliveryWords);
}
