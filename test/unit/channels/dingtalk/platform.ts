// A platform that answers as told, an account that counts, and a notebook for how far a part has come.
import type { PlatformTools } from "../../../../src/channels/channel.ts";
import { createDingTalk } from "../../../../src/channels/dingtalk/dingtalk.ts";
import type { DingTalkSettings } from "../../../../src/core/channel-settings.ts";
import {
  NOTHING_SENT,
  type Origin,
  type PartProgress,
  type ReplyPart,
} from "../../../../src/core/delivery.ts";
import { type Fields, NOW, SETTINGS } from "./deliveries.ts";

export const KEY = "0123456789abcdef0123456789abcdef";
export const SESSION_URL = "https://oapi.dingtalk.com/robot/sendBySession?session=abcdef0123456789";

export const SINGLE: Origin = {
  messageId: "msg_question",
  chatId: "cid_single",
  threadId: null,
  chatKind: "private",
  senderId: "staff1",
  sentAt: NOW,
  replyUrl: SESSION_URL,
  replyUrlEndsAt: NOW + 3_600_000,
  attachments: [],
};

export const GROUP: Origin = { ...SINGLE, chatId: "cid_group==", chatKind: "group" };
/** Its session has ended. */
export const LATE = { replyUrlEndsAt: NOW - 1 };
/** An external contact. */
export const STRANGER: Origin = { ...SINGLE, senderId: null };

export function partOf(markdown: string, change: Partial<ReplyPart> = {}): ReplyPart {
  return { key: KEY, index: 0, markdown, failed: false, ...change };
}

export interface RecordedCall {
  operation: string;
  method: string;
  url: string;
  headers: Headers;
  token: string | null;
  body: Fields;
  redirect: RequestRedirect | undefined;
}

/** A body answered with status 200, a whole response, or no answer at all. */
export type Answer = Fields | Response | Error;

const DELIVERED = {
  success: true,
  result: { outTrackId: KEY, deliverResults: [{ success: true, carrierId: "carrier_1" }] },
};

const ROUTES: [operation: string, method: string, path: string, success: Fields][] = [
  ["token", "POST", "/v1.0/oauth2/accessToken", { accessToken: "t-new", expireIn: 7200 }],
  ["session", "POST", "/robot/sendBySession", { errcode: 0, errmsg: "ok" }],
  ["group.send", "POST", "/v1.0/robot/groupMessages/send", { processQueryKey: "pqk" }],
  [
    "single.send",
    "POST",
    "/v1.0/robot/oToMessages/batchSend",
    { processQueryKey: "pqk", invalidStaffIdList: [], flowControlledStaffIdList: [] },
  ],
  ["card.create", "POST", "/v1.0/card/instances/createAndDeliver", DELIVERED],
  ["card.stream", "PUT", "/v1.0/card/streaming", { success: true, result: true }],
  ["card.update", "PUT", "/v1.0/card/instances", { success: true, result: true }],
  ["emotion.reply", "POST", "/v1.0/robot/emotion/reply", { success: true }],
  ["emotion.recall", "POST", "/v1.0/robot/emotion/recall", { success: true }],
  [
    "file.url",
    "POST",
    "/v1.0/robot/messageFiles/download",
    { downloadUrl: "https://files.oss-cn-beijing.aliyuncs.com/a.png?Signature=x" },
  ],
];

/** The OpenAPI's no. */
export function refusal(status: number, code: string, message = "because"): Response {
  return Response.json({ code, message, requestid: "R" }, { status });
}

/** The old addresses' no. */
export function oldRefusal(errcode: number, errmsg = "because"): Response {
  return Response.json({ errcode, errmsg });
}

export const QPS = () => refusal(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi");

export class FakePlatform {
  now = NOW;
  readonly calls: RecordedCall[] = [];
  readonly permits: { operation: string; chatId: string | null; needsToken: boolean }[] = [];
  readonly pauses: number[] = [];
  readonly dropped: string[] = [];
  permitPauseMs = 0;
  /** The account's own answer, while it is set. */
  permitFault: "throws" | "refuses" | null = null;
  #token = 1;
  readonly #scripts = new Map<string, Answer[]>();

  /** The next answers to this operation; what comes after them is a success. */
  script(operation: string, ...answers: Answer[]): this {
    this.#scripts.set(operation, [...(this.#scripts.get(operation) ?? []), ...answers]);
    return this;
  }

  get operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  of(operation: string): RecordedCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const method = init?.method ?? "GET";
    const [operation = `${method} ${url.origin}${url.pathname}`, , , success = {}] =
      ROUTES.find(([, verb, path]) => verb === method && path === url.pathname) ?? [];
    const headers = new Headers(init?.headers);
    this.calls.push({
      operation,
      method,
      url: url.href,
      headers,
      token: headers.get("x-acs-dingtalk-access-token"),
      body: typeof init?.body === "string" ? JSON.parse(init.body) : {},
      redirect: init?.redirect,
    });
    const answer = this.#scripts.get(operation)?.shift() ?? success;
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : Response.json(answer);
  };

  tools(): PlatformTools {
    return {
      fetch: this.fetch,
      now: () => this.now,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
      },
      account: {
        permit: async (operation, chatId, needsToken = true) => {
          this.permits.push({ operation, chatId, needsToken });
          if (this.permitFault === "throws") throw new Error("the object is being moved");
          if (this.permitFault === "refuses")
            return {
              ok: false,
              error: { kind: "refused", code: "invalidClientIdOrSecret", message: "no", pauseMs: null },
            };
          const token = needsToken ? `t-${this.#token}` : "";
          return { ok: true, value: { token, pauseMs: this.permitPauseMs } };
        },
        renew: async (token) => {
          this.dropped.push(token);
          this.#token += 1;
        },
      },
    };
  }

  channel(settings: Partial<DingTalkSettings> = {}) {
    return createDingTalk({ ...SETTINGS, ...settings }, this.tools());
  }
}

/** Remembers what was noted, as a conversation does. */
export class Notebook {
  progress: PartProgress;
  readonly history: PartProgress[] = [];

  constructor(progress: Partial<PartProgress> = {}) {
    this.progress = { ...NOTHING_SENT, ...progress };
  }

  readonly note = (progress: PartProgress): void => {
    this.progress = progress;
    this.history.push(progress);
  };
}
