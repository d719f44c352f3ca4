// A rich text (`post`): what the platform takes, and what its reader sees.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { textOf } from "./call.ts";

const LOCALES = ["zh_cn", "en_us", "ja_jp"];

/** What each kind of element must have. */
const ELEMENTS: Record<string, string[]> = {
  text: ["text"],
  a: ["text", "href"],
  at: ["user_id"],
  img: ["image_key"],
  media: ["file_key"],
  emotion: ["emoji_type"],
  code_block: ["text"],
  md: ["text"],
  hr: [],
};

interface Post {
  title: string;
  rows: JsonRecord[][];
}

/** The reason why it is refused; null when it is taken. */
export function findPostFlaw(content: JsonRecord): string | null {
  const locales = Object.keys(content);
  if (locales.length === 0 || !locales.every((locale) => LOCALES.includes(locale)))
    return "a post needs a locale such as zh_cn above its title and content";
  for (const locale of locales) {
    const post = readPost(content[locale]);
    const flaw = post === null ? "content must be rows of elements" : findRowFlaw(post.rows);
    if (flaw !== null) return `${locale}: ${flaw}`;
  }
  return null;
}

/** As a reader of the first language sees it. */
export function textOfPost(content: JsonRecord): string {
  const post = readPost(Object.values(content)[0]);
  return (post?.rows ?? []).map((row) => row.map(textOfElement).join("")).join("\n");
}

export function titleOfPost(content: JsonRecord): string | null {
  return readPost(Object.values(content)[0])?.title || null;
}

function readPost(value: unknown): Post | null {
  if (!isRecord(value) || !Array.isArray(value.content)) return null;
  const rows: unknown[] = value.content;
  const read = rows.map((row) => (Array.isArray(row) && row.every(isRecord) ? row : null));
  if (read.some((row) => row === null)) return null;
  return { title: textOf(value.title), rows: read.filter((row) => row !== null) };
}

function findRowFlaw(rows: JsonRecord[][]): string | null {
  for (const row of rows) {
    const alone = row.length === 1;
    if (!alone && row.some(({ tag }) => tag === "md")) return "an md element must be alone in its paragraph";
    for (const element of row) {
      const needed = Object.hasOwn(ELEMENTS, textOf(element.tag)) ? ELEMENTS[textOf(element.tag)] : undefined;
      if (needed === undefined) return `unknown tag ${String(element.tag)}`;
      if (!needed.every((field) => typeof element[field] === "string")) return `${element.tag} lacks a field`;
    }
  }
  return null;
}

function textOfElement(element: JsonRecord): string {
  switch (element.tag) {
    case "at":
      return `<at user_id="${textOf(element.user_id)}">${textOf(element.user_name)}</at>`;
    case "a":
      return `[${textOf(element.text)}](${textOf(element.href)})`;
    case "img":
      return `[image ${textOf(element.image_key)}]`;
    case "media":
      return `[media ${textOf(element.file_key)}]`;
    case "emotion":
      return `:${textOf(element.emoji_type)}:`;
    case "hr":
      return "---";
    default:
      return textOf(element.text);
  }
}
