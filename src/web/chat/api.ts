// The calls that the page makes to its own server. Each either returns what it promises or throws RequestFailed.

import type { ChatRequest, HistoryPage, ModelPage, Rating, SessionPage } from "../../core/wire.ts";
import type { Language } from "../common/language.ts";
import { failureOfResponse, offline, RequestFailed } from "./failure.ts";
import { isHistoryPage, isModelPage, isSessionPage } from "./wire-check.ts";

export interface Api {
  /** The response of `POST /api/chat`, whatever its status: the stream's reader judges it. */
  chat(request: ChatRequest, lastEventId: string | null, signal: AbortSignal): Promise<Response>;
  stop(sessionId: string): Promise<void>;
  /** Shows that version of a message, with what followed it. */
  showVersion(sessionId: string, messageId: string): Promise<void>;
  rate(sessionId: string, messageId: string, rating: Rating | null): Promise<void>;
  sessions(query: string, cursor: string | null, signal: AbortSignal): Promise<SessionPage>;
  history(sessionId: string, cursor: string | null, signal: AbortSignal): Promise<HistoryPage>;
  /** `leaving`: the page is on its way out and the call outlives it. */
  forget(sessionId: string, leaving?: boolean): Promise<void>;
  /** Titles and greetings in this language. */
  models(language?: Language): Promise<ModelPage>;
  /** Any other call, such as those that only a part loaded later makes. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

export interface ApiOptions {
  fetch: typeof fetch;
  /** The key to send, if the person gave one. */
  readKey(): string | null;
  /** Called whenever the server answers 401 to the key that holds now. */
  onKeyAsked(): void;
}

export function pathOf(sessionId: string, verb = ""): string {
  return `/api/chat/${encodeURIComponent(sessionId)}${verb}`;
}

export function queryOf(values: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size === 0 ? "" : `?${query}`;
}

export async function expectShape<Shape>(
  response: Response,
  isShape: (value: unknown) => value is Shape,
): Promise<Shape> {
  const value: unknown = await response.json().catch(() => null);
  if (isShape(value)) return value;
  throw new RequestFailed({ ...offline, kind: "server", code: "unreadable_answer" });
}

export function jsonBody(method: string, body: unknown): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function createApi(options: ApiOptions): Api {
  async function reach(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const key = options.readKey();
    if (key !== null) headers.set("authorization", `Bearer ${key}`);
    const response = await options.fetch(path, { ...init, headers });
    // A late refusal of an earlier key says nothing of the one that was given since.
    if (response.status === 401 && key === options.readKey()) options.onKeyAsked();
    return response;
  }

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await reach(path, init);
    if (!response.ok) throw new RequestFailed(await failureOfResponse(response));
    return response;
  }

  return {
    chat(request, lastEventId, signal) {
      const headers = new Headers({ "content-type": "application/json", accept: "text/event-stream" });
      // Another version is asked for its other answer, not for the one that is kept.
      if (request.instead_of !== undefined) headers.set("cache-control", "no-cache");
      if (lastEventId !== null) headers.set("last-event-id", lastEventId);
      return reach("/api/chat", { method: "POST", headers, body: JSON.stringify(request), signal });
    },
    async stop(sessionId) {
      await call(pathOf(sessionId, "/stop"), { method: "POST" });
    },
    async showVersion(sessionId, messageId) {
      await call(pathOf(sessionId, "/version"), jsonBody("POST", { message_id: messageId }));
    },
    async rate(sessionId, messageId, rating) {
      await call(pathOf(sessionId, "/feedback"), jsonBody("POST", { message_id: messageId, rating }));
    },
    async sessions(query, cursor, signal) {
      return expectShape(await call(`/api/chat${queryOf({ q: query, cursor })}`, { signal }), isSessionPage);
    },
    async history(sessionId, cursor, signal) {
      return expectShape(await call(pathOf(sessionId, queryOf({ cursor })), { signal }), isHistoryPage);
    },
    async forget(sessionId, leaving = false) {
      await call(pathOf(sessionId), { method: "DELETE", keepalive: leaving });
    },
    async models(language) {
      const init = language === undefined ? {} : { headers: { "accept-language": language } };
      return expectShape(await call("/api/models", init), isModelPage);
    },
    call,
  };
}
