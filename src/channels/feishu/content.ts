// What a message holds, by its type: text, images, or something that nobody here can read.
import { objectIn, wordIn } from "../../core/fields.ts";
import { readPost } from "./post.ts";

/** `text` still holds the keys of mentions. `unreadable`: `what` is a name that the words for people know. */
export type Content =
  | { kind: "text"; text: string; imageKeys: string[] }
  | { kind: "unreadable"; what: "audio" | "video" | "file" | "sticker" | "other" }
  | { kind: "silent" };

const UNREADABLE = new Map<unknown, Extract<Content, { kind: "unreadable" }>["what"]>([
  ["audio", "audio"],
  ["media", "video"],
  ["file", "file"],
  ["folder", "file"],
  ["sticker", "sticker"],
]);

/** What the client tells by itself, and nobody expects an answer to. */
const SILENT = new Set<unknown>([
  "system",
  "vote",
  "todo",
  "calendar",
  "general_calendar",
  "share_calendar_event",
  "hongbao",
  "video_chat",
]);

const OTHER: Content = { kind: "unreadable", what: "other" };

/** `json`: the content as the platform sends it, a JSON text that may be malformed. */
export function readContent(messageType: unknown, json: unknown): Content {
  if (SILENT.has(messageType)) return { kind: "silent" };
  const what = UNREADABLE.get(messageType);
  if (what !== undefined) return { kind: "unreadable", what };
  const content = objectIn(json);
  if (content === null) return OTHER;
  if (messageType === "text" && typeof content.text === "string")
    return { kind: "text", text: content.text, imageKeys: [] };
  if (messageType === "image") {
    const key = wordIn(content.image_key);
    return key === null ? OTHER : { kind: "text", text: "", imageKeys: [key] };
  }
  if (messageType !== "post") return OTHER;
  const post = readPost(content);
  return post === null ? OTHER : { kind: "text", text: post.markdown, imageKeys: post.imageKeys };
}
