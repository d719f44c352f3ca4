// What a remote tool answered → text for a model to read.
import { isRecord, type JsonRecord } from "../../core/json.ts";

const LONGEST_ERROR = 500;

/** Throws, with the tool's own words, when it says that it failed. */
export function textOf({ content, structuredContent, isError }: JsonRecord): string {
  const parts: unknown[] = Array.isArray(content) ? content : [];
  const text = parts
    .map(partText)
    .filter((part) => part !== "")
    .join("\n");
  if (isError === true)
    throw new Error(text === "" ? "the tool failed" : text.slice(0, LONGEST_ERROR).toWellFormed());
  if (text === "" && isRecord(structuredContent)) return JSON.stringify(structuredContent);
  return text === "" ? "The tool had nothing to say." : text;
}

/** Images and sounds are left out: models take them from people only. */
function partText(part: unknown): string {
  if (!isRecord(part)) return "";
  const { text, uri } = isRecord(part.resource) ? part.resource : part;
  if (typeof text === "string") return text;
  return typeof uri === "string" ? uri : "";
}
