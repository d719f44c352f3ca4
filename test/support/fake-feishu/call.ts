// One call to the fake platform: how it came in, what is kept of it, and the shapes of its answers.
import type { IncomingHttpHeaders } from "node:http";
import { isRecord, type JsonRecord, parseJson } from "../../../src/core/json.ts";

/** A request as its route sees it. */
export interface Incoming {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** UTF-8 bytes of the body. */
  bytes: number;
  /** Parsed; undefined when it is no JSON. */
  json: unknown;
  /** The JSON object, or an empty one. */
  body: JsonRecord;
}

export interface Answered {
  status: number;
  /** The platform's own code, 0 for a success; null where the answer has none (a page, a file). */
  code: number | null;
  msg: string;
  at: number;
}

export interface RecordedCall {
  id: number;
  /** Such as `message.reply`; `unknown` for a path that nobody serves. */
  operation: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; null when there was none. */
  body: unknown;
  bytes: number;
  /** The chats and people that it is about; a card that was just made gets them when it is sent. */
  chats: string[];
  /** The card that it made or sent. */
  cardId: string | null;
  /** Unix milliseconds of the fake's clock. */
  at: number;
  /** The kind of fault that struck it. */
  fault: string | null;
  /** The platform did what was asked, whether or not its answer arrived. */
  succeeded: boolean;
  /** Null: no answer was sent. */
  answered: Answered | null;
  /** The client closed the connection before its answer was sent. */
  clientGone: boolean;
}

export interface Reply {
  status: number;
  code: number | null;
  msg: string;
  headers?: Record<string, string>;
  /** The card that was made or sent. */
  cardId?: string | null;
  content:
    | { kind: "json"; value: unknown }
    | { kind: "text"; text: string }
    | { kind: "bytes"; bytes: Uint8Array };
}

export function readIncoming(method: string, url: URL, headers: IncomingHttpHeaders, raw: Buffer): Incoming {
  const json = parseJson(raw.toString("utf8"));
  return { method, url, headers, bytes: raw.length, json, body: isRecord(json) ? json : {} };
}

export function succeed(data: unknown = {}): Reply {
  return answer(200, { code: 0, msg: "success", data });
}

export function answer(status: number, value: { code: number; msg: string } & JsonRecord): Reply {
  return { status, code: value.code, msg: value.msg, content: { kind: "json", value } };
}

/** The platform's no: the body's code says it; the status is 400 in most cases. */
export function refuse(code: number, msg: string, status = 400, more: JsonRecord = {}): Reply {
  return answer(status, { code, msg, ...more });
}

/** What the gateway says before any API saw the call. */
export function refuseField(field: string, description: string): Reply {
  const violations = [{ field, description }];
  return refuse(99992402, "field validation failed", 400, { error: { field_violations: violations } });
}

/** A card in a message that cannot be made: the real reason stands inside the text only. */
export function refuseCardContent(errorCode: number, errorMessage: string): Reply {
  return refuse(
    230099,
    `Failed to create card content, ext=ErrCode: ${errorCode}; ErrMsg: ${errorMessage}; `,
  );
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Null for anything but the JSON text of an object. */
export function objectOf(value: unknown): JsonRecord | null {
  const parsed = typeof value === "string" ? parseJson(value) : undefined;
  return isRecord(parsed) ? parsed : null;
}
