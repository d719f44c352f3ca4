// What the fake platform was asked, in order, and how each call ended. Nothing of /control/ is among it.
import type { Incoming, RecordedCall } from "./call.ts";

export interface CallFilter {
  operation?: string | null;
  /** Part of the path or of the body as JSON. */
  contains?: string | null;
  chat?: string | null;
  /** `true`: only calls that did what they asked for; `false`: only others. */
  succeeded?: boolean | null;
  /** Only calls that had their answer. */
  answered?: boolean;
}

export interface Recorder {
  readonly calls: RecordedCall[];
  add(operation: string, chats: string[], incoming: Incoming, at: number): RecordedCall;
  /** A card was sent there: now it is known what the call was about that made it. */
  tellChats(cardId: string, chats: string[]): void;
  find(filter: CallFilter): RecordedCall[];
  reset(): void;
}

export function createRecorder(): Recorder {
  const calls: RecordedCall[] = [];
  let lastId = 0;
  return {
    calls,
    add(operation, chats, { method, url, headers, bytes, json }, at) {
      const path = url.pathname + url.search;
      const asked = { id: ++lastId, operation, method, path, headers, body: json ?? null, bytes, chats, at };
      const call = {
        ...asked,
        cardId: null,
        fault: null,
        succeeded: false,
        answered: null,
        clientGone: false,
      };
      calls.push(call);
      return call;
    },
    tellChats(cardId, chats) {
      const made = calls.findLast((call) => call.operation === "card.create" && call.cardId === cardId);
      if (made !== undefined) made.chats = chats;
    },
    find: (filter) => calls.filter((call) => matches(call, filter)),
    reset() {
      calls.length = 0;
    },
  };
}

function matches(call: RecordedCall, filter: CallFilter): boolean {
  const { operation, contains, chat, succeeded = null, answered = false } = filter;
  if (operation && call.operation !== operation) return false;
  if (chat && !call.chats.includes(chat)) return false;
  if (succeeded !== null && call.succeeded !== succeeded) return false;
  if (answered && call.answered === null) return false;
  return !contains || call.path.includes(contains) || JSON.stringify(call.body).includes(contains);
}
