// What the assistant says for itself in a chat, in both languages. Everything else that people read there comes from the model.
import type { CommandName } from "../core/command.ts";
import type { Language } from "../core/language.ts";

const en = {
  help: (commands: string) =>
    `Just ask: I read text and images, in a group when you @ me. I remember what was said before in this chat.\n\n${commands}`,
  commands: {
    help: "this list",
    new: "forget what was said before and begin anew",
    stop: "stop the answer that is being made",
    retry: "answer the last question once more",
    model: "which models there are; `/model name` chooses one for this chat",
    status: "what answers here, and how much I remember",
  } satisfies Record<CommandName, string>,
  names: {
    help: "/help",
    new: "/new",
    stop: "/stop",
    retry: "/retry",
    model: "/model",
    status: "/status",
  } satisfies Record<CommandName, string>,
  begunAnew: "A new conversation: I no longer consider what was said before.",
  stopped: "Stopped.",
  stoppedMark: "(stopped)",
  seeAbove: "(The answer stands above.)",
  truncatedMark: "(The model ended this answer early: at its length limit, or by its content filter.)",
  nothingToRetry: "There is no question yet that I could answer once more.",
  models: (current: string, names: string) =>
    `This chat uses **${current}**.\n\n${names}\n\nChoose with \`/model name\`.`,
  modelChosen: (name: string) => `From now on **${name}** answers in this chat.`,
  modelUnknown: (name: string) => `There is no model called “${name}”. \`/model\` lists those there are.`,
  noModel: "No model is connected; the documents answer.",
  status: (model: string, turns: number) =>
    `Model: **${model}**\nQuestions I remember in this chat: ${turns}\n\n\`/new\` begins anew, \`/help\` shows what else there is.`,
  unreadable: (kind: string) => `I can't read ${kind} yet. Send me text instead.`,
  kinds: {
    audio: "voice messages",
    video: "videos",
    file: "files",
    sticker: "stickers",
    image: "images (no model that sees is connected)",
    other: "this kind of message",
  },
  late: (hours: number) =>
    hours < 1
      ? "(Your message reached me more than half an hour late.)"
      : `(Your message reached me about ${hours} hours late.)`,
  lostImage:
    "I could not fetch your image. Please send it again; if that does not help, your administrator can see why in the log.",
  lateCommand:
    "This command came too late to mean what it meant; nothing was done. Send it again if you still want it.",
  tooLong: (limit: number) =>
    `Your message is too long: I read at most ${limit} characters. Send it in parts.`,
  noAnswer: "The model gave no answer this time. Ask in other words, or send `/retry`.",
  imageLost: "(An image could not be fetched, so I answered without it.)",
  brokeOff: "(The answer broke off here.)",
  failed: (reason: string, requestId: string) =>
    `Sorry, I could not answer this: ${reason}.\n\nRequest id: ${requestId}`,
  reasons: {
    model_unreachable: "the model does not respond. Try again in a while, `/retry` asks once more",
    model_rate_limited: "the model is busy. Try again in a while, `/retry` asks once more",
    model_timeout: "the model did not finish in time. Ask for less, or send `/retry`",
    model_silent: "the model stopped before it was finished. `/retry` asks once more",
    model_refused: "the model's service refused the call. Your administrator can see why",
    model_not_found: "the chosen model does not exist any more. `/model` lists those there are",
    other: "something went wrong on our side. `/retry` asks once more; if it stays, tell your administrator",
  },
  sources: "Sources: ",
  separator: ", ",
};

const zh: typeof en = {
  help: (commands) =>
    `直接提问即可：我能读文字和图片，在群里请 @ 我。同一个聊天里之前说过的话我都记得。\n\n${commands}`,
  commands: {
    help: "显示这份说明",
    new: "忘掉之前的内容，开始新对话",
    stop: "停止正在生成的回答",
    retry: "重新回答上一个问题",
    model: "列出可用的模型；“/模型 名称”为本聊天选用一个",
    status: "当前由谁回答、记住了多少",
  },
  names: { help: "/帮助", new: "/新对话", stop: "/停止", retry: "/重试", model: "/模型", status: "/状态" },
  begunAnew: "已开始新对话，之前的内容不再作为上下文。",
  stopped: "已停止。",
  stoppedMark: "（已停止）",
  seeAbove: "（回答见上。）",
  truncatedMark: "（模型提前结束了这条回答：达到长度上限，或被内容过滤。）",
  nothingToRetry: "还没有可以重新回答的问题。",
  models: (current, names) => `本聊天使用 **${current}**。\n\n${names}\n\n用“/模型 名称”选择。`,
  modelChosen: (name) => `本聊天以后由 **${name}** 回答。`,
  modelUnknown: (name) => `没有名为“${name}”的模型。发送“/模型”可查看有哪些。`,
  noModel: "尚未接入模型，目前由文档回答。",
  status: (model, turns) =>
    `模型：**${model}**\n本聊天记住的问题：${turns} 个\n\n“/新对话”重新开始，“/帮助”查看其他命令。`,
  unreadable: (kind) => `我还读不了${kind}，请改发文字。`,
  kinds: {
    audio: "语音",
    video: "视频",
    file: "文件",
    sticker: "表情包",
    image: "图片（还没有接入能看图的模型）",
    other: "这种消息",
  },
  late: (hours) =>
    hours < 1 ? "（这条消息晚了半个多小时才送达。）" : `（这条消息晚了约 ${hours} 小时才送达。）`,
  lostImage: "没能取到你的图片，请再发一次；若仍不行，管理员可在日志中查看原因。",
  lateCommand: "这条命令送达得太晚，没有执行。仍需要的话，请再发一次。",
  tooLong: (limit) => `消息太长了：最多能读 ${limit} 个字。请分几次发送。`,
  noAnswer: "模型这次没有给出内容。请换个说法再问，或发送“/重试”。",
  imageLost: "（有图片没能取到，回答没有参考它。）",
  brokeOff: "（回答在此中断。）",
  failed: (reason, requestId) => `抱歉，这条消息没能得到回答：${reason}。\n\n请求编号：${requestId}`,
  reasons: {
    model_unreachable: "模型没有响应。请稍后再试，发送“/重试”即可重问",
    model_rate_limited: "模型正忙。请稍后再试，发送“/重试”即可重问",
    model_timeout: "模型没有在时限内答完。可以把问题问小一些，或发送“/重试”",
    model_silent: "模型中途停止了输出。发送“/重试”可重问",
    model_refused: "模型服务拒绝了请求。管理员可以查看原因",
    model_not_found: "选用的模型已不存在。发送“/模型”可查看有哪些",
    other: "我们这边出了问题。发送“/重试”可重问；若一直如此，请告诉管理员",
  },
  sources: "来源：",
  separator: "、",
};

export type Words = typeof en;

export function wordsIn(language: Language): Words {
  return language === "zh" ? zh : en;
}
