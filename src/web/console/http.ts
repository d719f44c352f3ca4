// Calls to the console's own server: each either returns what it promises or throws CallFailed.
import { type Refusal, readRefusal } from "../common/refusal.ts";

export class CallFailed extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal.message || refusal.code, { cause });
    this.name = "CallFailed";
    this.refusal = refusal;
  }
}

/** No answer came at all. */
const OFFLINE: Refusal = { status: 0, code: "offline", message: "", requestId: null, waitSeconds: null };

/** What a caught value means; a request that never reached the server is thrown by `fetch` as a TypeError. */
export function refusalOf(error: unknown): Refusal {
  return error instanceof CallFailed ? error.refusal : OFFLINE;
}

export type Query = Record<string, string | number | null | undefined>;

/** `?a=b`, without what is empty. */
export function queryOf(values: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  return query.size === 0 ? "" : `?${query}`;
}

export interface Caller {
  json<Shape>(path: string, init?: RequestInit): Promise<Shape>;
  call(path: string, init?: RequestInit): Promise<Response>;
  /** The session is over: whoever made a call by another way says so here. */
  signedOut(): void;
}

export interface CallerOptions {
  fetch: typeof fetch;
  /** Called whenever the server answers that nobody is signed in. */
  onSignedOut(): void;
}

export function createCaller({ fetch, onSignedOut }: CallerOptions): Caller {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(path, init);
    if (response.ok) return response;
    const refusal = await readRefusal(response);
    if (refusal.status === 401 && refusal.code !== "wrong_token") onSignedOut();
    throw new CallFailed(refusal);
  }

  return {
    call,
    signedOut: onSignedOut,
    async json<Shape>(path: string, init?: RequestInit): Promise<Shape> {
      const response = await call(path, init);
      try {
        return await response.json();
      } catch (error) {
        const requestId = response.headers.get("x-request-id");
        throw new CallFailed({ ...OFFLINE, status: 502, code: "unreadable_answer", requestId }, error);
      }
    },
  };
}

export function post(body?: unknown): RequestInit {
  return body === undefined ? { method: "POST" } : withJson("POST", body);
}

export function withJson(
  method: "POST" | "PUT" | "PATCH",
  body: unknown,
  headers: Record<string, string> = {},
): RequestInit {
  return {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
