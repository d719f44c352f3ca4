// The words of the parts that every page has.
import { useWords } from "./language.ts";

const en = {
  cancel: "Cancel",
  copied: "Copied",
  language: "中文",
  languageLabel: "切换到中文",
  theme: "Theme",
  themes: { system: "System", light: "Light", dark: "Dark" },
};

const zh: typeof en = {
  cancel: "取消",
  copied: "已复制",
  language: "English",
  languageLabel: "Switch to English",
  theme: "外观",
  themes: { system: "跟随系统", light: "浅色", dark: "深色" },
};

const sharedWords = { zh, en };

export function useSharedWords() {
  return useWords(sharedWords);
}
