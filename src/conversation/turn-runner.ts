// Answers the waiting turns of one conversation, one after another, and tells whoever watches.
import { describeFailure, type Failure, FailureError } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import { timeOrderedId } from "../core/identifier.ts";
import { fittingRow } from "../core/log-row.ts";
import type { Outcome } from "../core/message.ts";
import { nextStep } from "../core/step.ts";
import type { Services } from "../services.ts";
import { NO_SUCH_SESSION } from "./accept.ts";
import type { DeliveryJournal } from "./delivery-journal.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import { entryOf } from "./holder.ts";
import { Lane } from "./lane.ts";
import { type FinalEvent, LiveAnswer } from "./live-answer.ts";
import type { Outbox } from "./outbox.ts";
import type { Showing } from "./showing.ts";
import { type AnswerTools, answerTurn } from "./turn-answer.ts";
import { commandOf, errorOf, type TurnRow, toAnswer, toLogRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** A turn that took its process down this often is given up as failed. */
const MOST_RUNS = 5;

/** An answer has usually left by then. */
const LOG_MAY_WAIT_MS = 500;

/** What an answer's way out of the conversation goes through. */
export interface Exits {
  outbox: Outbox;
  deliveries: DeliveryStore;
  journal: DeliveryJournal;
  showing: Showing;
  /** An answer is ready to leave. */
  leave: () => void;
}

export class TurnRunner {
  readonly #state: DurableObjectState;
  readonly #services: Services;
  readonly #turns: TurnStore;
  readonly #exits: Exits;
  readonly #tools: AnswerTools;
  readonly #lane: Lane;
  /** By the number of their turn: an erased turn's message id may come again while its answer still ends. */
  readonly #live = new Map<number, { turn: TurnRow; live: LiveAnswer }>();
  #running: { seq: number; stop: AbortController } | null = null;

  constructor(
    state: DurableObjectState,
    services: Services,
    turns: TurnStore,
    tools: AnswerTools,
    exits: Exits,
  ) {
    this.#state = state;
    this.#services = services;
    this.#turns = turns;
    this.#tools = tools;
    this.#exits = exits;
    this.#lane = new Lane(
      () => nextStep(turns.pendingHead(), services.now()),
      (seq) => this.#answer(seq),
    );
  }

  get isRunning(): boolean {
    return this.#lane.isRunning;
  }

  /** Resolves when no turn waits any more. */
  run(): Promise<void> {
    return this.#lane.run();
  }

  /** The answer of this turn to watch: as it is being made, or as it was. */
  watch(turn: TurnRow): LiveAnswer {
    const known = this.#live.get(turn.seq);
    if (known) return known.live;
    const pending = turn.state === "pending";
    const live = new LiveAnswer(pending ? turn.runs + 1 : turn.runs);
    if (pending) {
      this.#live.set(turn.seq, { turn, live });
    } else {
      live.add(turn.reply);
      live.end(this.#finalEvent(turn));
    }
    return live;
  }

  /** Ends the first waiting turn, running or not; what came so far is kept. Its message id, or null when none waits. */
  async stopCurrent(): Promise<string | null> {
    const head = this.#turns.pendingHead();
    const turn = head === null ? null : this.#turns.bySeq(head.id);
    return turn === null ? null : this.stop(turn);
  }

  /** Somebody said `/stop` while this turn was the first one: a running answer ends at once, another one when its turn comes. */
  stopRunning(seq: number): void {
    if (this.#running?.seq === seq) this.#running.stop.abort();
  }

  /** Ends this waiting turn. Its message id. */
  async stop(turn: TurnRow): Promise<string> {
    if (this.#running?.seq !== turn.seq) {
      this.#finish(turn, STOPPED_BEFORE_ITS_START);
      return turn.message_id;
    }
    const ended = this.watch(turn).ended();
    this.#running.stop.abort();
    await ended;
    return turn.message_id;
  }

  /** Nobody wants the answers of turns that were erased: whoever watches hears so at once, and a running one is stopped. */
  dropErased(): void {
    for (const [seq, { turn, live }] of this.#live) {
      if (this.#turns.bySeq(seq) !== null) continue;
      this.#live.delete(seq);
      live.end(forgotten(turn));
      if (this.#running?.seq === seq) this.#running.stop.abort();
    }
  }

  async #answer(seq: number): Promise<void> {
    const turn = this.#turns.bySeq(seq);
    if (turn === null) return;
    if (turn.runs - turn.runs_before >= MOST_RUNS)
      return this.#finish(turn, failedOutcome("", { kind: "internal" }));
    if (this.#turns.stops.isToStop(seq)) return this.#finish(turn, STOPPED_BEFORE_ITS_START);
    const live = this.watch(turn);
    const stop = new AbortController();
    this.#running = { seq, stop };
    this.#turns.beginRun(seq);
    try {
      this.#openDelivery(turn, live);
      this.#finish(turn, await answerTurn(this.#tools, turn, live, stop.signal));
    } catch (error) {
      this.#fail(turn, live, error);
    } finally {
      this.#running = null;
    }
  }

  /** Written down as failed; where even that cannot be written, whoever watches hears it, and the turn is tried again later. */
  #fail(turn: TurnRow, live: LiveAnswer, error: unknown): void {
    const facts = { request_id: turn.request_id, error: faultMessage(error) };
    this.#services.telemetry.write("error", "conversation", "turn_failed", facts);
    // What a part of ours says of itself, such as which model file cannot be read, helps whoever can mend it.
    const known: Failure = error instanceof FailureError ? error.failure : { kind: "internal" };
    const failure = failedOutcome(live.text, known);
    try {
      this.#finish(turn, failure);
    } catch (fault) {
      this.#live.delete(turn.seq);
      const body = failure.error ?? describeFailure({ kind: "internal" }).body;
      live.end({ event: "error", data: { error: body, request_id: turn.request_id } });
      throw fault;
    }
  }

  /** From here on a card may stand open, which has to be known of before it does. */
  #openDelivery(turn: TurnRow, live: LiveAnswer): void {
    if (turn.origin === null) return;
    const { deliveries, showing, journal } = this.#exits;
    deliveries.open(turn.seq, journal.newId(), this.#services.now());
    if (turn.channel !== "signed" && commandOf(turn) === null) showing.begin(turn, live);
  }

  /** One transaction: the answer, and the row that brings it to D1. Then whoever watches hears the end. */
  #finish(turn: TurnRow, outcome: Outcome): void {
    const now = this.#services.now();
    this.#state.storage.transactionSync(() => {
      const logId = timeOrderedId(now, crypto.getRandomValues(new Uint8Array(10)));
      const conversation = this.#turns.conversation();
      if (conversation === null || !this.#turns.finish(turn.seq, outcome, logId, now)) return;
      const row = fittingRow(toLogRow(conversation.session_id, turn, outcome, logId, now));
      const record = { row, conversation: entryOf(conversation) };
      // Of a platform's message the delivery is in the same write, if it goes well.
      const mayWaitMs = turn.origin === null ? 0 : LOG_MAY_WAIT_MS;
      this.#exits.outbox.add({ kind: "turn", record }, now + mayWaitMs);
      if (turn.image_count > 0) this.#turns.images.prune(turn.seq);
      if (outcome.status === "ok" && turn.again_of !== null) this.#turns.supersede(turn.seq, turn.again_of);
      const written = this.#turns.bySeq(turn.seq);
      if (written !== null) this.sendOff(written);
    });
    const finished = this.#turns.bySeq(turn.seq);
    const live = this.#live.get(turn.seq)?.live;
    this.#live.delete(turn.seq);
    live?.end(finished === null ? forgotten(turn) : this.#finalEvent(finished));
    if (finished !== null && finished.origin !== null) this.#exits.leave();
    const { request_id, channel } = turn;
    const facts = { request_id, channel, status: outcome.status, cached: outcome.cached };
    const latency_ms = now - turn.received_at;
    this.#services.telemetry.write("debug", "conversation", "turn_finished", { ...facts, latency_ms });
  }

  /** Inside a transaction: from now on the answer of this turn is on its way, if it has one and somewhere to go. */
  sendOff(turn: TurnRow): void {
    if (turn.origin === null || turn.state === "pending") return;
    const { deliveries, journal } = this.#exits;
    const now = this.#services.now();
    deliveries.open(turn.seq, journal.newId(), now);
    deliveries.makeReady(turn.seq, now);
    journal.arrival(turn);
    journal.ready(turn);
  }

  #finalEvent(turn: TurnRow): FinalEvent {
    const error = errorOf(turn);
    if (error !== null) return { event: "error", data: { error, request_id: turn.request_id } };
    return { event: "done", data: toAnswer(this.#turns.conversation()?.session_id ?? "", turn) };
  }
}

/** Its conversation was erased while it ran. */
function forgotten(turn: TurnRow): FinalEvent {
  return {
    event: "error",
    data: { error: describeFailure(NO_SUCH_SESSION).body, request_id: turn.request_id },
  };
}

const STOPPED_BEFORE_ITS_START: Outcome = {
  status: "stopped",
  reply: "",
  model: "",
  modelVersion: null,
  cached: false,
  usage: null,
  sources: [],
  tools: [],
  truncated: false,
  error: null,
  firstTokenAt: null,
};

function failedOutcome(reply: string, failure: Failure): Outcome {
  return {
    ...STOPPED_BEFORE_ITS_START,
    status: "failed",
    reply,
    error: describeFailure(failure).body,
  };
}
