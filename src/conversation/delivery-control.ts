// What the operator may do to a delivery: one more try, or an end. Both may be said twice.
import type { DeliveryRecord } from "../core/delivery.ts";
import type { Deliverer } from "./deliverer.ts";
import { type DeliveryJournal, giveUpReason } from "./delivery-journal.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { TurnRow } from "./turn-row.ts";
import type { TurnRunner } from "./turn-runner.ts";
import type { TurnStore } from "./turn-store.ts";

export class DeliveryControl {
  readonly #storage: DurableObjectStorage;
  readonly #turns: TurnStore;
  readonly #store: DeliveryStore;
  readonly #journal: DeliveryJournal;
  readonly #runner: TurnRunner;
  readonly #deliverer: Deliverer;
  readonly #background: (work: Promise<void>) => void;
  readonly #now: () => number;

  constructor(
    storage: DurableObjectStorage,
    turns: TurnStore,
    store: DeliveryStore,
    journal: DeliveryJournal,
    workers: { runner: TurnRunner; deliverer: Deliverer; background: (work: Promise<void>) => void },
    now: () => number,
  ) {
    this.#storage = storage;
    this.#turns = turns;
    this.#store = store;
    this.#journal = journal;
    this.#runner = workers.runner;
    this.#deliverer = workers.deliverer;
    this.#background = workers.background;
    this.#now = now;
  }

  /** Null when this conversation knows no such delivery. */
  async perform(id: string, wish: "retry" | "discard"): Promise<DeliveryRecord | null> {
    const arrival = this.#turns.byArrivalId(id);
    if (arrival !== null) return this.#performIn(arrival, wish);
    const row = this.#store.byId(id);
    const turn = row === null ? null : this.#turns.bySeq(row.seq);
    if (row === null || turn === null) return null;
    let gaveUp = false;
    this.#storage.transactionSync(() => {
      const reason = giveUpReason(row.last_error);
      gaveUp = wish === "discard" && this.#store.giveUp(row.seq, reason, this.#now());
      const changed =
        gaveUp ||
        (wish === "retry"
          ? this.#store.revive(row.seq, this.#now())
          : this.#store.remark(row.seq, reason, this.#now()));
      if (changed) this.#journal.departure(turn);
    });
    if (gaveUp) this.#background(this.#deliverer.abandon(turn));
    const now = this.#store.bySeq(row.seq);
    return now === null ? null : this.#journal.departureRecord(turn, now);
  }

  /** A message that failed is answered anew, as the last one of its conversation; one that waits is answered no more. */
  async #performIn(turn: TurnRow, wish: "retry" | "discard"): Promise<DeliveryRecord | null> {
    if (wish === "retry" && turn.state === "failed") {
      // The notice of the failure may still be on its way; with the answer made anew nobody needs it.
      if (this.#store.giveUp(turn.seq, "replaced by another answer", this.#now()))
        this.#journal.departure(turn);
      await this.#deliverer.abandon(turn);
      this.#storage.transactionSync(() => {
        this.#turns.askOnceMore(turn, this.#now());
        this.#store.dropOrphans();
        const again = this.#turns.byMessageId(turn.message_id);
        if (again !== null) this.#journal.arrival(again);
      });
    }
    if (wish === "discard" && turn.state === "pending") await this.#runner.stop(turn);
    if (wish === "discard" && turn.state === "failed")
      this.#storage.transactionSync(() => {
        this.#turns.discard(turn.seq);
        this.#journal.arrival({ ...turn, discarded: 1 });
      });
    const now = this.#turns.byMessageId(turn.message_id);
    return now === null ? null : this.#journal.arrivalRecord(now);
  }
}
