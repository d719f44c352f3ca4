// POST /webhooks/signed, for programs that are no messaging platform, by the signature of the deployment guide.
import { parseCommand } from "../core/command.ts";
import type { IncomingMessage } from "../core/message.ts";
import { type Services, servicesOf } from "../services.ts";
import { readBody } from "./body.ts";
import { channelOff } from "./channel-off.ts";
import { answerWith, checkLength } from "./chat.ts";
import { type AppContext, refuse, unwrap } from "./context.ts";

type SignedDelivery = Extract<
  Awaited<ReturnType<NonNullable<Services["signed"]>["verify"]>>,
  { ok: true }
>["value"];

/** Whoever holds the secret: conversations of this door belong to all who do. */
const OWNER = "signed";

export async function receiveSigned(context: AppContext): Promise<Response> {
  const { signed, config, now } = servicesOf(context.env);
  if (signed === null) return refuse(channelOff("signed"));
  const raw = { headers: context.req.raw.headers, body: await readBody(context) };
  const delivery = unwrap(await signed.verify(raw, now()));
  checkLength(config, delivery.message);
  const message = toMessage(delivery, context.var.requestId, now());
  const conversation = context.env.CONVERSATIONS.getByName(`signed/${delivery.sessionId}`);
  if (delivery.callbackUrl === null) return answerWith(context, unwrap(await conversation.ask(message)));
  unwrap(await conversation.receive(message));
  const { sessionId: session_id, messageId: message_id } = delivery;
  return context.json({ session_id, message_id, status: "accepted" }, 202);
}

function toMessage(delivery: SignedDelivery, requestId: string, now: number): IncomingMessage {
  const { messageId, sessionId, message, callbackUrl } = delivery;
  return {
    messageId,
    sessionId,
    sessionIssued: true,
    channel: "signed",
    owner: OWNER,
    userName: null,
    text: message,
    images: [],
    model: null,
    skipCache: false,
    requestId,
    command: parseCommand(message),
    origin: callbackUrl === null ? null : callbackOrigin(messageId, sessionId, callbackUrl, now),
  };
}

function callbackOrigin(messageId: string, chatId: string, replyUrl: string, sentAt: number) {
  return {
    messageId,
    chatId,
    threadId: null,
    chatKind: "private" as const,
    senderId: null,
    sentAt,
    replyUrl,
    replyUrlEndsAt: null,
    attachments: [],
  };
}
