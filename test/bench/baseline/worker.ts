// What the same work costs with nothing around it: Hono, one KV read, one piped stream, one row for a callback.
import { Hono } from "hono";
import type { Chat } from "./chat.ts";
import { openEvent, openRobotMessage } from "./event.ts";

export { Chat } from "./chat.ts";

interface BaselineBindings {
  MODEL_ENDPOINT: string;
  FEISHU_ENCRYPT_KEY: string;
  DINGTALK_APP_SECRET: string;
  CACHE: {
    get(key: string): Promise<string | null>;
    put(key: string, value: string): Promise<void>;
  };
  CHATS: { getByName(name: string): { keep: (...message: Parameters<Chat["keep"]>) => Promise<void> } };
}

const app = new Hono<{ Bindings: BaselineBindings }>();

app.get("/health/live", (context) => context.text("ok"));

app.get("/kv/:key", async (context) => {
  const value = await context.env.CACHE.get(context.req.param("key"));
  return value === null
    ? context.notFound()
    : context.body(value, 200, { "content-type": "application/json" });
});

app.put("/kv/:key", async (context) => {
  await context.env.CACHE.put(context.req.param("key"), await context.req.text());
  return context.body(null, 204);
});

app.post("/v1/chat/completions", async (context) => {
  const answer = await fetch(`${context.env.MODEL_ENDPOINT}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await context.req.text(),
  });
  return new Response(answer.body, answer);
});

app.post("/webhooks/feishu", async (context) => {
  const { FEISHU_ENCRYPT_KEY, CHATS } = context.env;
  const message = await openEvent(context.req.raw, FEISHU_ENCRYPT_KEY);
  if (message === null) return context.json({ msg: "bad signature" }, 401);
  await CHATS.getByName(message.chat_id).keep(message.message_id, message.content);
  return context.json({ msg: "success" });
});

app.post("/webhooks/dingtalk", async (context) => {
  const { DINGTALK_APP_SECRET, CHATS } = context.env;
  const message = await openRobotMessage(context.req.raw, DINGTALK_APP_SECRET);
  if (message === null) return context.json({ msg: "bad signature" }, 401);
  await CHATS.getByName(message.chat).keep(message.messageId, message.content);
  return context.json({});
});

export default app;
