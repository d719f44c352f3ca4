// The words of importing a conversation.
import { useWords } from "../../common/language.ts";
import type { Unreadable } from "./conversation-file.ts";

const en = {
  title: "Import a conversation",
  meaning: "A file that was exported here, as JSON or Markdown. It becomes a new conversation of yours.",
  choose: "Choose a file",
  drop: "or drop it here",
  working: "Importing",
  cancel: "Cancel",
  notSent: "The file could not be imported.",
  mend: "Mend the file, then choose it again.",
  problems: {
    json: () => "This file is not valid JSON. It may be damaged or cut short.",
    shape: () => "This JSON holds no conversation: it needs a title and a list named messages.",
    foreign: () =>
      "This Markdown was not exported here: the comments are missing that say where each message begins.",
    empty: () => "There is no message in this file.",
    many: () => "There are more than 10,000 messages in this file. Split it.",
    first: () => "The first message of the file must be one of yours, not an answer.",
    message: (place) =>
      `Message ${place} of the file needs a role, user or assistant, and its content as text.`,
    large: () => "The file is larger than 20 MB.",
    text: () => "This is not a text file in UTF-8.",
  } satisfies Record<Unreadable["reason"], (place: number) => string> as Record<
    Unreadable["reason"],
    (place: number) => string
  >,
};

const zh: typeof en = {
  title: "导入对话",
  meaning: "选择从这里导出的 JSON 或 Markdown 文件，导入后会成为你的一个新对话。",
  choose: "选择文件",
  drop: "或把文件拖到这里",
  working: "正在导入",
  cancel: "取消",
  notSent: "没能导入这个文件。",
  mend: "修改文件后重新选择。",
  problems: {
    json: () => "这个文件不是有效的 JSON，可能已损坏或不完整。",
    shape: () => "这个 JSON 里没有对话：需要标题和名为 messages 的列表。",
    foreign: () => "这个 Markdown 不是从这里导出的：缺少标明每条消息起始的注释。",
    empty: () => "文件里没有消息。",
    many: () => "文件里的消息超过 10,000 条，请拆分后再导入。",
    first: () => "文件的第一条必须是你的消息，而不是回答。",
    message: (place) => `文件中第 ${place} 条消息需要 role（user 或 assistant）和文字内容 content。`,
    large: () => "文件超过 20 MB。",
    text: () => "这不是 UTF-8 编码的文本文件。",
  },
};

export function useImportWords() {
  return useWords({ en, zh });
}
