// Rich text as people write it in the chat → Markdown for the model, and the keys of its images.

import { listIn, recordIn, wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";

export interface PostContent {
  markdown: string;
  imageKeys: string[];
}

/**
 * What was received has its paragraphs right here; what a bot sent has them one level down, by language. Null when there are
 * none at all.
 */
export function readPost(content: JsonRecord): PostContent | null {
  const post = [content, ...Object.values(content).map(recordIn)].find((level) =>
    Array.isArray(level.content),
  );
  if (post === undefined) return null;
  const imageKeys: string[] = [];
  const lines = listIn(post.content).map((paragraph) =>
    listIn(paragraph)
      .map((element) => readElement(recordIn(element), imageKeys))
      .join(""),
  );
  const title = wordIn(post.title);
  return { markdown: [...(title === null ? [] : [title, ""]), ...lines].join("\n").trim(), imageKeys };
}

function readElement(element: JsonRecord, imageKeys: string[]): string {
  const text = typeof element.text === "string" ? element.text : "";
  switch (element.tag) {
    case "a": {
      const href = wordIn(element.href);
      return href === null || href === text ? text : `[${text}](${href})`;
    }
    case "at":
      // Here the id is the key of a mention, as in a text.
      return wordIn(element.user_id) ?? nameOf(element);
    case "img": {
      const key = wordIn(element.image_key);
      if (key !== null) imageKeys.push(key);
      return "";
    }
    case "media":
      return "[video]";
    case "emotion":
      return `[${wordIn(element.emoji_type) ?? "emoji"}]`;
    case "code_block":
      return fenced(text, wordIn(element.language) ?? "");
    case "hr":
      return "\n---\n";
    default:
      return styled(text, listIn(element.style));
  }
}

function nameOf(element: JsonRecord): string {
  const name = wordIn(element.user_name);
  return name === null ? "" : `@${name}`;
}

const MARKS = new Map<unknown, string>([
  ["bold", "**"],
  ["italic", "*"],
  ["lineThrough", "~~"],
]);

/** Marks stand at words, never at white space, or they would mean nothing. */
function styled(text: string, styles: unknown[]): string {
  const marks = styles.flatMap((style) => MARKS.get(style) ?? []);
  const inner = text.trim();
  if (marks.length === 0 || inner === "") return text;
  const start = text.indexOf(inner);
  const marked = marks.reduce((wrapped, mark) => mark + wrapped + mark, inner);
  return text.slice(0, start) + marked + text.slice(start + inner.length);
}

/** A fence longer than any inside. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const word = /^[\w+#.-]{1,30}$/.test(language) ? language.toLowerCase() : "";
  return `\n${fence}${word}\n${code.replace(/\n$/, "")}\n${fence}\n`;
}
