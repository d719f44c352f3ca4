// What the page around it says on the script's tag: data-theme, data-language, data-position, data-title, data-open.
import { words } from "./words.ts";

export type Options = ReturnType<typeof readOptions>;

export function readOptions({ src, dataset }: HTMLScriptElement) {
  const { theme = "system", language, position, title, open } = dataset;
  const page = document.documentElement.lang;
  const tag = language ?? (/^(?:zh|en)\b/i.test(page) ? page : navigator.language);
  const spoken: keyof typeof words = /^zh\b/i.test(tag) ? "zh" : "en";
  return {
    /** Of the script, and of the chat. */
    origin: new URL(src).origin,
    theme,
    language: spoken,
    words: words[spoken],
    side: position === "left" ? "left" : "right",
    label: title ?? words[spoken].name,
    open: open !== undefined,
  };
}
