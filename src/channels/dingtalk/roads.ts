// The roads of a message to its reader: the session webhook while it lives, else the OpenAPI, each with Markdown and then with plain text.
import type { Origin } from "../../core/delivery.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { CallResult } from "../channel.ts";
import { failed } from "./answer.ts";
import { callDingTalk, type DingTalkApi, postToSession } from "./api.ts";
import type { Job } from "./job.ts";
import { messageMarkdown, plainText, titleOf } from "./render.ts";

/** A call that begins before the session ends must also end before. */
const SESSION_SPARE_MS = 10_000;

export interface Road {
  name: "session" | "session-text" | "markdown" | "text";
  bySession: boolean;
  /** False: it leads nowhere for this message. */
  isOpen(origin: Origin, now: number): boolean;
  send(job: Job): Promise<CallResult<JsonRecord>>;
}

export const ROADS: Road[] = [
  {
    name: "session",
    bySession: true,
    isOpen: isSessionOpen,
    send: (job) => sendBySession(job, markdownBody(job)),
  },
  {
    name: "session-text",
    bySession: true,
    isOpen: isSessionOpen,
    send: (job) => sendBySession(job, textBody(job)),
  },
  {
    name: "markdown",
    bySession: false,
    isOpen: isAddressable,
    send({ api, origin, part: { markdown } }) {
      const param = { title: titleOf(markdown), text: messageMarkdown(markdown) };
      return sendByApi(api, origin, "sampleMarkdown", param);
    },
  },
  {
    name: "text",
    bySession: false,
    isOpen: isAddressable,
    send: ({ api, origin, part: { markdown } }) =>
      sendByApi(api, origin, "sampleText", { content: plainText(markdown) }),
  },
];

/** A session that does not say when it ends is tried: the platform tells. */
function isSessionOpen({ replyUrl, replyUrlEndsAt }: Origin, now: number): boolean {
  return replyUrl !== null && (replyUrlEndsAt === null || now < replyUrlEndsAt - SESSION_SPARE_MS);
}

/** In a single chat only a staff id can be written to. */
function isAddressable({ chatKind, senderId }: Origin): boolean {
  return chatKind === "group" || senderId !== null;
}

function sendBySession({ api, origin }: Job, body: JsonRecord): Promise<CallResult<JsonRecord>> {
  return postToSession(api, origin.replyUrl ?? "", body, origin.chatId);
}

function markdownBody(job: Job): JsonRecord {
  const { markdown } = job.part;
  const called = calledIn(job);
  const text = messageMarkdown(markdown);
  return {
    msgtype: "markdown",
    markdown: { title: titleOf(markdown), text: called === null ? text : `@${called}\n\n${text}` },
    ...mentionOf(called),
  };
}

function textBody(job: Job): JsonRecord {
  const called = calledIn(job);
  const content = plainText(job.part.markdown);
  return {
    msgtype: "text",
    text: { content: called === null ? content : `@${called} ${content}` },
    ...mentionOf(called),
  };
}

/** In a group the first part calls the one who asked. */
function calledIn({ origin: { chatKind, senderId }, part: { index } }: Job): string | null {
  return chatKind === "group" && index === 0 ? senderId : null;
}

/** Listed beside the text, and named in it, or nobody is notified. */
function mentionOf(called: string | null): JsonRecord {
  return called === null ? {} : { at: { atUserIds: [called], isAtAll: false } };
}

async function sendByApi(
  api: DingTalkApi,
  { chatKind, chatId, senderId }: Origin,
  msgKey: "sampleMarkdown" | "sampleText",
  param: JsonRecord,
): Promise<CallResult<JsonRecord>> {
  const message = { robotCode: api.settings.robotCode, msgKey, msgParam: JSON.stringify(param) };
  if (chatKind === "group")
    return callDingTalk(api, {
      operation: "group.send",
      method: "POST",
      path: "/v1.0/robot/groupMessages/send",
      body: { ...message, openConversationId: chatId },
      chatId,
    });
  const sent = await callDingTalk(api, {
    operation: "single.send",
    method: "POST",
    path: "/v1.0/robot/oToMessages/batchSend",
    body: { ...message, userIds: [senderId] },
    chatId,
  });
  return sent.ok ? reached(sent.value) : sent;
}

/** Status 200 also says who was not reached. */
function reached(body: JsonRecord): CallResult<JsonRecord> {
  const names = (list: unknown) => Array.isArray(list) && list.length > 0;
  if (names(body.flowControlledStaffIdList))
    return failed("busy", "flow_controlled", "DingTalk holds back messages to this person for a while.");
  if (names(body.invalidStaffIdList)) {
    const message =
      "DingTalk does not reach this staff id: the person is outside the app's visible range, or has left.";
    return failed("refused", "invalid_staff", message);
  }
  return { ok: true, value: body };
}
