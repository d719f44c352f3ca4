// Moves the events of a model's stream on as they come: whole ones only, a comment when it is quiet, and never a silent end.
import { describeFailure, type Failure, type UpstreamReason } from "../core/error.ts";
import { HEARTBEAT, HEARTBEAT_MS } from "../core/event-stream.ts";
import { DONE_EVENT, dataEvent } from "./completion-events.ts";
import { concatenate, EventCutter } from "./event-cutter.ts";
import { EventMender, type MendedEvents, type MenderOptions } from "./event-mender.ts";

export interface RelayEnd {
  status: "ok" | "stopped" | "failed";
  /** What was sent, as far as it was collected. */
  body: string;
  failure: Failure | null;
  /** Unix milliseconds; null: nothing was said. */
  firstTokenAt: number | null;
}

/** Where the pieces come from. */
export interface PieceReader {
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  cancel(): Promise<void>;
}

export interface RelayOptions extends MenderOptions {
  /** Milliseconds between two pieces of the model. */
  silenceMs: number;
  /** Milliseconds of quiet after which a comment goes out. */
  heartbeatMs?: number;
  /** Ends the call to the model. */
  abort: () => void;
  /** The call was ended by the limit for the whole answer. */
  timedOut: () => boolean;
  /** The reader went away. */
  clientGone: () => boolean;
  onEnd: (end: RelayEnd) => void;
}

/** What is kept for log and cache, in UTF-16 units; a longer answer streams on all the same. */
export const LONGEST_COPY = 8_000_000;
/** Bytes; a stream without a blank line for so long is no event stream. */
const LONGEST_EVENT = 8_000_000;
const TICK_MS = 500;
/** Events that come faster than anybody reads go out together: handing one over costs more than reading it. */
const PACE_MS = 10;

export function relayEvents(reader: PieceReader, options: RelayOptions): ReadableStream<Uint8Array> {
  const relay = new Relay(reader, options);
  return new ReadableStream({
    start: (controller) => relay.start(controller),
    pull: (controller) => relay.pull(controller),
    cancel: () => relay.end("stopped", null),
  });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

class Relay {
  readonly #reader: PieceReader;
  readonly #options: RelayOptions;
  readonly #heartbeatMs: number;
  readonly #cutter = new EventCutter();
  readonly #mender: EventMender;
  readonly #encoder = new TextEncoder();
  readonly #copy: string[] = [];
  #copied = 0;
  /** Since when the model's next piece is waited for; null while the reader is the slow one. */
  #waitingSince: number | null = null;
  /** Unix milliseconds; 0: nothing was sent yet. */
  #lastSentAt = 0;
  readonly #begunAt = Date.now();
  /** Not before then the next events go out. */
  #nextAt = 0;
  /** Events that go out together when the moment is over. */
  #gathered: Uint8Array[] = [];
  #momentOver: Promise<"moment over"> | null = null;
  #reading: Promise<ReadableStreamReadResult<Uint8Array> | null> | null = null;
  #firstTokenAt: number | null = null;
  #ended = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(reader: PieceReader, options: RelayOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
    this.#mender = new EventMender(options);
  }

  start(controller: Controller): void {
    const tickMs = Math.min(TICK_MS, this.#options.silenceMs / 2, this.#heartbeatMs / 2);
    this.#timer = setInterval(() => this.#tick(controller), tickMs);
  }

  /** Reads until something can be sent: the first events at once, then what has gathered in a moment. */
  async pull(controller: Controller): Promise<void> {
    while (!this.#ended) {
      const piece = await this.#nextPiece();
      if (this.#ended) return;
      if (piece === "moment over") return this.#flush(controller);
      if (this.#options.clientGone()) return this.end("stopped", null);
      if (piece === null || piece.done) return this.#finish(controller);
      const whole = this.#cutter.take(piece.value);
      if (this.#cutter.waiting > LONGEST_EVENT) return this.#breakOff(controller, "malformed");
      if (whole === null) continue;
      this.#gather(this.#mender.pass(whole));
      if (this.#mender.over) return this.#finish(controller);
      if (Date.now() >= this.#nextAt) return this.#flush(controller);
    }
  }

  /** Null when reading failed. A read that is under way when the moment is over goes on. */
  async #nextPiece(): Promise<ReadableStreamReadResult<Uint8Array> | null | "moment over"> {
    this.#waitingSince ??= Date.now();
    this.#reading ??= this.#reader.read().catch(() => null);
    const piece =
      this.#gathered.length === 0
        ? await this.#reading
        : await Promise.race([this.#reading, this.#momentOver]);
    // Until the reader asks for more, nobody waits for the model.
    this.#waitingSince = null;
    if (piece !== "moment over") this.#reading = null;
    return piece;
  }

  end(status: RelayEnd["status"], failure: Failure | null): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#options.abort();
    void this.#reader.cancel().catch(() => undefined);
    this.#options.onEnd({ status, failure, body: this.#copy.join(""), firstTokenAt: this.#firstTokenAt });
  }

  #tick(controller: Controller): void {
    const now = Date.now();
    if (this.#options.clientGone()) this.end("stopped", null);
    else if (this.#options.timedOut()) this.#breakOff(controller, "timeout");
    else if (this.#waitingSince === null) return;
    else if (now - this.#waitingSince >= this.#options.silenceMs) this.#breakOff(controller, "silent");
    else if (now - Math.max(this.#lastSentAt, this.#begunAt) >= this.#heartbeatMs) {
      this.#lastSentAt = now;
      controller.enqueue(this.#encoder.encode(HEARTBEAT));
    }
  }

  #gather({ bytes, text }: MendedEvents): void {
    const now = Date.now();
    if (this.#firstTokenAt === null && this.#mender.spoken) this.#firstTokenAt = now;
    if (this.#copied + text.length <= LONGEST_COPY) this.#copy.push(text);
    this.#copied += text.length;
    const left = this.#nextAt - now;
    if (this.#gathered.length === 0 && left > 0)
      this.#momentOver = new Promise((resolve) => setTimeout(() => resolve("moment over"), left));
    this.#gathered.push(bytes);
  }

  #flush(controller: Controller): void {
    if (this.#gathered.length === 0) return;
    this.#lastSentAt = Date.now();
    // Up to the first token somebody waits for every event.
    if (this.#firstTokenAt !== null) this.#nextAt = this.#lastSentAt + PACE_MS;
    controller.enqueue(concatenate(this.#gathered));
    this.#gathered = [];
  }

  /** The model has ended its stream: with an end mark, an error, a reason at least, or cut. */
  #finish(controller: Controller): void {
    const mender = this.#mender;
    const rest = mender.over ? null : mender.passRest(this.#cutter.rest());
    if (rest !== null) this.#gather(rest);
    if (!mender.over && !mender.finished) {
      this.#breakOff(controller, this.#options.timedOut() ? "timeout" : "cut");
      return;
    }
    if (!mender.over) this.#gatherText(DONE_EVENT);
    this.#flush(controller);
    controller.close();
    this.end(mender.failure === null ? "ok" : "failed", mender.failure);
  }

  #breakOff(controller: Controller, reason: keyof typeof BROKEN_OFF): void {
    const failure: Failure = { kind: "upstream", reason, message: BROKEN_OFF[reason] };
    this.#gatherText(dataEvent({ error: describeFailure(failure).body }));
    this.#flush(controller);
    controller.close();
    this.end("failed", failure);
  }

  #gatherText(text: string): void {
    this.#gather({ bytes: this.#encoder.encode(text), text });
  }
}

const BROKEN_OFF = {
  silent: "The model stopped talking. Try again.",
  timeout: "The model did not finish in time. Ask again, or ask for less.",
  cut: "The model's answer broke off. Try again.",
  malformed: "The model sent something that is no answer. The operator should check MODEL_ENDPOINT.",
} as const satisfies Partial<Record<UpstreamReason, string>>;
