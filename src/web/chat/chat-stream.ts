// Follows one answer over as many connections as it takes: a broken one is posted again behind the last event seen.
import type { EventSourceParserStream } from "eventsource-parser/stream";
import type { ChatEvent } from "../../core/wire.ts";
import { type Failure, failureOfResponse, missingPart, offline } from "./failure.ts";
import { createLazy } from "./lazy.ts";
import { readChatEvent } from "./wire-check.ts";

/** Not needed to type; fetched right behind the page, so that it is there before the first answer is. */
const parser = createLazy(() => import("eventsource-parser/stream"));

export const fetchParser = parser.fetch;

/** Pauses between attempts in milliseconds; any event that arrives starts the row anew. */
export const pausesMilliseconds = [400, 1000, 2000, 4000, 8000, 12_000, 16_000, 20_000];

/** What the server does not have yet is tried for as long as it takes, at this pace. */
const patientPauseMilliseconds = 60_000;

export interface Following {
  /** Posts the same request again and again; the server knows it by its message_id. */
  post(lastEventId: string | null): Promise<Response>;
  wait(milliseconds: number): Promise<void>;
  signal: AbortSignal;
  onEvent(event: ChatEvent): void;
  /** No attempt is the last one as long as no event came. */
  patient?: boolean;
  /** The connection is gone and will be tried again. */
  onBroken(): void;
}

/** finished: a `done` or `error` event ended it. left: the caller did. failed: no more attempts, or refused. */
export type Outcome = { kind: "finished" } | { kind: "left" } | { kind: "failed"; failure: Failure };

interface Position {
  lastEventId: string | null;
  attempts: number;
}

type Attempt = Outcome | { kind: "broken"; failure: Failure };

async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  events: EventSourceParserStream,
  position: Position,
  following: Following,
) {
  const reader = body.pipeThrough(new TextDecoderStream()).pipeThrough(events).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || following.signal.aborted) return false;
      if (value.id !== undefined) position.lastEventId = value.id;
      position.attempts = 0;
      const event = readChatEvent(value.event, value.data);
      if (event === null) continue;
      following.onEvent(event);
      if (event.event === "done" || event.event === "error") return true;
    }
  } finally {
    // Releases the connection; a stream that already failed has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

/** A proxy's 502 to 504 in the middle of an answer passes by itself; at its start it is the answer. */
function mayPass(status: number, position: Position): boolean {
  return status >= 500 && position.lastEventId !== null;
}

async function attempt(position: Position, following: Following): Promise<Attempt> {
  try {
    const response = await following.post(position.lastEventId);
    if (!response.ok || response.body === null) {
      const failure = await failureOfResponse(response);
      return { kind: mayPass(response.status, position) ? "broken" : "failed", failure };
    }
    const part = await parser.fetch().catch(() => null);
    if (part === null) {
      await response.body.cancel();
      return { kind: "broken", failure: missingPart };
    }
    const events = new part.EventSourceParserStream();
    const finished = await readEvents(response.body, events, position, following);
    return finished ? { kind: "finished" } : { kind: "broken", failure: offline };
  } catch {
    // fetch and the reader throw for one reason here: the connection is gone, or the caller left.
    return { kind: "broken", failure: offline };
  }
}

export async function followAnswer(following: Following): Promise<Outcome> {
  const position: Position = { lastEventId: null, attempts: 0 };
  for (;;) {
    const result = await attempt(position, following);
    if (following.signal.aborted) return { kind: "left" };
    if (result.kind !== "broken") return result;
    const unheard =
      following.patient === true && position.lastEventId === null && result.failure !== missingPart;
    const pause = pausesMilliseconds[position.attempts] ?? (unheard ? patientPauseMilliseconds : undefined);
    if (pause === undefined) return { kind: "failed", failure: result.failure };
    position.attempts += 1;
    following.onBroken();
    await following.wait(pause);
    if (following.signal.aborted) return { kind: "left" };
  }
}
