// The legend's words; they come with it.
import type { Command } from "../shortcuts.ts";

interface Words {
  title: string;
  close: string;
  or: string;
  commands: Record<Command, string>;
}

const en: Words = {
  title: "Keyboard shortcuts",
  close: "Close",
  or: "or",
  commands: {
    new: "New conversation",
    search: "Search conversations",
    field: "Go to the message field",
    stop: "Stop the answer",
    copy: "Copy the last answer",
    edit: "Edit the last message, in an empty field",
    next: "Next conversation in the list",
    previous: "Previous conversation in the list",
    legend: "Show this list",
  },
};

const zh: Words = {
  title: "快捷键",
  close: "关闭",
  or: "或",
  commands: {
    new: "新对话",
    search: "搜索对话",
    field: "转到输入框",
    stop: "停止回答",
    copy: "复制最后一个回答",
    edit: "编辑上一条消息（输入框为空时）",
    next: "列表中的下一个对话",
    previous: "列表中的上一个对话",
    legend: "显示本列表",
  },
};

export const words = { en, zh };
