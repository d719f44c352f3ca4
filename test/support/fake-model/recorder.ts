// What the fake model has seen: every request outside /control/, and how its answer ended.
import type { IncomingHttpHeaders } from "node:http";

export interface RecordedRequest {
  id: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; null when there was none. */
  body: unknown;
  /** The last message of the user, with its directives; empty when the request is no chat completion. */
  message: string;
  model: string | null;
  images: number;
  /** Milliseconds since the epoch. */
  receivedAt: number;
  /** 0 until the headers are written. */
  status: number;
  /** Content pieces written so far. */
  pieces: number;
  /** The answer was written to its end, or cut by a directive. */
  finished: boolean;
  /** The client closed the connection before its answer was finished. */
  clientGone: boolean;
}

interface RequestFilter {
  /** Part of the last user message. */
  contains?: string | null;
  /** Part of the path, to find calls without a message. */
  path?: string | null;
  /** Only those whose client went away. */
  gone?: boolean;
}

export interface Recorder {
  readonly requests: RecordedRequest[];
  add(request: Omit<RecordedRequest, "id">): RecordedRequest;
  find(filter: RequestFilter): RecordedRequest[];
  /** Counts one more occurrence of `key` and says how many there were before it. */
  countEarlier(key: string): number;
  reset(): void;
}

export function createRecorder(): Recorder {
  const requests: RecordedRequest[] = [];
  const occurrences = new Map<string, number>();
  let lastId = 0;
  return {
    requests,
    add(request) {
      const recorded = { id: ++lastId, ...request };
      requests.push(recorded);
      return recorded;
    },
    find: (filter) => requests.filter((request) => matches(request, filter)),
    countEarlier(key) {
      const earlier = occurrences.get(key) ?? 0;
      occurrences.set(key, earlier + 1);
      return earlier;
    },
    reset() {
      requests.length = 0;
      occurrences.clear();
    },
  };
}

function matches(request: RecordedRequest, filter: RequestFilter): boolean {
  return (
    request.message.includes(filter.contains ?? "") &&
    request.path.includes(filter.path ?? "") &&
    (filter.gone !== true || request.clientGone)
  );
}
