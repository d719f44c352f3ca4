// A reaction on the question says that it is being answered. Best effort: nothing waits for it, and nothing fails by it.
import type { Origin } from "../../core/delivery.ts";
import { wordIn } from "../../core/fields.ts";
import { callFeishu, type FeishuApi } from "./api.ts";
import { isMonthUsedUp } from "./codes.ts";

/** So long no signs are asked for once the month's calls are used up: what is refused may be counted too. */
const SILENT_MS = 3_600_000;
/** App → until when, Unix milliseconds. All conversations of an isolate share it. */
const silentUntil = new Map<string, number>();

/** Its handle; null when there is none. */
export async function addWorkSign(api: FeishuApi, origin: Origin): Promise<string | null> {
  const { appId } = api.settings;
  if (api.tools.now() < (silentUntil.get(appId) ?? 0)) return null;
  const answer = await callFeishu(api, {
    operation: "reaction.create",
    method: "POST",
    path: reactionsOf(origin),
    body: { reaction_type: { emoji_type: "Typing" } },
  });
  if (answer.ok) return wordIn(answer.value.reaction_id);
  if (isMonthUsedUp(answer.error.code)) silentUntil.set(appId, api.tools.now() + SILENT_MS);
  return null;
}

export async function removeWorkSign(api: FeishuApi, origin: Origin, handle: string): Promise<void> {
  const path = `${reactionsOf(origin)}/${encodeURIComponent(handle)}`;
  await callFeishu(api, { operation: "reaction.delete", method: "DELETE", path });
}

function reactionsOf(origin: Origin): string {
  return `/open-apis/im/v1/messages/${encodeURIComponent(origin.messageId)}/reactions`;
}
