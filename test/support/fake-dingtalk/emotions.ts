// The "thinking" mark on a person's message: set, and taken away again.
import { isRecord } from "../../../src/core/json.ts";
import { type Incoming, missing, type Reply, refuse, succeed, textOf } from "./call.ts";
import { checkRobot } from "./robot-messages.ts";
import type { World } from "./world.ts";

export function setMark(world: World, incoming: Incoming): Reply {
  const refused = checkMark(world, incoming);
  if (refused !== null) return refused;
  world.messages.marks.push(markOf(incoming));
  return succeed({ success: true });
}

export function takeMark(world: World, incoming: Incoming): Reply {
  const refused = checkMark(world, incoming);
  if (refused !== null) return refused;
  const { chat, messageId, name } = markOf(incoming);
  const { marks } = world.messages;
  const found = marks.findIndex(
    (mark) => mark.chat === chat && mark.messageId === messageId && mark.name === name,
  );
  if (found !== -1) marks.splice(found, 1);
  return succeed({ success: true });
}

function markOf({ body }: Incoming) {
  return {
    chat: textOf(body.openConversationId),
    messageId: textOf(body.openMsgId),
    name: textOf(body.emotionName),
  };
}

function checkMark(world: World, incoming: Incoming): Reply | null {
  const refused = checkRobot(world, incoming);
  if (refused !== null) return refused;
  const { body } = incoming;
  const field = ["openMsgId", "openConversationId", "emotionName"].find((name) => textOf(body[name]) === "");
  if (field !== undefined) return missing(field);
  if (body.emotionType !== 2 || !isRecord(body.textEmotion)) return refuse(400, "param.error", "textEmotion");
  return null;
}
