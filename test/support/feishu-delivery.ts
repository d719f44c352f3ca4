// Genuine callbacks of Feishu: messages, clicks on cards old and new, the challenge; encrypted and signed as the platform does.
// Web Crypto only, so that it runs in Node and in workerd.
import { privateChatId, readMessageId, writeMessageId } from "./fake-feishu/message-name.ts";
import { FEISHU_TEST_APP } from "./fake-feishu/test-app.ts";

export { type Delivery, type DeliveryOptions, feishuDelivery } from "./fake-feishu/deliver.ts";
export { encryptFeishu, signFeishu, signFeishuOldCard } from "./fake-feishu/signing.ts";
export { FEISHU_TEST_APP } from "./fake-feishu/test-app.ts";

/** What stands behind a mention's key in the text. */
export interface Mention {
  /** `@_user_1` for the first one, and so on, when absent. */
  key?: string;
  /** Null: the platform tells none. */
  openId?: string | null;
  name?: string;
}

export const BOT_MENTION: Mention = { openId: FEISHU_TEST_APP.botOpenId, name: FEISHU_TEST_APP.botName };

interface HeaderOptions {
  eventId?: string;
  appId?: string;
  token?: string;
  /** Unix milliseconds. */
  now?: number;
}

/** One of these says what kind of message it is; none: an empty text. */
interface ContentOptions {
  text?: string;
  /** As it is received: without a locale. */
  post?: { title?: string; content: Record<string, unknown>[][] };
  /** An image's key. */
  image?: string;
  /** A file's key. */
  audio?: string;
  file?: string;
  video?: string;
  sticker?: string;
  /** Any other kind, as it stands; a text is sent as it is, broken JSON too. */
  other?: { type: string; content: Record<string, unknown> | string };
}

export interface FeishuMessageOptions extends HeaderOptions, ContentOptions {
  chatType?: "p2p" | "group" | "topic_group";
  chatId?: string;
  /** Gets chat and topic behind it, by which the fake finds them; what stands in `fields` is taken as it is. */
  messageId?: string;
  threadId?: string;
  /** The message that this one quotes; of a topic, its last one. */
  parentId?: string;
  rootId?: string;
  /** In a group the bot is mentioned in front of the text unless this says otherwise; here the keys stand in the text already. */
  mentions?: Mention[];
  /** The sender. */
  openId?: string;
  senderType?: string;
  /** Unix milliseconds; now when absent. A text is sent as it stands. */
  createTime?: number | string;
  /** Put over the finished `message` as they stand; `undefined` removes a field. */
  fields?: Record<string, unknown>;
}

/** An envelope of version 2. */
export interface FeishuEnvelope {
  schema: "2.0";
  header: {
    event_id: string;
    event_type: string;
    create_time: string;
    token: string;
    app_id: string;
    tenant_key: string;
  };
  event: Record<string, unknown>;
}

export interface FeishuMessage extends FeishuEnvelope {
  event: {
    sender: Record<string, unknown>;
    message: {
      message_id: string;
      chat_id: string;
      message_type: string;
      content: string;
      [field: string]: unknown;
    };
  };
}

export interface CardActionOptions extends HeaderOptions {
  value?: unknown;
  tag?: string;
  /** The card's message. */
  messageId?: string;
  chatId?: string;
  openId?: string;
  /** For a later update of the card; each click has its own. */
  actionToken?: string;
  /** Put over the finished `action` as they stand. */
  fields?: Record<string, unknown>;
}

const SENDER = "ou_sender0001";
const GROUP = "oc_group0001";

let made = 0;

/** `im.message.receive_v1`. */
export function feishuMessage(options: FeishuMessageOptions = {}): FeishuMessage {
  const { chatType = "p2p", openId = SENDER, threadId = null } = options;
  const chatId = options.chatId ?? (chatType === "p2p" ? privateChatId(openId) : GROUP);
  const now = options.now ?? Date.now();
  const { type, content } = contentOf(options);
  const mentions = mentionsOf(options);
  const message = {
    message_id: messageIdOf(options.messageId, chatId, threadId),
    ...((options.rootId ?? options.parentId) !== undefined && {
      root_id: options.rootId ?? options.parentId,
    }),
    ...(options.parentId !== undefined && { parent_id: options.parentId }),
    ...(threadId !== null && { thread_id: threadId }),
    create_time: String(options.createTime ?? now),
    update_time: String(options.createTime ?? now),
    chat_id: chatId,
    chat_type: chatType,
    message_type: type,
    content: typeof content === "string" ? content : JSON.stringify(content),
    ...(mentions.length > 0 && { mentions: mentions.map(mentionOf) }),
    ...options.fields,
  };
  const sender = {
    sender_id: personOf(openId),
    sender_type: options.senderType ?? "user",
    tenant_key: FEISHU_TEST_APP.tenantKey,
  };
  return { ...feishuEvent("im.message.receive_v1", {}, options), event: { sender, message } };
}

/** A click on a card's button, `card.action.trigger`. */
export function feishuCardAction(options: CardActionOptions = {}): FeishuEnvelope {
  const { token, messageId, chatId, openId, action } = clickOf(options);
  return feishuEvent(
    "card.action.trigger",
    {
      operator: { ...personOf(openId), tenant_key: FEISHU_TEST_APP.tenantKey },
      token,
      action: { ...action, timezone: "Asia/Shanghai" },
      host: "im_message",
      context: { open_message_id: messageId, open_chat_id: chatId },
    },
    options,
  );
}

/** The same by the old callback: no envelope. */
export function feishuOldCardAction(options: CardActionOptions = {}): Record<string, unknown> {
  const { token, messageId, chatId, openId, action } = clickOf(options);
  return {
    open_id: openId,
    user_id: personOf(openId).user_id,
    open_message_id: messageId,
    open_chat_id: chatId,
    tenant_key: FEISHU_TEST_APP.tenantKey,
    token,
    action,
  };
}

/** What the console asks when a request address is saved. */
export function feishuChallenge(
  options: { challenge?: string; token?: string } = {},
): Record<string, unknown> {
  const { challenge = "ajls384kdjx98XX", token = FEISHU_TEST_APP.verificationToken } = options;
  return { challenge, token, type: "url_verification" };
}

/** Any event of version 2. */
export function feishuEvent(
  eventType: string,
  event: Record<string, unknown>,
  options: HeaderOptions = {},
): FeishuEnvelope {
  return {
    schema: "2.0",
    header: {
      event_id: options.eventId ?? newName(),
      event_type: eventType,
      create_time: String(options.now ?? Date.now()),
      token: options.token ?? FEISHU_TEST_APP.verificationToken,
      app_id: options.appId ?? FEISHU_TEST_APP.appId,
      tenant_key: FEISHU_TEST_APP.tenantKey,
    },
    event,
  };
}

function messageIdOf(given: string | undefined, chatId: string, threadId: string | null): string {
  if (given !== undefined && readMessageId(given) !== null) return given;
  return writeMessageId({ name: given?.replace(/^om_/, "") ?? newName(), chatId, threadId });
}

function newName(): string {
  made += 1;
  return `${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}${made}`;
}

function contentOf(options: FeishuMessageOptions): {
  type: string;
  content: Record<string, unknown> | string;
} {
  const { post, image, audio, file, video, sticker, other } = options;
  if (other !== undefined) return other;
  if (post !== undefined) return { type: "post", content: { title: "", ...post } };
  if (image !== undefined) return { type: "image", content: { image_key: image } };
  if (audio !== undefined) return { type: "audio", content: { file_key: audio, duration: 2000 } };
  if (file !== undefined) return { type: "file", content: { file_key: file, file_name: "report.pdf" } };
  if (video !== undefined) {
    const about = { image_key: "img_cover", file_name: "clip.mp4", duration: 5000 };
    return { type: "media", content: { file_key: video, ...about } };
  }
  if (sticker !== undefined) return { type: "sticker", content: { file_key: sticker } };
  return { type: "text", content: { text: `${isCalled(options) ? "@_user_1 " : ""}${options.text ?? ""}` } };
}

/** Nothing was said of mentions, and in a group only who mentions the bot is heard. */
function isCalled({ mentions, chatType = "p2p" }: FeishuMessageOptions): boolean {
  return mentions === undefined && chatType !== "p2p";
}

function mentionsOf(options: FeishuMessageOptions): Mention[] {
  return options.mentions ?? (isCalled(options) ? [BOT_MENTION] : []);
}

function mentionOf({ key, openId = SENDER, name = "Tom" }: Mention, index: number): Record<string, unknown> {
  const id = openId === null ? {} : { open_id: openId, union_id: openId.replace(/^ou_/, "on_"), user_id: "" };
  return { key: key ?? `@_user_${index + 1}`, id, name, tenant_key: FEISHU_TEST_APP.tenantKey };
}

function personOf(openId: string): { open_id: string; union_id: string; user_id: string } {
  const name = openId.replace(/^ou_/, "");
  return { open_id: openId, union_id: `on_${name}`, user_id: name };
}

function clickOf(options: CardActionOptions) {
  const { openId = SENDER, value = { command: "/help" }, tag = "button" } = options;
  const chatId = options.chatId ?? privateChatId(openId);
  return {
    openId,
    chatId,
    messageId: options.messageId ?? messageIdOf(undefined, chatId, null),
    token: options.actionToken ?? `c-${newName()}`,
    action: { value, tag, ...options.fields },
  };
}
