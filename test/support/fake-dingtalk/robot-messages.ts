// The robot's messages by OpenAPI, to a group or to people, and their recall. Who was not reached stands in lists, in HTTP 200.
import type { JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, missing, type Reply, refuse, succeed, textOf, textsOf } from "./call.ts";
import { newKey } from "./messages.ts";
import { readRobotMessage } from "./robot-templates.ts";
import type { World } from "./world.ts";

const MOST_PEOPLE = 20;

export function groupChats(_world: World, { body }: Incoming): string[] {
  return typeof body.openConversationId === "string" ? [body.openConversationId] : [];
}

export function peopleChats(_world: World, { body }: Incoming): string[] {
  return textsOf(body.userIds);
}

export function recalledChats(world: World, { body }: Incoming): string[] {
  return textsOf(body.processQueryKeys).flatMap((key) => world.messages.chatsOfKey(key));
}

/** Null when it is the app's own robot. */
export function checkRobot(world: World, { body }: Incoming): Reply | null {
  if (textOf(body.robotCode) === "") return missing("robotCode");
  // The platform's own spelling.
  if (body.robotCode !== world.app.robotCode) return invalid("robotCode.notExsit", "no such robot");
  return null;
}

export function sendToGroup(world: World, incoming: Incoming): Reply {
  const refused = checkRobot(world, incoming);
  if (refused !== null) return refused;
  const chat = textOf(incoming.body.openConversationId);
  if (chat === "") return missing("openConversationId");
  const checked = readRobotMessage(incoming.body);
  if (!checked.ok) return checked.reply;
  if (world.reach(chat).messages !== "ok")
    return invalid("openConversationId.invalid", "the robot is not in this conversation");
  const processQueryKey = newKey();
  world.messages.add(chat, { ...checked.message, via: "openapi", at: world.now(), processQueryKey });
  return succeed({ processQueryKey });
}

export function sendToPeople(world: World, incoming: Incoming): Reply {
  const refused = checkRobot(world, incoming) ?? checkPeople(incoming.body);
  if (refused !== null) return refused;
  const checked = readRobotMessage(incoming.body);
  if (!checked.ok) return checked.reply;
  const processQueryKey = newKey();
  const people = textsOf(incoming.body.userIds);
  const those = (state: string) => people.filter((person) => world.reach(person).messages === state);
  for (const person of those("ok"))
    world.messages.add(person, { ...checked.message, via: "openapi", at: world.now(), processQueryKey });
  return succeed({
    processQueryKey,
    invalidStaffIdList: those("invalid"),
    flowControlledStaffIdList: those("flowControlled"),
  });
}

export function recallGroup(world: World, incoming: Incoming): Reply {
  const { openConversationId } = incoming.body;
  if (textOf(openConversationId) === "") return missing("openConversationId");
  const inGroup = (key: string) => world.messages.chatsOfKey(key).includes(textOf(openConversationId));
  return recall(world, incoming, inGroup);
}

export function recallPeople(world: World, incoming: Incoming): Reply {
  return recall(world, incoming, () => true);
}

function recall(world: World, incoming: Incoming, mayRecall: (key: string) => boolean): Reply {
  const refused = checkRobot(world, incoming);
  if (refused !== null) return refused;
  const keys = textsOf(incoming.body.processQueryKeys);
  if (keys.length === 0) return missing("processQueryKeys");
  const successResult = keys.filter((key) => mayRecall(key) && world.messages.recall(key));
  const failed = keys.filter((key) => !successResult.includes(key));
  const failedResult = Object.fromEntries(failed.map((key) => [key, "processQueryKey is invalid"]));
  return succeed({ successResult, failedResult });
}

function checkPeople({ userIds }: JsonRecord): Reply | null {
  const people = textsOf(userIds);
  if (people.length === 0) return missing("userIds");
  if (people.length > MOST_PEOPLE) return invalid("userIds.overMax", `more than ${MOST_PEOPLE} people`);
  return null;
}

function invalid(what: string, message: string): Reply {
  return refuse(400, `invalidParameter.${what}`, message);
}
