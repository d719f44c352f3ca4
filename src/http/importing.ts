// POST /api/import: a conversation from a file begins here anew, as its sender's own.
import type { Hono } from "hono";
import type { AdoptedConversation, AdoptedTurn } from "../core/message.ts";
import { CHAT_BODY_BYTES, limitBody, parseBody, readJson } from "./body.ts";
import { identifyCaller, randomHex } from "./caller.ts";
import { type ConversationFileBody, conversationFileSchema } from "./chat-schema.ts";
import { type AppContext, type AppEnv, invalid } from "./context.ts";
import { chatConversation } from "./objects.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";

export function mountImport(app: Hono<AppEnv>): void {
  app.use("/api/import", limitBody(CHAT_BODY_BYTES));
  mount(app, "/api/import", { POST: importConversation });
}

async function importConversation(context: AppContext): Promise<Response> {
  const caller = await identifyCaller(context);
  const { title, messages } = parseBody(conversationFileSchema, (await readJson(context)).value);
  if (messages[0]?.role !== "user")
    invalid("invalid_value", "messages: must begin with one of the role user", "messages");
  const turns = toTurns(messages);
  if (turns.some((turn) => bytesOf(turn) > LONGEST_TURN_BYTES))
    invalid("invalid_value", TOO_LONG, "messages");
  await takeTurn(context, caller);
  const sessionId = randomHex();
  const adopted: AdoptedConversation = {
    sessionId,
    owner: caller.id,
    channel: caller.kind === "visitor" ? "web" : "api",
    requestId: context.var.requestId,
    title,
    turns,
  };
  await chatConversation(context.env, sessionId).adopt(new TextEncoder().encode(JSON.stringify(adopted)));
  return context.json({ session_id: sessionId, title }, 201);
}

/** A turn is a row of SQLite, which takes two megabytes. */
const LONGEST_TURN_BYTES = 1_900_000;
const TOO_LONG = `messages: one of the role user, with the answers behind it and their sources, must have at most ${LONGEST_TURN_BYTES} bytes`;

function bytesOf({ text, reply, sources }: AdoptedTurn): number {
  return new TextEncoder().encode(text + reply + JSON.stringify(sources)).length;
}

/** Questions with their answers; several answers to one question become one. */
function toTurns(messages: ConversationFileBody["messages"]): AdoptedTurn[] {
  const now = Date.now();
  const turns: AdoptedTurn[] = [];
  for (const { role, content, timestamp, model, sources } of messages) {
    const turn = turns.at(-1);
    if (role === "user" || turn === undefined) {
      const askedAt = timestamp ? Math.min(Date.parse(timestamp), now) : now;
      turns.push({
        messageId: crypto.randomUUID(),
        text: content,
        reply: "",
        model: "",
        sources: [],
        askedAt,
      });
      continue;
    }
    turn.reply = turn.reply === "" ? content : `${turn.reply}\n\n${content}`;
    turn.model = model ?? turn.model;
    turn.sources.push(
      ...(sources ?? []).map((source) => ({
        title: source.title,
        snippet: source.snippet,
        ...(source.url != null && { url: source.url }),
        ...(source.number != null && { number: source.number }),
      })),
    );
  }
  return turns;
}
