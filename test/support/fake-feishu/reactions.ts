// Reactions of the bot to a message.
import { isRecord } from "../../../src/core/json.ts";
import { type Incoming, type Reply, refuse, succeed, textOf } from "./call.ts";
import { findMessage } from "./find-message.ts";
import type { World } from "./world.ts";

/** Some of the platform's; case-sensitive. */
const EMOJI_TYPES = ["Typing", "THUMBSUP", "OnIt", "OK", "DONE", "CrossMark", "THINKING", "HEART", "ERROR"];

let made = 0;

export function addReaction(world: World, { body }: Incoming, [messageId = ""]: string[]): Reply {
  const found = findMessage(world, messageId);
  if (!found.ok) return found.reply;
  const emojiType = isRecord(body.reaction_type) ? textOf(body.reaction_type.emoji_type) : "";
  if (!EMOJI_TYPES.includes(emojiType)) return refuse(231001, "reaction type is invalid.");
  const { reactions } = found.message;
  // The same person's same reaction is there once.
  const there = reactions.find((reaction) => reaction.emojiType === emojiType);
  made += 1;
  const reaction = there ?? { reactionId: `ZCaCIjUBVVWSrm5L-${made}`, emojiType, at: world.now() };
  if (there === undefined) reactions.push(reaction);
  return succeed({
    reaction_id: reaction.reactionId,
    operator: { operator_id: world.app.appId, operator_type: "app" },
    action_time: String(reaction.at),
    reaction_type: { emoji_type: emojiType },
  });
}

export function removeReaction(
  world: World,
  _incoming: Incoming,
  [messageId = "", reactionId = ""]: string[],
): Reply {
  const found = findMessage(world, messageId);
  if (!found.ok) return found.reply;
  const { reactions } = found.message;
  const index = reactions.findIndex((reaction) => reaction.reactionId === reactionId);
  const [removed] = index === -1 ? [] : reactions.splice(index, 1);
  if (removed === undefined)
    return refuse(231007, "The operator has no permission to react on the specific message.");
  return succeed({ reaction_id: reactionId, reaction_type: { emoji_type: removed.emojiType } });
}
