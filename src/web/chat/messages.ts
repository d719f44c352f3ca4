// The chat page's words in the language of the page.
import { useWords } from "../common/language.ts";
import { en } from "./messages.en.ts";
import { zh } from "./messages.zh.ts";

const messagesOf = { zh, en };

export function useMessages() {
  return useWords(messagesOf);
}
