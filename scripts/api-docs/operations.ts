// What the API does, path by path. Request bodies come from the very schemas that the Worker checks with.
import { completionRequestSchema } from "../../src/http/completion-schema.ts";
import { backupPaths } from "./backup-operations.ts";
import { channelPaths } from "./channel-operations.ts";
import { chatPaths } from "./chat-operations.ts";
import { filePaths } from "./file-operations.ts";
import { knowledgePaths } from "./knowledge-operations.ts";
import { modelFilePaths } from "./model-file-operations.ts";
import { monitoringPaths } from "./monitoring-operations.ts";
import { body, cursor, limit, operation, parameter, search } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

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
  ...chatPaths,
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
        415,
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
  ...knowledgePaths,
  ...modelFilePaths,
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
