// What the widget says before the chat itself is there.
const en = {
  name: "Chat",
  trouble: "The chat cannot be opened on this page.",
  newTab: "Open it in a new tab",
  close: "Close",
};

const zh: typeof en = {
  name: "聊天",
  trouble: "聊天窗口无法在此页面中打开。",
  newTab: "在新标签页中打开",
  close: "关闭",
};

export const words = { zh, en };
