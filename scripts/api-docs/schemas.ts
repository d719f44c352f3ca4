// The shapes of answers in the API's description.

import { knowledgeSchemas } from "./knowledge-schemas.ts";
import { modelFileSchemas } from "./model-file-schemas.ts";
import { monitoringSchemas } from "./monitoring-schemas.ts";
import { count, type JsonObject, list, nullable, page, ref, shape, text, time } from "./shapes.ts";

const flag = { type: "boolean" };

export const schemas: JsonObject = {
  Usage: shape({ prompt_tokens: count, completion_tokens: count, total_tokens: count }),
  Source: shape(
    {
      title: text,
      url: text,
      snippet: text,
      number: { ...count, description: "The reply cites it as [number]" },
    },
    ["url", "number"],
  ),
  ToolUse: shape({ name: text, ok: flag, ms: count }),
  Answer: shape(
    {
      session_id: text,
      message_id: text,
      reply: text,
      status: { type: "string", enum: ["ok", "stopped"] },
      model: text,
      cached: { type: "boolean" },
      usage: nullable(ref("Usage")),
      sources: list(ref("Source")),
      tools: { ...list(ref("ToolUse")), description: "What the model called while it answered" },
      truncated: { type: "boolean", description: "Present when the model itself ended early" },
    },
    ["tools", "truncated"],
  ),
  Error: shape({
    error: shape({ message: text, type: text, code: text, param: nullable(text) }),
    request_id: text,
  }),
  HistoryMessage: shape(
    {
      message_id: text,
      role: { type: "string", enum: ["user", "assistant"] },
      content: text,
      timestamp: time,
      status: { type: "string", enum: ["ok", "stopped", "failed", "pending"] },
      model: text,
      cached: { type: "boolean" },
      rating: nullable({ type: "string", enum: ["up", "down"] }),
      sources: list(ref("Source")),
      tools: list(ref("ToolUse")),
      error: { type: "object" },
      images: count,
      versions: { ...list(text), description: "Ids of all versions of this message, when there are several" },
    },
    ["model", "cached", "rating", "sources", "tools", "error", "images", "versions"],
  ),
  HistoryPage: shape({
    session_id: text,
    messages: list(ref("HistoryMessage")),
    next_cursor: nullable(text),
  }),
  SessionPage: page("sessions", shape({ session_id: text, title: text, updated_at: time, pinned: flag })),
  SessionChange: shape({ session_id: text, title: text, pinned: flag }),
  Version: shape({ session_id: text, message_id: text }),
  Share: shape({ url: text, shared_at: time }),
  ShareState: shape({ share: nullable(ref("Share")) }),
  SharedPage: shape({
    title: text,
    shared_at: time,
    messages: list(ref("HistoryMessage")),
    next_cursor: nullable(text),
  }),
  Imported: shape({ session_id: text, title: text }),
  DeviceLink: shape({ code: text, expires_at: time }),
  Stopped: shape({ session_id: text, message_id: nullable(text), stopped: { type: "boolean" } }),
  Feedback: shape({ session_id: text, message_id: text, rating: nullable(text) }),
  ModelPage: shape({
    data: list(
      shape(
        {
          id: text,
          title: text,
          default: flag,
          kind: { type: "string", enum: ["model", "file", "embedded"] },
          description: text,
          greeting: text,
          suggestions: list(text),
        },
        ["description", "greeting", "suggestions"],
      ),
    ),
    next_cursor: nullable(text),
    assistant: { ...text, description: "What the assistant is called" },
  }),
  LogRow: shape({
    id: text,
    session_id: text,
    user_input: text,
    bot_response: text,
    timestamp: time,
    channel: text,
    user_id: nullable(text),
    user_name: nullable(text),
    model: nullable(text),
    status: text,
    cached: { type: "boolean" },
    prompt_tokens: nullable(count),
    completion_tokens: nullable(count),
    latency_ms: nullable(count),
    first_token_ms: nullable(count),
    rating: nullable(text),
    request_id: text,
    error: nullable(text),
    model_version: { ...nullable(count), description: "Of the model file that model names" },
  }),
  LogPage: page("data", ref("LogRow")),
  Erased: shape({
    erased: shape({ conversations: count, rows: count }),
    complete: { type: "boolean", description: "False: call again for the rest" },
    backups: shape({
      count: { ...count, description: "Backups that may still hold it; none brings it back" },
      until: nullable({ ...time, description: "When the last of them is deleted; null: never" }),
    }),
  }),
  Backup: shape(
    {
      id: text,
      created_at: time,
      status: { type: "string", enum: ["running", "complete", "failed"] },
      finished_at: nullable(time),
      trigger: { type: "string", enum: ["daily", "manual"] },
      rows: count,
      bytes: count,
      objects: list(shape({ key: text, rows: count, bytes: count, sha256: text })),
      error: nullable({ ...text, description: "Why it failed, and what to do" }),
      expires_at: nullable({ ...time, description: "When it is deleted for its age; null: never" }),
      verified: nullable(shape({ at: time, ok: { type: "boolean" }, problems: list(text) })),
      restored: nullable(
        shape({ at: time, ok: { type: "boolean" }, inserted: count, skipped: count, error: nullable(text) }),
      ),
      job: nullable(
        shape({
          kind: { type: "string", enum: ["backup", "verify", "restore"] },
          done_rows: count,
          total_rows: count,
          started_at: time,
        }),
      ),
    },
    ["objects"],
  ),
  BackupPage: page("data", ref("Backup")),
  Verification: shape({ ok: { type: "boolean" }, problems: list(text) }),
  Restored: shape({
    ok: { type: "boolean" },
    inserted: count,
    skipped: { ...count, description: "They were there already, or were erased" },
  }),
  File: shape({
    key: text,
    size: count,
    etag: { ...text, description: "As in the header, quotes included" },
    sha256: nullable({ ...text, description: "Hex; null when nobody has computed it" }),
    content_type: text,
    updated_at: time,
  }),
  FilePage: shape({ data: list(ref("File")), prefixes: list(text), next_cursor: nullable(text) }),
  FileUpload: shape({
    upload_id: text,
    part_bytes: { ...count, description: "A good size for all parts but the last" },
  }),
  FilePart: shape({ part: count, etag: text }),
  Delivery: shape({
    id: text,
    message_id: text,
    channel: text,
    direction: { type: "string", enum: ["in", "out"] },
    state: { type: "string", enum: ["pending", "done", "dead"] },
    attempts: count,
    last_error: nullable(text),
    session_id: text,
    created_at: time,
    updated_at: time,
    next_attempt_at: nullable(time),
  }),
  DeliveryPage: page("data", ref("Delivery")),
  SignedMessage: shape(
    {
      message_id: { ...text, minLength: 1, maxLength: 128, description: "Made up by the sender" },
      session_id: { ...text, description: "The conversation; 1 to 64 of A–Z a–z 0–9 . _ : -" },
      message: text,
      callback_url: {
        type: "string",
        format: "uri",
        description: "A public https address, at its usual port",
      },
    },
    ["callback_url"],
  ),
  Accepted: shape({ session_id: text, message_id: text, status: { type: "string", enum: ["accepted"] } }),
  Notice: shape({
    channel: { type: "string", enum: ["dingtalk", "feishu"] },
    text: { ...text, maxLength: 50_000 },
  }),
  Notified: shape({ channel: text, sent: { type: "boolean" } }),
  Diagnosis: shape({
    ok: { type: "boolean", description: "No check found an error" },
    checks: list(
      shape({
        id: text,
        status: { type: "string", enum: ["ok", "warning", "error", "skipped"] },
        title: text,
        message: text,
        fix: nullable({ ...text, description: "What to change, and where" }),
      }),
    ),
  }),
  Health: shape(
    {
      status: { type: "string", enum: ["ok", "degraded", "down"] },
      version: text,
      problems: list(shape({ setting: text, message: text })),
      cron_last_run: nullable({ ...time, description: "The heartbeat: a minute old when all is well" }),
      checks: {
        type: "object",
        additionalProperties: shape({ status: text, latency_ms: count, message: text }, [
          "latency_ms",
          "message",
        ]),
      },
    },
    ["problems"],
  ),
  ...modelFileSchemas,
  ...monitoringSchemas,
  ...knowledgeSchemas,
};

const FAILURES: Record<number, string> = {
  400: "The request is wrong; `param` names the field",
  401: "The key, or the signature, is missing or wrong",
  403: "This is not yours, or your network may not come in",
  404: "There is no such thing",
  412: "The file is not as the condition demands",
  409: "It does not fit what is there: an id that was used, a job that runs, a backup that is damaged",
  413: "The body is too large",
  415: "The body is no JSON",
  416: "The range begins behind the end of the file",
  429: "Too many messages; `Retry-After` says how long to wait",
  502: "The model, or the platform, failed",
  503: "A part of the service is not configured or does not answer",
  504: "The model was too slow",
};

type Good = [description: string, schema?: JsonObject, types?: string[]];

/** Responses of an operation: its good ones, and the error envelope for each failure it may meet. */
export function answers(good: Record<number, Good>, ...failures: number[]): JsonObject {
  const described = Object.entries(good).map(
    ([status, [description, schema, types = ["application/json"]]]) => {
      const content = schema && { content: Object.fromEntries(types.map((type) => [type, { schema }])) };
      return [status, { description, ...content }];
    },
  );
  const failed = failures.map((status) => [
    String(status),
    { description: FAILURES[status] ?? "", content: { "application/json": { schema: ref("Error") } } },
  ]);
  return Object.fromEntries([...described, ...failed]);
}
