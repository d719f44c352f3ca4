// What the API does, path by path. Request bodies come from the very schemas that the Worker checks with.
import { chatRequestSchema, feedbackSchema } from "../../src/http/chat-schema.ts";
import { completionRequestSchema } from "../../src/http/completion-schema.ts";
import { backupPaths } from "./backup-operations.ts";
import { channelPaths } from "./channel-operations.ts";
import { filePaths } from "./file-operations.ts";
import { monitoringPaths } from "./monitoring-operations.ts";
import { body, cursor, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const sessionId = parameter("session_id", "path", "The conversation, 1 to 64 of A–Z a–z 0–9 . _ : -");
const search = parameter(
  "q",
  "query",
  "Words to find; Chinese words of two characters and more are found too",
);
const filters = [
  search,
  parameter("channel", "query", "web, api, openai, dingtalk, feishu or signed"),
  parameter("session_id", "query", "One conversation"),
  parameter("user_id", "query", "One person"),
  parameter("status", "query", "ok, stopped or failed"),
  parameter("from", "query", "ISO 8601 or a date, inclusive"),
  parameter("to", "query", "ISO 8601, exclusive, or a date, whose whole day counts"),
];

export const paths: JsonObject = {
  "/api/chat": {
    post: operation("Chat", "Say something", {
      description:
        "Answers as JSON, or as server-sent events with `stream: true` or `Accept: text/event-stream`: `start`, `delta` …, then `done` or `error`. " +
        "The same `message_id` again gives the same answer, also in mid-stream; with `Last-Event-ID` the stream goes on behind that event. " +
        "`Cache-Control: no-cache` skips the answer cache.",
      parameters: [parameter("Last-Event-ID", "header", "The last event that was seen")],
      requestBody: body(chatRequestSchema),
      responses: answers(
        { 200: ["The answer", ref("Answer"), ["application/json", "text/event-stream"]] },
        400,
        401,
        403,
        404,
        409,
        413,
        415,
        429,
        502,
        503,
        504,
      ),
    }),
    get: operation("Chat", "List your conversations, the latest first", {
      parameters: [search, limit, cursor],
      responses: answers({ 200: ["A page of conversations", ref("SessionPage")] }, 400, 401),
    }),
  },
  "/api/chat/{session_id}": {
    get: operation("Chat", "Read a conversation, the newest page first", {
      parameters: [sessionId, limit, cursor],
      responses: answers({ 200: ["A page in the order of time", ref("HistoryPage")] }, 400, 401, 403, 404),
    }),
    delete: operation("Chat", "Forget a conversation", {
      parameters: [sessionId],
      responses: answers({ 204: ["It is forgotten"] }, 401, 403, 404),
    }),
  },
  "/api/chat/{session_id}/stop": {
    post: operation("Chat", "End the running answer; what came so far is kept", {
      parameters: [sessionId],
      responses: answers({ 200: ["Whether an answer ran", ref("Stopped")] }, 401, 403, 404),
    }),
  },
  "/api/chat/{session_id}/feedback": {
    post: operation("Chat", "Rate an answer", {
      parameters: [sessionId],
      requestBody: body(feedbackSchema),
      responses: answers({ 200: ["The rating as it is now", ref("Feedback")] }, 400, 401, 403, 404),
    }),
  },
  "/api/models": {
    get: operation("Chat", "Models to choose from", {
      responses: answers({ 200: ["Models", ref("ModelPage")] }, 401),
    }),
  },
  "/v1/chat/completions": {
    post: operation("OpenAI-compatible", "Create a chat completion", {
      description:
        "As the OpenAI API, streamed and not. Unknown parameters pass through to the model. `X-Cache` says HIT or MISS.",
      requestBody: body(completionRequestSchema),
      responses: answers(
        {
          200: [
            "A chat.completion, or its chunks",
            { type: "object" },
            ["application/json", "text/event-stream"],
          ],
        },
        400,
        401,
        404,
        413,
        429,
        502,
        503,
        504,
      ),
    }),
  },
  "/v1/models": {
    get: operation("OpenAI-compatible", "List models", {
      responses: answers({ 200: ["Models", { type: "object" }] }, 401),
    }),
  },
  "/v1/models/{id}": {
    get: operation("OpenAI-compatible", "Read one model", {
      parameters: [parameter("id", "path", "The model's name")],
      responses: answers({ 200: ["The model", { type: "object" }] }, 401, 404),
    }),
  },
  "/api/admin/conversations": {
    get: operation("Operator", "Read conversation_logs, newest first", {
      parameters: [...filters, limit, cursor],
      responses: answers({ 200: ["A page of rows", ref("LogPage")] }, 400, 401, 503),
    }),
    delete: operation("Operator", "Erase a session or a person everywhere", {
      parameters: [
        parameter("session_id", "query", "This session, or"),
        parameter("user_id", "query", "this person"),
      ],
      responses: answers({ 200: ["What was erased", ref("Erased")] }, 400, 401, 503),
    }),
  },
  "/api/admin/conversations/export": {
    get: operation("Operator", "Export conversation_logs as a file", {
      parameters: [parameter("format", "query", "ndjson (unless given) or csv"), ...filters],
      responses: answers(
        { 200: ["The rows", { type: "string" }, ["application/x-ndjson", "text/csv"]] },
        400,
        401,
        503,
      ),
    }),
  },
  ...filePaths,
  ...channelPaths,
  ...monitoringPaths,
  ...backupPaths,
  "/health": {
    get: operation("Health", "What works and what does not", {
      responses: answers({ 200: ["ok or degraded", ref("Health")], 503: ["down", ref("Health")] }),
    }),
  },
  "/health/live": {
    get: operation("Health", "The Worker runs", {
      responses: answers({ 200: ["It does", { type: "object" }] }),
    }),
  },
};
