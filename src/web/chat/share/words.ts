// The words of sharing a conversation.
import { useWords } from "../../common/language.ts";

const en = {
  title: "Share this conversation",
  who: "Anybody who has the link and can open this page can read the conversation. Nobody can write in it.",
  until: "What is said after you made the link is not in it, until you update it.",
  make: "Make a link",
  link: "Link",
  copy: "Copy link",
  copied: "Copied",
  since: (when: string) => `Shows the conversation as of ${when}.`,
  update: "Update to now",
  revoke: "Revoke",
  revoked: "The link is revoked. Whoever opens it now finds nothing.",
  failed: "The link could not be changed.",
  loading: "Loading",
  close: "Close",
  shared: "Shared conversation",
  sharedAt: (when: string) => `As of ${when}. Read only.`,
  start: "Start your own conversation",
  missing: "Nothing is shared here",
  missingMeaning: "The link was revoked, or it is not complete. Ask whoever sent it to you for a new one.",
  unread: "The conversation could not be loaded.",
};

const zh: typeof en = {
  title: "分享这个对话",
  who: "能打开本页面的人，拿到链接就能查看这个对话，但不能在里面发消息。",
  until: "生成链接之后的新消息不会包含在内，除非你更新链接。",
  make: "生成链接",
  link: "链接",
  copy: "复制链接",
  copied: "已复制",
  since: (when) => `内容截至 ${when}。`,
  update: "更新到现在",
  revoke: "撤销链接",
  revoked: "链接已撤销，再打开将看不到任何内容。",
  failed: "没能修改链接。",
  loading: "正在加载",
  close: "关闭",
  shared: "分享的对话",
  sharedAt: (when) => `截至 ${when}，仅供查看。`,
  start: "开始自己的对话",
  missing: "这里没有分享的内容",
  missingMeaning: "链接已被撤销或不完整，请向发给你的人索取新的链接。",
  unread: "没能加载这个对话。",
};

export function useShareWords() {
  return useWords({ en, zh });
}
