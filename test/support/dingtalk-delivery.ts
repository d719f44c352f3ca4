// Genuine deliveries to a bot: DingTalk's robot callback (scheme A) and the generic signed webhook. Web Crypto only.
import { writeSessionName } from "./fake-dingtalk/session-name.ts";

/** The app that the fake platform knows, unless a test tells it otherwise. */
export const DINGTALK_TEST_APP = {
  appKey: "dingtestappkey0001",
  appSecret: "dingtalk-app-secret",
  robotCode: "dingtestappkey0001",
  corpId: "dingcorp0001",
  cardTemplateId: "template-0001.schema",
  cardContentKey: "content",
  /** A custom robot of a group, `POST /robot/send?access_token=…`, and its signing secret. */
  webhookToken: "custom-token-0001",
  webhookSecret: "SEC0123456789abcdef0123456789abcdef",
} as const;

const BOT_USER_ID = "$:LWCP_v1:$bot0001";
/** What the vendor's own example gives a session. */
const SESSION_LIFE_MS = 90 * 60 * 1000;

type RichTextPart =
  | { text: string }
  | { type: "picture"; downloadCode?: string; pictureDownloadCode?: string }
  | { type: "at"; atName: string; atUserId: string };

interface AtUser {
  dingtalkId: string;
  staffId?: string;
}

interface RepliedMessage {
  msgType: string;
  msgId: string;
  senderId?: string;
  createdAt?: number;
  /** An object, or the same as a JSON string: both were seen. */
  content?: unknown;
}

/** One of these says what kind of message it is; none: an empty text. */
interface MessageContent {
  text?: string;
  richText?: RichTextPart[];
  picture?: { downloadCode?: string; pictureDownloadCode?: string };
  audio?: { recognition?: string; downloadCode?: string; duration?: number };
  video?: { downloadCode?: string; duration?: number; videoType?: string };
  file?: { fileName?: string; downloadCode?: string; fileId?: string; spaceId?: string };
  /** `unknownMsgType`: what the platform itself cannot name. */
  unknown?: string;
}

export interface MessageOptions extends MessageContent {
  group?: boolean;
  conversationId?: string;
  conversationTitle?: string;
  msgId?: string;
  /** Null: an external contact, whom only the session webhook reaches. */
  senderStaffId?: string | null;
  senderId?: string;
  senderNick?: string;
  senderCorpId?: string | null;
  /** Groups only; true unless said otherwise. */
  isInAtList?: boolean;
  /** People beside the bot that a group message mentions. */
  atUsers?: AtUser[];
  robotCode?: string;
  chatbotCorpId?: string;
  /** Where the session webhook lives: the fake's own URL. */
  baseUrl?: string;
  /** Tells this session from others of its chat; the msgId when absent. */
  sessionName?: string;
  /** Another address altogether; null leaves webhook and end away. */
  sessionWebhook?: string | null;
  /** When it is given the fake refuses the session after it, whatever the caller believes. */
  sessionWebhookExpiredTime?: number;
  repliedMsg?: RepliedMessage;
  createAt?: number;
  now?: number;
  /** Put over the finished body as they stand; `undefined` removes a field. */
  fields?: Record<string, unknown>;
}

export interface DingTalkMessage {
  conversationId: string;
  conversationType: "1" | "2";
  msgId: string;
  msgtype: string;
  senderId: string;
  senderStaffId?: string;
  senderNick: string;
  robotCode: string;
  chatbotCorpId: string;
  createAt: number;
  sessionWebhook?: string;
  sessionWebhookExpiredTime?: number;
  [field: string]: unknown;
}

export interface Delivery {
  body: string;
  headers: Record<string, string>;
}

let made = 0;

export function dingtalkMessage(options: MessageOptions = {}): DingTalkMessage {
  const now = options.now ?? Date.now();
  const group = options.group ?? false;
  const staffId = options.senderStaffId === undefined ? "staff0001" : options.senderStaffId;
  const nobody = staffId ?? "external";
  made += 1;
  const message: DingTalkMessage = {
    conversationId: options.conversationId ?? (group ? "cidgroup0001==" : `cidsingle-${nobody}==`),
    conversationType: group ? "2" : "1",
    msgId: options.msgId ?? `msg${crypto.randomUUID().slice(0, 8)}${made}==`,
    ...contentOf(options),
    senderId: options.senderId ?? `$:LWCP_v1:$${nobody}`,
    ...(staffId !== null && { senderStaffId: staffId }),
    ...senderCorp(options, staffId),
    senderNick: options.senderNick ?? "Zhang San",
    senderPlatform: "Mac",
    isAdmin: false,
    chatbotUserId: BOT_USER_ID,
    chatbotCorpId: options.chatbotCorpId ?? DINGTALK_TEST_APP.corpId,
    robotCode: options.robotCode ?? DINGTALK_TEST_APP.robotCode,
    ...(group && groupFields(options)),
    createAt: options.createAt ?? now,
  };
  return { ...message, ...sessionFields(options, message, now), ...options.fields };
}

/** By what name the fake's records know the chat of a message: the person's staff id, or else the conversation. */
export function chatOf(message: DingTalkMessage): string {
  const single = message.conversationType === "1";
  return single && message.senderStaffId !== undefined ? message.senderStaffId : message.conversationId;
}

/** Schemes A, B and C: base64(HMAC-SHA256(secret, timestamp + LF + secret)); the timestamp exactly as it is sent. */
export async function signDingTalk(timestamp: string | number, secret: string): Promise<string> {
  const digest = await hmac(secret, `${timestamp}\n${secret}`);
  return btoa(String.fromCharCode(...digest));
}

/** A robot callback as DingTalk sends it. `now`: Unix milliseconds. */
export async function dingtalkDelivery(
  message: Record<string, unknown>,
  options: { appSecret?: string; now?: number } = {},
): Promise<Delivery> {
  const timestamp = String(options.now ?? Date.now());
  const sign = await signDingTalk(timestamp, options.appSecret ?? DINGTALK_TEST_APP.appSecret);
  const headers = { "content-type": "application/json; charset=utf-8", timestamp, sign };
  return { body: JSON.stringify(message), headers };
}

/** A delivery to `/webhooks/signed`; a string is sent as it stands. `now`: Unix milliseconds. */
export async function signedDelivery(
  body: Record<string, unknown> | string,
  options: { secret: string; now?: number; unit?: "s" | "ms"; bodySignature?: boolean },
): Promise<Delivery> {
  const now = options.now ?? Date.now();
  const timestamp = String(options.unit === "s" ? Math.floor(now / 1000) : now);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const sign = await signDingTalk(timestamp, options.secret);
  const headers: Record<string, string> = { "content-type": "application/json", timestamp, sign };
  if (options.bodySignature === true)
    headers["x-body-signature"] = hex(await hmac(options.secret, `${timestamp}.${text}`));
  return { body: text, headers };
}

/** An external contact belongs to no organisation that the app knows. */
function senderCorp({ senderCorpId }: MessageOptions, staffId: string | null): { senderCorpId?: string } {
  if (senderCorpId === null || (senderCorpId === undefined && staffId === null)) return {};
  return { senderCorpId: senderCorpId ?? DINGTALK_TEST_APP.corpId };
}

function contentOf(options: MessageOptions): { msgtype: string; [field: string]: unknown } {
  const { richText, picture, audio, video, file, unknown } = options;
  if (richText !== undefined) return { msgtype: "richText", content: { richText } };
  if (picture !== undefined) return { msgtype: "picture", content: pictureContent(picture) };
  if (audio !== undefined)
    return { msgtype: "audio", content: { downloadCode: "audio-code", duration: 3000, ...audio } };
  if (video !== undefined)
    return {
      msgtype: "video",
      content: { downloadCode: "video-code", duration: 5000, videoType: "mp4", ...video },
    };
  if (file !== undefined) return { msgtype: "file", content: { ...defaultFile(), ...file } };
  if (unknown !== undefined) return { msgtype: "unknownMsgType", content: { unknownMsgType: unknown } };
  return { msgtype: "text", text: textContent(options) };
}

/** In a group the platform takes the bot's @ away and leaves the space that stood behind it. */
function textContent(options: MessageOptions): Record<string, unknown> {
  const mentioned = options.group === true && (options.isInAtList ?? true);
  const content = `${mentioned ? " " : ""}${options.text ?? ""}`;
  const { repliedMsg } = options;
  return repliedMsg === undefined ? { content } : { content, isReplyMsg: true, repliedMsg };
}

/** As given, so that a test can leave one of the codes away; `{}` gets both. */
function pictureContent(picture: object): object {
  const codes = { downloadCode: "picture-code", pictureDownloadCode: "picture-preview-code" };
  return Object.keys(picture).length === 0 ? codes : picture;
}

function defaultFile(): Record<string, string> {
  return { downloadCode: "file-code", fileName: "report.pdf", fileId: "file0001", spaceId: "space0001" };
}

function groupFields(options: MessageOptions): Record<string, unknown> {
  const isInAtList = options.isInAtList ?? true;
  const bot = isInAtList ? [{ dingtalkId: BOT_USER_ID }] : [];
  return {
    conversationTitle: options.conversationTitle ?? "Test group",
    isInAtList,
    atUsers: [...bot, ...(options.atUsers ?? [])],
  };
}

function sessionFields(
  options: MessageOptions,
  message: DingTalkMessage,
  now: number,
): { sessionWebhook?: string; sessionWebhookExpiredTime?: number } {
  if (options.sessionWebhook === null) return {};
  const endsAt = options.sessionWebhookExpiredTime ?? null;
  return {
    sessionWebhook: options.sessionWebhook ?? sessionUrl(options, message, endsAt),
    sessionWebhookExpiredTime: endsAt ?? now + SESSION_LIFE_MS,
  };
}

function sessionUrl(options: MessageOptions, message: DingTalkMessage, endsAt: number | null): string {
  const session = writeSessionName({
    conversationId: message.conversationId,
    staffId: message.conversationType === "1" ? (message.senderStaffId ?? null) : null,
    name: options.sessionName ?? message.msgId,
    endsAt,
  });
  const base = options.baseUrl ?? "https://oapi.dingtalk.com";
  return `${base}/robot/sendBySession?session=${encodeURIComponent(session)}`;
}

async function hmac(secret: string, message: string): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(message)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
