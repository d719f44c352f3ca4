// Mentions: texts hold keys such as `@_user_1`, and a list beside them says whom each key means.
import { listIn, recordIn, wordIn } from "../../core/fields.ts";

export interface Mention {
  key: string;
  /** Null for `@_all`, which means nobody in particular. */
  openId: string | null;
  name: string | null;
}

/** Keys are short; whatever else claims to be one would only make the search expensive. */
const LONGEST_KEY = 64;

export function readMentions(value: unknown): Mention[] {
  return listIn(value).flatMap((item) => {
    const { key, id, name } = recordIn(item);
    const word = wordIn(key);
    if (word === null || word.length > LONGEST_KEY) return [];
    return [{ key: word, openId: wordIn(recordIn(id).open_id), name: wordIn(name) }];
  });
}

/** Without the bot's own mention and the white space behind it; everybody else by name, so that the model knows whom is meant. */
export function cleanMentions(text: string, mentions: Mention[], botId: string | null): string {
  if (mentions.length === 0) return text;
  const byKey = new Map(mentions.map((mention) => [mention.key, mention]));
  const pattern = new RegExp(`${patternOf(mentions)}(\\s*)`, "g");
  return text.replace(pattern, (found, key: string, space: string) => {
    const mention = byKey.get(key);
    if (mention === undefined) return found;
    if (botId !== null && mention.openId === botId) return "";
    return mention.name === null ? found : `@${mention.name}${space}`;
  });
}

/** Without all mentions in front. */
export function withoutLeadingMentions(text: string, mentions: Mention[]): string {
  return mentions.length === 0 ? text : text.replace(new RegExp(`^(?:\\s*${patternOf(mentions)})+\\s*`), "");
}

/** Longest first, and no digit behind: `@_user_1` is also the beginning of `@_user_10`. */
function patternOf(mentions: Mention[]): string {
  const keys = mentions.map(({ key }) => key).sort((a, b) => b.length - a.length);
  return `(${keys.map(escapePattern).join("|")})(?!\\d)`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
