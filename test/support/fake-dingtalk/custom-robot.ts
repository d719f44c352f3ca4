// `POST /robot/send`: the custom robot of a group, with its signature (scheme B) and its twenty messages a minute.
import { createHmac } from "node:crypto";
import { type Incoming, type Reply, refuseOld, succeed } from "./call.ts";
import { readWebhookBody } from "./webhook-body.ts";
import type { World } from "./world.ts";

export interface CustomRobot {
  accessToken: string;
  /** Null: the group is secured by something other than a signature. */
  secret: string | null;
  chat: string;
}

const WINDOW_MS = 60_000;
const MOST_PER_WINDOW = 20;
const BLOCK_MS = 10 * 60_000;
const LONGEST_SKEW_MS = 3_600_000;

export function customChats(world: World, incoming: Incoming): string[] {
  const robot = robotOf(world, incoming);
  return robot === undefined ? [] : [robot.chat];
}

export function sendCustom(world: World, incoming: Incoming): Reply {
  const robot = robotOf(world, incoming);
  if (robot === undefined) return refuseOld(300005, "token is not exist");
  const insecure =
    robot.secret === null ? null : checkSign(robot.secret, incoming.url.searchParams, world.now());
  if (insecure !== null) return refuseOld(310000, insecure);
  if (world.limits.customPerMinute && !takePlace(world, robot))
    return refuseOld(130101, "send too fast, exceed 20 times per minute");
  const checked = readWebhookBody(incoming);
  if (!checked.ok) return checked.reply;
  world.messages.add(robot.chat, { ...checked.message, via: "custom", at: world.now() });
  return succeed({ errcode: 0, errmsg: "ok" });
}

function robotOf(world: World, { url }: Incoming): CustomRobot | undefined {
  return world.customRobots.find((robot) => robot.accessToken === url.searchParams.get("access_token"));
}

/** What is wrong; null when nothing is. */
function checkSign(secret: string, query: URLSearchParams, now: number): string | null {
  const timestamp = query.get("timestamp") ?? "";
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > LONGEST_SKEW_MS)
    return "invalid timestamp";
  const expected = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
  return query.get("sign") === expected ? null : "sign not match";
}

/** One message too many blocks the robot for ten minutes. */
function takePlace(world: World, robot: CustomRobot): boolean {
  const now = world.now();
  const pace = world.customPace.get(robot.accessToken) ?? { sent: [], blockedUntil: 0 };
  world.customPace.set(robot.accessToken, pace);
  if (now < pace.blockedUntil) return false;
  pace.sent = pace.sent.filter((at) => now - at < WINDOW_MS);
  if (pace.sent.length >= MOST_PER_WINDOW) {
    pace.blockedUntil = now + BLOCK_MS;
    return false;
  }
  pace.sent.push(now);
  return true;
}
