// Answers the waiting turns of one conversation, one after another, and tells whoever watches.
import { describeFailure } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import { timeOrderedId } from "../core/identifier.ts";
import { fittingRow } from "../core/log-row.ts";
import type { Outcome } from "../core/message.ts";
import { buildPrompt } from "../core/prompt.ts";
import { nextStep } from "../core/step.ts";
import type { Services } from "../services.ts";
import { NO_SUCH_SESSION } from "./accept.ts";
import { makeAnswer } from "./answering.ts";
import { Lane } from "./lane.ts";
import { type FinalEvent, LiveAnswer } from "./live-answer.ts";
import type { Outbox } from "./outbox.ts";
import { errorOf, type TurnRow, toAnswer, toLogRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** A turn that took its process down this often is given up as failed. */
const MOST_RUNS = 5;

export class TurnRunner {
  readonly #state: DurableObjectState;
  readonly #services: Services;
  readonly #turns: TurnStore;
  readonly #outbox: Outbox;
  readonly #lane: Lane;
  /** By the number of their turn: an erased turn's message id may come again while its answer still ends. */
  readonly #live = new Map<number, { turn: TurnRow; live: LiveAnswer }>();
  #running: { seq: number; stop: AbortController } | null = null;

  constructor(state: DurableObjectState, services: Services, turns: TurnStore, outbox: Outbox) {
    this.#state = state;
    this.#services = services;
    this.#turns = turns;
    this.#outbox = outbox;
    this.#lane = new Lane(
      () => nextStep(turns.pendingHead(), services.now()),
      (seq) => this.#answer(seq),
    );
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
    if (turn === null) return null;
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
    if (turn.runs - turn.runs_before >= MOST_RUNS) return this.#finish(turn, internalFailure(""));
    const live = this.watch(turn);
    const stop = new AbortController();
    this.#running = { seq, stop };
    this.#turns.beginRun(seq);
    try {
      this.#finish(turn, await this.#make(turn, live, stop.signal));
    } catch (error) {
      this.#fail(turn, live, error);
    } finally {
      this.#running = null;
    }
  }

  /** Written down as failed; where even that cannot be written, whoever watches hears it, and the turn is tried again later. */
  #fail(turn: TurnRow, live: LiveAnswer, error: unknown): void {
    const facts = { area: "conversation", event: "turn_failed", request_id: turn.request_id };
    console.error(JSON.stringify({ level: "error", ...facts, error: faultMessage(error) }));
    const failure = internalFailure(live.text);
    try {
      this.#finish(turn, failure);
    } catch (fault) {
      this.#live.delete(turn.seq);
      const body = failure.error ?? describeFailure({ kind: "internal" }).body;
      live.end({ event: "error", data: { error: body, request_id: turn.request_id } });
      throw fault;
    }
  }

  #make(turn: TurnRow, live: LiveAnswer, stop: AbortSignal): Promise<Outcome> {
    const question = { text: turn.text, images: this.#turns.images.read(turn.seq) };
    const { systemPrompt } = this.#services.config;
    const prompt = buildPrompt(systemPrompt, this.#turns.pastTurns(turn.seq), question);
    const asked = { text: turn.text, model: turn.asked_model, prompt, skipCache: turn.skip_cache === 1 };
    const listener = {
      onText: (text: string) => live.add(text),
      background: (work: Promise<void>) => this.#state.waitUntil(work),
    };
    return makeAnswer(this.#services, asked, listener, stop);
  }

  /** One transaction: the answer, and the row that brings it to D1. Then whoever watches hears the end. */
  #finish(turn: TurnRow, outcome: Outcome): void {
    const now = this.#services.now();
    this.#state.storage.transactionSync(() => {
      const logId = timeOrderedId(now, crypto.getRandomValues(new Uint8Array(10)));
      const conversation = this.#turns.conversation();
      if (conversation === null || !this.#turns.finish(turn.seq, outcome, logId, now)) return;
      const { name, owner, title, session_id } = conversation;
      const row = fittingRow(toLogRow(session_id, turn, outcome, logId, now));
      this.#outbox.add({ kind: "turn", record: { row, conversation: { name, owner, title } } }, now);
      if (turn.image_count > 0) this.#turns.images.prune(turn.seq);
    });
    const finished = this.#turns.bySeq(turn.seq);
    const live = this.#live.get(turn.seq)?.live;
    this.#live.delete(turn.seq);
    live?.end(finished === null ? forgotten(turn) : this.#finalEvent(finished));
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
  cached: false,
  usage: null,
  sources: [],
  truncated: false,
  error: null,
  firstTokenAt: null,
};

function internalFailure(reply: string): Outcome {
  return {
    ...STOPPED_BEFORE_ITS_START,
    status: "failed",
    reply,
    error: describeFailure({ kind: "internal" }).body,
  };
}
