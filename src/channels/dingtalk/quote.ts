// The message that a message answers: its words go along as a quote, or the model would not know what “this” is.
import { listIn, recordIn, wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import { objectOf } from "./content.ts";

/** Characters of the quoted message. */
const LONGEST_QUOTE = 500;

/** Markdown; empty when nothing with words is quoted. What the bot itself said often comes without any. */
export function quoteIn(message: JsonRecord): string {
  const { repliedMsg } = recordIn(message.text);
  const quoted = wordsIn(objectOf(recordIn(repliedMsg).content))
    .toWellFormed()
    .trim();
  if (quoted === "") return "";
  const isLong = quoted.length > LONGEST_QUOTE;
  const short = isLong ? `${quoted.slice(0, LONGEST_QUOTE).toWellFormed()}…` : quoted;
  return short
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`)
    .join("\n");
}

function wordsIn({ text, richText }: JsonRecord): string {
  const words = listIn(richText).map((part) => recordIn(part).text);
  return wordIn(text) ?? words.filter((word) => typeof word === "string").join("");
}
