// What the fake platform was asked, in order, and how each call ended. Nothing of /control/ is among it.
import type { Incoming, RecordedCall } from "./call.ts";

/** Query values that open something: they stand in no record. */
const SECRET_PARAMETERS = ["session", "access_token", "sign"];

export interface CallFilter {
  operation?: string | null;
  /** Part of the path or of the body as JSON. */
  contains?: string | null;
}

export interface Recorder {
  readonly calls: RecordedCall[];
  add(operation: string, chats: string[], incoming: Incoming, at: number): RecordedCall;
  find(filter: CallFilter): RecordedCall[];
  reset(): void;
}

export function createRecorder(): Recorder {
  const calls: RecordedCall[] = [];
  let lastId = 0;
  return {
    calls,
    add(operation, chats, incoming, at) {
      const { method, url, headers, bytes, json } = incoming;
      const call: RecordedCall = {
        id: ++lastId,
        operation,
        method,
        path: maskedPath(url),
        headers,
        body: json ?? null,
        bytes,
        chats,
        at,
        fault: null,
        succeeded: false,
        answered: null,
        clientGone: false,
      };
      calls.push(call);
      return call;
    },
    find: (filter) => calls.filter((call) => matches(call, filter)),
    reset() {
      calls.length = 0;
    },
  };
}

function matches(call: RecordedCall, { operation, contains }: CallFilter): boolean {
  if (operation && call.operation !== operation) return false;
  return !contains || call.path.includes(contains) || JSON.stringify(call.body).includes(contains);
}

function maskedPath(url: URL): string {
  const masked = new URL(url);
  for (const name of SECRET_PARAMETERS)
    if (masked.searchParams.has(name)) masked.searchParams.set(name, "***");
  return masked.pathname + masked.search;
}
