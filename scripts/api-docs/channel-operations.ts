// The platforms' side of the API: where they deliver, and how the operator sees what became of it.
import { cursor, jsonBody, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const deliveryId = parameter("id", "path", "Of a delivery, as the list names it");
const anyObject = { type: "object" };

export const channelPaths: JsonObject = {
  "/webhooks/feishu": {
    post: operation("Webhooks", "Take what Feishu or Lark delivers", {
      description:
        "The request URL of events and of card callbacks. A challenge is answered; everything else is decrypted, its signature checked over " +
        "the raw bytes, stored, and only then acknowledged. The answer to a message goes out as a message of its own.",
      parameters: [
        parameter("X-Lark-Request-Timestamp", "header", "Seconds, at most eight hours off"),
        parameter("X-Lark-Request-Nonce", "header", "Part of what is signed"),
        parameter("X-Lark-Signature", "header", "Hex SHA-256; absent in a challenge"),
      ],
      requestBody: jsonBody(anyObject),
      responses: answers(
        { 200: ["The challenge, an acknowledgement, or a toast for a click on a card", anyObject] },
        400,
        401,
        404,
        413,
        503,
      ),
    }),
  },
  "/webhooks/dingtalk": {
    post: operation("Webhooks", "Take what a DingTalk robot delivers", {
      description:
        "The address of a robot that receives messages by HTTP. Verified, stored, and only then acknowledged; the answer goes out as a " +
        "message of its own. The platform's signature does not cover the body, so robot code and organisation are checked too.",
      parameters: [
        parameter("timestamp", "header", "Milliseconds, at most one hour off"),
        parameter("sign", "header", "Base64 HMAC-SHA256 with the app's secret"),
      ],
      requestBody: jsonBody(anyObject),
      responses: answers({ 200: ["An acknowledgement", anyObject] }, 400, 401, 404, 413, 503),
    }),
  },
  "/webhooks/signed": {
    post: operation("Webhooks", "Take a message of any other system", {
      description:
        "Waits for the answer, or with a `callback_url` answers 202 at once and posts the answer there with both signatures. " +
        "The same `message_id` again is the same message. `sign` does not cover the body; `x-body-signature` does.",
      parameters: [
        parameter("timestamp", "header", "10 digits of seconds or 13 of milliseconds; or `X-Timestamp`"),
        parameter(
          "sign",
          "header",
          "Base64 HMAC-SHA256, key: the secret, message: timestamp, line feed, secret; or `X-Signature`",
        ),
        parameter(
          "x-body-signature",
          "header",
          "Hex HMAC-SHA256, key: the secret, message: timestamp, full stop, raw body. Checked when present, required with SIGNED_WEBHOOK_STRICT",
        ),
      ],
      requestBody: jsonBody(ref("SignedMessage")),
      responses: answers(
        { 200: ["The answer", ref("Answer")], 202: ["Taken; the answer is posted", ref("Accepted")] },
        400,
        401,
        404,
        409,
        413,
        429,
        502,
        503,
        504,
      ),
    }),
  },
  "/api/admin/deliveries": {
    get: operation("Operator", "List what came from the platforms and what goes back, newest first", {
      parameters: [
        parameter("state", "query", "pending, done or dead"),
        parameter("channel", "query", "dingtalk, feishu or signed"),
        limit,
        cursor,
      ],
      responses: answers({ 200: ["A page of deliveries", ref("DeliveryPage")] }, 400, 401, 503),
    }),
  },
  "/api/admin/deliveries/{id}/retry": {
    post: operation("Operator", "Try a dead delivery once more", {
      description:
        "An answer that could not be sent is sent again; a message that could not be answered is put to the model again, as the last one of its " +
        "conversation. Said of a delivery that is not dead, it changes nothing.",
      parameters: [deliveryId],
      responses: answers({ 200: ["The delivery as it stands then", ref("Delivery")] }, 401, 404, 503),
    }),
  },
  "/api/admin/deliveries/{id}/discard": {
    post: operation("Operator", "Give a pending delivery up", {
      description: "It is not tried again. Said of a delivery that is not pending, it changes nothing.",
      parameters: [deliveryId],
      responses: answers({ 200: ["The delivery as it stands then", ref("Delivery")] }, 401, 404, 503),
    }),
  },
  "/api/admin/notify": {
    post: operation("Operator", "Send a notice to a group by its custom bot", {
      requestBody: jsonBody(ref("Notice")),
      responses: answers(
        { 200: ["The platform took it", ref("Notified")] },
        400,
        401,
        404,
        413,
        415,
        502,
        503,
      ),
    }),
  },
  "/api/admin/doctor": {
    get: operation("Operator", "Check the configuration, and say which switch to flip", {
      parameters: [parameter("language", "query", "en or zh; else that of Accept-Language")],
      responses: answers({ 200: ["Every check", ref("Diagnosis")] }, 401, 503),
    }),
  },
};
