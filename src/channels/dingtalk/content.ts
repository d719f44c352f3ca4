// What a message holds, by its type: text, images, or something that nobody here can read.
import type { Attachment } from "../../core/delivery.ts";
import { listIn, objectIn, recordIn, wordIn } from "../../core/fields.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";

/** `unreadable`: `what` is a name that the words for people know. */
export type Content =
  | { kind: "text"; text: string; images: Attachment[] }
  | { kind: "unreadable"; what: "audio" | "video" | "file" | "other" };

const OTHER: Content = { kind: "unreadable", what: "other" };

export function readContent(message: JsonRecord): Content {
  const content = objectOf(message.content);
  switch (message.msgtype) {
    case "text":
      return textContent(recordIn(message.text).content);
    case "richText":
      return readRichText(content, message.chatbotUserId);
    case "picture": {
      const images = imagesIn(content);
      return images.length === 0 ? OTHER : { kind: "text", text: "", images };
    }
    case "audio": {
      // The platform writes down what it heard.
      const heard = wordIn(content.recognition)?.trim() ?? "";
      return heard === "" ? { kind: "unreadable", what: "audio" } : textContent(heard);
    }
    case "video":
      return { kind: "unreadable", what: "video" };
    case "file":
      return { kind: "unreadable", what: "file" };
    default:
      return OTHER;
  }
}

/** Both were seen: an object, and the same as a JSON text. */
export function objectOf(value: unknown): JsonRecord {
  return objectIn(value) ?? recordIn(value);
}

function textContent(text: unknown): Content {
  return typeof text === "string" ? { kind: "text", text, images: [] } : OTHER;
}

function readRichText(content: JsonRecord, botId: unknown): Content {
  const parts = listIn(content.richText).filter(isRecord);
  const text = parts.map((part) => readPart(part, botId)).join("");
  return { kind: "text", text, images: parts.flatMap(imagesIn) };
}

function readPart(part: JsonRecord, botId: unknown): string {
  if (typeof part.text === "string") return part.text;
  // The words on both sides of a picture are no neighbours.
  if (imagesIn(part).length > 0) return "\n";
  const name = wordIn(part.atName);
  if (name === null || (part.atUserId !== undefined && part.atUserId === botId)) return "";
  return `${name.startsWith("@") ? "" : "@"}${name} `;
}

/** Some clients send only the code of the smaller picture. */
function imagesIn({ downloadCode, pictureDownloadCode }: JsonRecord): Attachment[] {
  const key = wordIn(downloadCode) ?? wordIn(pictureDownloadCode);
  return key === null ? [] : [{ kind: "image", key }];
}
