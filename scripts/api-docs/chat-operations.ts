// The page's side of the API: talking, and what one does with conversations.
import {
  chatRequestSchema,
  conversationFileSchema,
  feedbackSchema,
  joinSchema,
  sessionChangeSchema,
  versionSchema,
} from "../../src/http/chat-schema.ts";
import { body, cursor, limit, operation, parameter, search } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const sessionId = parameter("session_id", "path", "The conversation, 1 to 64 of A–Z a–z 0–9 . _ : -");
export const chatPaths: JsonObject = {
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
    patch: operation("Chat", "Name a conversation, or pin it to the top of the list", {
      parameters: [sessionId],
      requestBody: body(sessionChangeSchema),
      responses: answers({ 200: ["As it is called now", ref("SessionChange")] }, 400, 401, 403, 404, 429),
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
  "/api/chat/{session_id}/version": {
    post: operation("Chat", "Show another version of a message, and the newest of what followed it", {
      description:
        "A message sent with `instead_of` is another version of an earlier one. Its answer sees only what stood before that one, and it is " +
        "shown in its place; both are kept. The next message goes on from what is shown.",
      parameters: [sessionId],
      requestBody: body(versionSchema),
      responses: answers({ 200: ["It is shown", ref("Version")] }, 400, 401, 403, 404, 429),
    }),
  },
  "/api/chat/{session_id}/share": {
    get: operation("Chat", "Whether a conversation is open to readers", {
      parameters: [sessionId],
      responses: answers({ 200: ["Its address, or null", ref("ShareState")] }, 401, 403, 404),
    }),
    post: operation("Chat", "Open a conversation to readers, as it is now", {
      description:
        "Whoever has the address can read what is shown now; what is said later is not in it, nor an answer that is still being made. Once more " +
        "moves it to now under the same address. 409 `nothing_to_share` before the first answer.",
      parameters: [sessionId],
      responses: answers({ 201: ["Its address", ref("Share")] }, 401, 403, 404, 409, 429, 503),
    }),
    delete: operation("Chat", "Close it; the address never opens again", {
      parameters: [sessionId],
      responses: answers({ 204: ["It is closed"] }, 401, 403, 404, 429, 503),
    }),
  },
  "/api/shared/{token}": {
    get: operation("Chat", "Read a shared conversation, the newest page first", {
      parameters: [parameter("token", "path", "The end of its address"), limit, cursor],
      responses: answers({ 200: ["A page in the order of time", ref("SharedPage")] }, 400, 401, 404),
    }),
  },
  "/api/import": {
    post: operation("Chat", "Begin a conversation with what was said elsewhere", {
      description:
        "No model is asked, and the messages do not count as turns. At most 20 MiB; a message with the answers behind it at most 1.9 MB.",
      requestBody: body(conversationFileSchema),
      responses: answers(
        { 201: ["It is listed in a moment", ref("Imported")] },
        400,
        401,
        403,
        413,
        415,
        429,
      ),
    }),
  },
  "/api/visitor/link": {
    post: operation("Chat", "Make a code by which another device goes on as this visitor", {
      description:
        "It works once, and for ten minutes. A key's holder gives the key to the other device instead.",
      responses: answers({ 201: ["The code", ref("DeviceLink")] }, 400, 401, 403, 429),
    }),
  },
  "/api/visitor/join": {
    post: operation("Chat", "Go on as the visitor who made the code", {
      description:
        "Sets the visitor's cookie. Conversations of the visitor that this device was before are no longer listed here.",
      requestBody: body(joinSchema),
      responses: answers({ 204: ["It is that visitor now"] }, 400, 401, 404, 415, 429),
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
};
