// A mark on the question says that it is being answered. Best effort: nothing waits for it, and nothing fails by it.
// The vendor's own connector uses these calls; its public pages do not describe them.
import type { Origin } from "../../core/delivery.ts";
import type { CallResult } from "../channel.ts";
import { callDingTalk, type DingTalkApi } from "./api.ts";

const NAME = "🤔思考中";

/** Its handle; null when there is none. One of which nobody knows is taken away too. */
export async function addWorkSign(api: DingTalkApi, origin: Origin): Promise<string | null> {
  const marked = await mark(api, origin, "emotion.reply", "/v1.0/robot/emotion/reply");
  return marked.ok || marked.error.kind === "unreachable" ? NAME : null;
}

/** Once: the next answer of the conversation may be waiting behind it. */
export async function removeWorkSign(api: DingTalkApi, origin: Origin): Promise<void> {
  await mark(api, origin, "emotion.recall", "/v1.0/robot/emotion/recall");
}

function mark(
  api: DingTalkApi,
  { messageId, chatId }: Origin,
  operation: string,
  path: string,
): Promise<CallResult<unknown>> {
  return callDingTalk(api, {
    operation,
    method: "POST",
    path,
    body: {
      robotCode: api.settings.robotCode,
      openMsgId: messageId,
      openConversationId: chatId,
      emotionType: 2,
      emotionName: NAME,
      textEmotion: { emotionId: "2659900", emotionName: NAME, text: NAME, backgroundId: "im_bg_1" },
    },
  });
}
