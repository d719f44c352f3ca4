// An answer while it is being made: pieces go to whoever watches, each at its own pace. Only readers' positions are kept, no queues.
import { encodeEvent, HEARTBEAT, HEARTBEAT_MS, type StreamPosition } from "../core/event-stream.ts";
import type { ChatEvent } from "../core/wire.ts";

export type FinalEvent = Extract<ChatEvent, { event: "done" | "error" }>;

export class LiveAnswer {
  /** Counts the makings of this answer; part of each event's id. */
  readonly run: number;
  readonly #pieces: string[] = [];
  /** Where each piece begins in the reply. */
  readonly #starts: number[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #ended = Promise.withResolvers<void>();
  #length = 0;
  #final: FinalEvent | null = null;

  constructor(run: number) {
    this.run = run;
  }

  get length(): number {
    return this.#length;
  }

  get final(): FinalEvent | null {
    return this.#final;
  }

  get text(): string {
    return this.#pieces.join("");
  }

  add(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.#starts.push(this.#length);
    this.#length += text.length;
    this.#wake();
  }

  end(event: FinalEvent): void {
    this.#final = event;
    this.#ended.resolve();
    this.#wake();
  }

  /** Everything from this offset on. */
  textFrom(offset: number): string {
    let index = this.#starts.length - 1;
    while (index > 0 && (this.#starts[index] ?? 0) > offset) index -= 1;
    return this.#pieces
      .slice(Math.max(index, 0))
      .join("")
      .slice(offset - (this.#starts[index] ?? 0));
  }

  /** True when something came, false when it stayed quiet for that long. */
  changed(quietMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (came: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(came);
      };
      const wake = () => done(true);
      const timer = setTimeout(() => done(false), quietMs);
      this.#waiting.add(wake);
    });
  }

  /** How it ended, once it has. */
  async ended(): Promise<FinalEvent> {
    while (this.#final === null) await this.#ended.promise;
    return this.#final;
  }

  /** Resolves after so long, or at the end of the answer. */
  async pause(milliseconds: number): Promise<void> {
    if (this.#final !== null) return;
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, milliseconds);
    await Promise.race([over.promise, this.#ended.promise]);
    clearTimeout(timer);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Pieces that come faster than a screen shows them go out together: each event costs, and nobody sees the difference. */
const PACE_MS = 10;

/** The answer as server-sent events: from its start, or behind the event that the reader saw last. */
export function watchAnswer(
  live: LiveAnswer,
  start: { session_id: string; message_id: string },
  seen: StreamPosition | null,
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const resumes = seen !== null && seen.run === live.run && seen.offset <= live.length;
  let offset = resumes ? seen.offset : 0;
  let started = resumes;
  let lastDeltaAt = 0;
  const nextEvent = (): ChatEvent | null => {
    if (!started) return { event: "start", data: start };
    const text = live.textFrom(offset);
    return text === "" ? live.final : { event: "delta", data: { text } };
  };
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const early = lastDeltaAt + PACE_MS - Date.now();
      if (early > 0) await live.pause(early);
      let event = nextEvent();
      if (event === null && !(await live.changed(heartbeatMs)))
        return controller.enqueue(encoder.encode(HEARTBEAT));
      event ??= nextEvent();
      if (event === null) return;
      started = true;
      if (event.event === "delta") {
        offset += event.data.text.length;
        lastDeltaAt = Date.now();
      }
      controller.enqueue(encoder.encode(encodeEvent(event, { run: live.run, offset })));
      if (event === live.final) controller.close();
    },
  });
}
