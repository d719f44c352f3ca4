// The doors of both hosts: which call is which operation, what it is about, and who answers it.

import { type Incoming, type Reply, refuse } from "./call.ts";
import { cardChats, createAndDeliver, createdChats, streamCard, updateInstance } from "./cards.ts";
import { customChats, sendCustom } from "./custom-robot.ts";
import { setMark, takeMark } from "./emotions.ts";
import { fileAddress, giveFile } from "./files.ts";
import { takeCall } from "./limits.ts";
import {
  groupChats,
  peopleChats,
  recalledChats,
  recallGroup,
  recallPeople,
  sendToGroup,
  sendToPeople,
} from "./robot-messages.ts";
import { sendBySession, sessionChats } from "./sessions.ts";
import { checkToken, issueToken } from "./tokens.ts";
import type { World } from "./world.ts";

type Handler = (world: World, incoming: Incoming) => Reply;
type Chats = (world: World, incoming: Incoming) => string[];

export interface Route {
  operation: string;
  method: string;
  path: string;
  /** OpenAPI calls need a token and count against the limits. */
  open: boolean;
  chats: Chats;
  handle: Handler;
}

const none: Chats = () => [];

const ROUTES: Route[] = [
  open("token", "POST", "/v1.0/oauth2/accessToken", none, issueToken),
  open("session", "POST", "/robot/sendBySession", sessionChats, sendBySession),
  open("custom", "POST", "/robot/send", customChats, sendCustom),
  open("file.get", "GET", "/download/*", none, giveFile),
  guarded("group.send", "POST", "/v1.0/robot/groupMessages/send", groupChats, sendToGroup),
  guarded("single.send", "POST", "/v1.0/robot/oToMessages/batchSend", peopleChats, sendToPeople),
  guarded("group.recall", "POST", "/v1.0/robot/groupMessages/recall", groupChats, recallGroup),
  guarded("single.recall", "POST", "/v1.0/robot/otoMessages/batchRecall", recalledChats, recallPeople),
  guarded("card.create", "POST", "/v1.0/card/instances/createAndDeliver", createdChats, createAndDeliver),
  guarded("card.stream", "PUT", "/v1.0/card/streaming", cardChats, streamCard),
  guarded("card.update", "PUT", "/v1.0/card/instances", cardChats, updateInstance),
  guarded("file.url", "POST", "/v1.0/robot/messageFiles/download", none, fileAddress),
  guarded("emotion.reply", "POST", "/v1.0/robot/emotion/reply", groupChats, setMark),
  guarded("emotion.recall", "POST", "/v1.0/robot/emotion/recall", groupChats, takeMark),
];

const UNKNOWN = open("unknown", "", "", none, () =>
  refuse(404, "InvalidAction.NotFound", "no such api, please check url and method"),
);

export function findRoute({ method, url }: Incoming): Route {
  const fits = ({ path }: Route) =>
    path.endsWith("*") ? url.pathname.startsWith(path.slice(0, -1)) : url.pathname === path;
  return ROUTES.find((route) => route.method === method && fits(route)) ?? UNKNOWN;
}

export function answer(route: Route, world: World, incoming: Incoming): Reply {
  return gate(route, world, incoming) ?? route.handle(world, incoming);
}

function gate(route: Route, world: World, incoming: Incoming): Reply | null {
  if (route.open) return null;
  const refused = checkToken(world, incoming) ?? takeCall(world, route.operation);
  if (refused !== null) return refused;
  return incoming.json === undefined ? refuse(400, "InvalidBody", "the body is no valid JSON") : null;
}

function open(operation: string, method: string, path: string, chats: Chats, handle: Handler): Route {
  return { operation, method, path, open: true, chats, handle };
}

function guarded(operation: string, method: string, path: string, chats: Chats, handle: Handler): Route {
  return { operation, method, path, open: false, chats, handle };
}
