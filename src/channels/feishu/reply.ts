// Sends a message as a reply. Never as a new message of the chat: inside a topic that would open another topic.
import type { Origin } from "../../core/delivery.ts";
import { wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { CallResult } from "../channel.ts";
import { callFeishu, type FeishuApi } from "./api.ts";

export interface MessageContent {
  msg_type: "interactive" | "post" | "text";
  content: JsonRecord;
}

/** `uuid`: within an hour the same one is sent once. The value is the id of the new message, where the platform tells it. */
export async function replyTo(
  api: FeishuApi,
  origin: Origin,
  uuid: string,
  { msg_type, content }: MessageContent,
): Promise<CallResult<string | null>> {
  const answer = await callFeishu(api, {
    operation: "message.reply",
    method: "POST",
    path: `/open-apis/im/v1/messages/${encodeURIComponent(origin.messageId)}/reply`,
    body: {
      msg_type,
      content: JSON.stringify(content),
      uuid,
      ...(origin.threadId !== null && { reply_in_thread: true }),
    },
    chatId: origin.chatId,
  });
  return answer.ok ? { ok: true, value: wordIn(answer.value.message_id) } : answer;
}

/** A card that exists by itself, so that it can grow. It can be sent once. */
export function cardReference(cardId: string): MessageContent {
  return { msg_type: "interactive", content: { type: "card", data: { card_id: cardId } } };
}
