// A conversation as a file: what both formats hold, and what a file of somebody's must be to be taken.
import type { ConversationFile, HistoryMessage, ImportedMessage, Source } from "../../../core/wire.ts";
import { readMarkdown, writeMarkdown } from "./markdown-file.ts";

export type Format = "markdown" | "json";

const extensionOf: Record<Format, string> = { markdown: "md", json: "json" };

/** The server takes no more. Bytes, messages, and characters of a title. */
export const largestFile = 20 * 1024 * 1024;
const mostMessages = 10_000;
const longestTitle = 200;

/** Why a file is no conversation. `place` counts the message that is at fault, from 1. */
export class Unreadable extends Error {
  readonly reason: "json" | "shape" | "foreign" | "empty" | "many" | "first" | "message" | "large" | "text";
  readonly place: number;

  constructor(reason: Unreadable["reason"], place = 0) {
    super(reason);
    this.reason = reason;
    this.place = place;
  }
}

/** What was said; an answer that never came is nothing to keep. */
export function fileOf(title: string, messages: readonly HistoryMessage[]): ConversationFile {
  const said = messages.filter(({ role, content }) => role === "user" || content !== "");
  return { title, messages: said.map(importedOf) };
}

function importedOf({ role, content, timestamp, model, sources }: HistoryMessage): ImportedMessage {
  return {
    role,
    content,
    timestamp,
    ...(model === undefined || model === "" ? {} : { model }),
    ...(sources === undefined || sources.length === 0 ? {} : { sources }),
  };
}

export function writeFile(
  file: ConversationFile,
  format: Format,
  names: Record<ImportedMessage["role"], string>,
) {
  return format === "json" ? `${JSON.stringify(file, null, 2)}\n` : writeMarkdown(file, names);
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sourcesOf(value: unknown): Source[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((source) => isObject(source) && typeof source.title === "string")
    .map(({ title, snippet, url, number }) => ({
      title,
      snippet: typeof snippet === "string" ? snippet : "",
      ...(typeof url === "string" ? { url } : {}),
      ...(typeof number === "number" ? { number } : {}),
    }));
}

/** What is beside the words may be damaged or missing; the words may not. */
function messageOf(value: unknown, index: number): ImportedMessage {
  if (!isObject(value)) throw new Unreadable("message", index + 1);
  const { role, content, timestamp, model } = value;
  if ((role !== "user" && role !== "assistant") || typeof content !== "string")
    throw new Unreadable("message", index + 1);
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  const sources = sourcesOf(value.sources);
  return {
    role,
    content,
    ...(Number.isNaN(time) ? {} : { timestamp: new Date(time).toISOString() }),
    ...(typeof model === "string" && model !== "" ? { model } : {}),
    ...(sources.length === 0 ? {} : { sources }),
  };
}

function parseJson(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable("json");
  }
  if (!isObject(value) || !Array.isArray(value.messages)) throw new Unreadable("shape");
  return value;
}

/** A title that the server takes: one line, not empty, not too long, and no half character at its end. */
function titleOf(title: unknown, name: string): string {
  const words = typeof title === "string" ? title : "";
  const line = (words.trim() === "" ? name.replace(/\.[^.]*$/, "") : words).replace(/\s+/g, " ").trim();
  return line.slice(0, longestTitle).replace(/[\uD800-\uDBFF]$/, "") || "–";
}

export function readFile(name: string, text: string): ConversationFile {
  const body = text.replace(/^\uFEFF/, "");
  const json = /\.json$/i.test(name) || /^\s*[{[]/.test(body);
  const { title, messages } = json ? parseJson(body) : readMarkdown(body);
  const listed = Array.isArray(messages) ? messages : [];
  if (listed.length === 0) throw new Unreadable(json ? "empty" : "foreign");
  if (listed.length > mostMessages) throw new Unreadable("many");
  const read = listed.map(messageOf);
  if (read[0]?.role !== "user") throw new Unreadable("first");
  return { title: titleOf(title, name), messages: read };
}

const unfit = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Names that Windows keeps for its devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** In characters: four bytes each at most still leave room for the rest of a name. */
const longestName = 50;

export function fileNameOf(title: string, format: Format): string {
  const words = title.replace(unfit, " ").replace(/\s+/g, " ").trim();
  const short = [...words]
    .slice(0, longestName)
    .join("")
    .replace(/^[. ]+|[. ]+$/g, "");
  const safe = reserved.test(short) ? `${short}_` : short;
  return `${safe || "conversation"}.${extensionOf[format]}`;
}
