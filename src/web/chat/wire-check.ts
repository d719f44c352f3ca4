// Checks that what the server sent has the shape that core/wire.ts promises; inside the page nothing is checked twice.
import type {
  Answer,
  ChatEvent,
  ErrorBody,
  HistoryMessage,
  HistoryPage,
  ModelPage,
  ModelSummary,
  SessionPage,
  SessionSummary,
  Source,
  ToolUse,
} from "../../core/wire.ts";
import { isErrorEnvelope } from "../common/refusal.ts";

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasStrings(value: unknown, ...names: string[]): value is Fields {
  return isObject(value) && names.every((name) => typeof value[name] === "string");
}

function isCursor(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isAbsentOr(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || check(value);
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function isErrorBody(value: unknown): value is ErrorBody {
  return hasStrings(value, "message", "type", "code");
}

function isSource(value: unknown): value is Source {
  return (
    hasStrings(value, "title", "snippet") &&
    isAbsentOr(value.url, isString) &&
    isAbsentOr(value.number, isNumber)
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isToolUse(value: unknown): value is ToolUse {
  return hasStrings(value, "name") && typeof value.ok === "boolean" && isNumber(value.ms);
}

function areTools(value: unknown): boolean {
  return isAbsentOr(value, (tools) => isListOf(tools, isToolUse));
}

function isAnswer(value: unknown): value is Answer {
  return (
    hasStrings(value, "session_id", "message_id", "reply", "model") &&
    isListOf(value.sources, isSource) &&
    areTools(value.tools)
  );
}

function isStart(value: unknown): value is { session_id: string; message_id: string } {
  return hasStrings(value, "session_id", "message_id");
}

function isDelta(value: unknown): value is { text: string } {
  return hasStrings(value, "text");
}

const roles = new Set<unknown>(["user", "assistant"]);
const statuses = new Set<unknown>(["pending", "ok", "stopped", "failed"]);
const ratings = new Set<unknown>(["up", "down", null]);

function isHistoryMessage(value: unknown): value is HistoryMessage {
  return (
    hasStrings(value, "message_id", "content", "timestamp") &&
    roles.has(value.role) &&
    statuses.has(value.status) &&
    isAbsentOr(value.model, isString) &&
    isAbsentOr(value.sources, (sources) => isListOf(sources, isSource)) &&
    areTools(value.tools) &&
    isAbsentOr(value.error, isErrorBody) &&
    isAbsentOr(value.versions, (ids) => isListOf(ids, isString)) &&
    isAbsentOr(value.images, isNumber) &&
    isAbsentOr(value.rating, (rating) => ratings.has(rating))
  );
}

export function isHistoryPage(value: unknown): value is HistoryPage {
  return (
    hasStrings(value, "session_id") &&
    isCursor(value.next_cursor) &&
    isListOf(value.messages, isHistoryMessage)
  );
}

function isSessionSummary(value: unknown): value is SessionSummary {
  return hasStrings(value, "session_id", "title", "updated_at") && typeof value.pinned === "boolean";
}

export function isSessionPage(value: unknown): value is SessionPage {
  return isObject(value) && isCursor(value.next_cursor) && isListOf(value.sessions, isSessionSummary);
}

function isModelSummary(value: unknown): value is ModelSummary {
  return (
    hasStrings(value, "id", "title", "kind") &&
    isAbsentOr(value.greeting, isString) &&
    isAbsentOr(value.suggestions, (list) => isListOf(list, isString))
  );
}

export function isModelPage(value: unknown): value is ModelPage {
  return isObject(value) && isListOf(value.data, isModelSummary) && isAbsentOr(value.assistant, isString);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One server-sent event as the page knows it; null for a kind that it does not know or a damaged one. */
export function readChatEvent(event: string | undefined, text: string): ChatEvent | null {
  const data = parseJson(text);
  switch (event) {
    case "start":
      return isStart(data) ? { event, data } : null;
    case "delta":
      return isDelta(data) ? { event, data } : null;
    case "done":
      return isAnswer(data) ? { event, data } : null;
    case "error":
      return isErrorEnvelope(data) ? { event, data } : null;
    default:
      return null;
  }
}
