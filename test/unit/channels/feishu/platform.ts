// A platform that answers as told, an account that counts, and a notebook for how far a part has come.
import type { PlatformTools } from "../../../../src/channels/channel.ts";
import { createFeishu } from "../../../../src/channels/feishu/feishu.ts";
import type { FeishuSettings } from "../../../../src/core/channel-settings.ts";
import {
  NOTHING_SENT,
  type Origin,
  type PartProgress,
  type ReplyPart,
} from "../../../../src/core/delivery.ts";
import { NOW, SETTINGS } from "./deliveries.ts";

type Fields = Record<string, unknown>;

export const ORIGIN: Origin = {
  messageId: "om_question",
  chatId: "oc_chat",
  threadId: null,
  chatKind: "group",
  senderId: "ou_tom",
  sentAt: NOW,
  replyUrl: null,
  replyUrlEndsAt: null,
  attachments: [],
};

export function partOf(markdown: string, key = "0123456789abcdef0123456789abcdef"): ReplyPart {
  return { key, index: 0, markdown, failed: false };
}

export interface RecordedCall {
  operation: string;
  method: string;
  path: string;
  token: string;
  body: Fields;
}

/** A body answered with status 200, a whole response, or no answer at all. */
type Answer = Fields | Response | Error;

const ROUTES: [operation: string, method: string, path: RegExp, data: Fields][] = [
  ["message.reply", "POST", /^\/open-apis\/im\/v1\/messages\/[^/]+\/reply$/, { message_id: "om_answer" }],
  ["message.patch", "PATCH", /^\/open-apis\/im\/v1\/messages\/[^/]+$/, {}],
  ["card.create", "POST", /^\/open-apis\/cardkit\/v1\/cards$/, { card_id: "card_1" }],
  ["card.text", "PUT", /^\/open-apis\/cardkit\/v1\/cards\/[^/]+\/elements\/answer\/content$/, {}],
  ["card.settings", "PATCH", /^\/open-apis\/cardkit\/v1\/cards\/[^/]+\/settings$/, {}],
  ["card.update", "PUT", /^\/open-apis\/cardkit\/v1\/cards\/[^/]+$/, {}],
  ["reaction.create", "POST", /\/reactions$/, { reaction_id: "re_1" }],
  ["reaction.delete", "DELETE", /\/reactions\/[^/]+$/, {}],
  ["message.resource", "GET", /\/resources\/[^/]+\?type=image$/, {}],
];

export function refusal(code: number, msg = "no", init: ResponseInit = {}): Response {
  return Response.json({ code, msg }, init);
}

export class FakePlatform {
  now = NOW;
  readonly calls: RecordedCall[] = [];
  readonly permits: { operation: string; chatId: string | null }[] = [];
  readonly pauses: number[] = [];
  readonly dropped: string[] = [];
  permitPauseMs = 0;
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
    const path = url.pathname + url.search;
    const method = init?.method ?? "GET";
    const [operation = `${method} ${path}`, , , data = {}] =
      ROUTES.find(([, verb, pattern]) => verb === method && pattern.test(path)) ?? [];
    const text = typeof init?.body === "string" ? init.body : "{}";
    const token = new Headers(init?.headers).get("authorization") ?? "";
    this.calls.push({ operation, method, path, token, body: JSON.parse(text) });
    const answer = this.#scripts.get(operation)?.shift() ?? { code: 0, msg: "success", data };
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
        permit: async (operation, chatId) => {
          this.permits.push({ operation, chatId });
          return { ok: true, value: { token: `t-${this.#token}`, pauseMs: this.permitPauseMs } };
        },
        renew: async (token) => {
          this.dropped.push(token);
          this.#token += 1;
        },
      },
    };
  }

  channel(settings: Partial<FeishuSettings> = {}, tools = this.tools()) {
    return createFeishu({ ...SETTINGS, ...settings }, tools);
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
