// Which call goes where. Whatever is not in this table the platform does not have, `batch_update` on purpose.
import { botInfo } from "./bot.ts";
import type { Incoming, Reply } from "./call.ts";
import { chatsOfCard } from "./card-operation.ts";
import { changeSettings, createEntity, updateEntity, updateText } from "./cardkit.ts";
import { editMessage, getMessage, patchMessage, recallMessage } from "./change.ts";
import { hookChats, takeNotice } from "./custom-bot.ts";
import { chatsOfMessage } from "./find-message.ts";
import { takeCall } from "./limits.ts";
import { addReaction, removeReaction } from "./reactions.ts";
import { giveResource, refuseForeign } from "./resources.ts";
import { createMessage, receivers, replyToMessage } from "./send.ts";
import { checkToken, issueToken } from "./tokens.ts";
import type { World } from "./world.ts";

type Handler = (world: World, incoming: Incoming, ids: string[]) => Reply;
type ChatsOf = (world: World, incoming: Incoming, ids: string[]) => string[];

interface Definition {
  operation: string;
  method: string;
  /** Behind `/open-apis/`, with `:` for an id. */
  path: string;
  handle: Handler;
  chats: ChatsOf;
  /** Needs no token. */
  open?: boolean;
}

/** A route, and the ids that stood in the path. */
export interface Route extends Definition {
  ids: string[];
}

const none: ChatsOf = () => [];
const byMessage: ChatsOf = (world, _incoming, [messageId = ""]) => chatsOfMessage(world, messageId);

const messages = "im/v1/messages";
const cards = "cardkit/v1/cards";

const DEFINITIONS: Definition[] = [
  {
    operation: "token",
    method: "POST",
    path: "auth/v3/tenant_access_token/internal",
    handle: issueToken,
    chats: none,
    open: true,
  },
  { operation: "bot.info", method: "GET", path: "bot/v3/info", handle: botInfo, chats: none },
  { operation: "message.create", method: "POST", path: messages, handle: createMessage, chats: receivers },
  on("message.reply", "POST", `${messages}/:/reply`, replyToMessage),
  on("message.patch", "PATCH", `${messages}/:`, patchMessage),
  on("message.edit", "PUT", `${messages}/:`, editMessage),
  on("message.recall", "DELETE", `${messages}/:`, recallMessage),
  on("message.get", "GET", `${messages}/:`, getMessage),
  on("message.resource", "GET", `${messages}/:/resources/:`, giveResource),
  on("reaction.create", "POST", `${messages}/:/reactions`, addReaction),
  on("reaction.delete", "DELETE", `${messages}/:/reactions/:`, removeReaction),
  { operation: "card.create", method: "POST", path: cards, handle: createEntity, chats: none },
  on("card.text", "PUT", `${cards}/:/elements/:/content`, updateText, chatsOfCard),
  on("card.settings", "PATCH", `${cards}/:/settings`, changeSettings, chatsOfCard),
  on("card.update", "PUT", `${cards}/:`, updateEntity, chatsOfCard),
  on("image.get", "GET", "im/v1/images/:", refuseForeign, none),
  on("file.get", "GET", "im/v1/files/:", refuseForeign, none),
  { ...on("hook", "POST", "bot/v2/hook/:", takeNotice, hookChats), open: true },
];

const PATTERNS = DEFINITIONS.map((definition) => ({
  definition,
  pattern: new RegExp(`^/open-apis/${definition.path.replaceAll(":", "([^/]+)")}$`),
}));

export function findRoute(method: string, { pathname }: URL): Route | null {
  for (const { definition, pattern } of PATTERNS) {
    const match = definition.method === method ? pattern.exec(pathname) : null;
    if (match !== null) return { ...definition, ids: match.slice(1).map(decoded) };
  }
  return null;
}

export function work(world: World, route: Route | null, incoming: Incoming): Reply {
  if (route === null) return notFound();
  const refused =
    route.open === true ? null : (checkToken(world, incoming) ?? takeCall(world, route.operation));
  return refused ?? route.handle(world, incoming, route.ids);
}

function on(operation: string, method: string, path: string, handle: Handler, chats = byMessage): Definition {
  return { operation, method, path, handle, chats };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function notFound(): Reply {
  const headers = { "content-type": "text/plain" };
  return { status: 404, code: null, msg: "", headers, content: { kind: "text", text: "404 page not found" } };
}
