// One call to the fake platform: how it came in, what is kept of it, and the shapes of its answers.
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isRecord, type JsonRecord, parseJson } from "../../../src/core/json.ts";

/** A request as its route sees it. */
export interface Incoming {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  text: string;
  /** UTF-8 bytes of the body. */
  bytes: number;
  /** Parsed; undefined when it is no JSON. */
  json: unknown;
  /** The JSON object, or an empty one. */
  body: JsonRecord;
}

export interface Answered {
  status: number;
  /** The platform's own code, `errcode` as text; null for a success. */
  code: string | null;
  /** JSON, or the kind of a body that is none. */
  body: unknown;
  at: number;
}

export interface RecordedCall {
  id: number;
  operation: string;
  method: string;
  /** Session, token and signature masked. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; null when there was none. */
  body: unknown;
  bytes: number;
  /** The chats that it is about, by conversation or staff id. */
  chats: string[];
  /** Unix milliseconds. */
  at: number;
  /** The kind of fault that struck it. */
  fault: string | null;
  /** The platform accepted it, whether or not its answer arrived. Who was not reached may still stand in the answer. */
  succeeded: boolean;
  /** Null: no answer was sent. */
  answered: Answered | null;
  /** The client closed the connection before its answer was sent. */
  clientGone: boolean;
}

export interface Reply {
  status: number;
  code: string | null;
  headers?: Record<string, string>;
  content:
    | { kind: "json"; value: unknown }
    | { kind: "text"; text: string }
    | { kind: "bytes"; bytes: Uint8Array };
}

export function readIncoming(method: string, url: URL, headers: IncomingHttpHeaders, raw: Buffer): Incoming {
  const text = raw.toString("utf8");
  const json = parseJson(text);
  return { method, url, headers, text, bytes: raw.length, json, body: isRecord(json) ? json : {} };
}

export function succeed(value: unknown): Reply {
  return { status: 200, code: null, content: { kind: "json", value } };
}

/** The OpenAPI's no: a status, and why in `code`. */
export function refuse(status: number, code: string, message = code): Reply {
  const requestid = randomUUID().toUpperCase();
  return { status, code, content: { kind: "json", value: { code, message, requestid } } };
}

/** The old API's no: HTTP 200, and only `errcode` says it. */
export function refuseOld(errcode: number, errmsg: string): Reply {
  return { status: 200, code: String(errcode), content: { kind: "json", value: { errcode, errmsg } } };
}

export function page(status: number, text: string, contentType: string): Reply {
  const code = status < 400 ? null : String(status);
  return { status, code, headers: { "content-type": contentType }, content: { kind: "text", text } };
}

/** The gateway's words for a field that is not there. */
export function missing(field: string): Reply {
  return refuse(400, `Missing${field}`, `${field} is mandatory for this action.`);
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
