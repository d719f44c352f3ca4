// Lets go of turns: at a person's or the operator's wish, everywhere and for good; by age, because nothing is kept for so long.
import type { Erasure } from "../core/message.ts";
import { retentionCutoff } from "../core/retention.ts";
import type { Services } from "../services.ts";
import type { Deliverer } from "./deliverer.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { Outbox } from "./outbox.ts";
import type { TurnStore } from "./turn-store.ts";

/** Old turns that go as a new one comes. */
const EXPIRED_AT_ONCE = 20;

interface Stores {
  turns: TurnStore;
  deliveries: DeliveryStore;
  outbox: Outbox;
}

export class Forgetting {
  readonly #state: DurableObjectState;
  readonly #services: Services;
  readonly #stores: Stores;
  readonly #deliverer: Deliverer;

  constructor(state: DurableObjectState, services: Services, stores: Stores, deliverer: Deliverer) {
    this.#state = state;
    this.#services = services;
    this.#stores = stores;
    this.#deliverer = deliverer;
  }

  /** Here at once, in D1 as soon as D1 takes it. */
  erase(userId: string | null, target: Erasure): void {
    const { turns, deliveries, outbox } = this.#stores;
    // Cards that are open get a last word, as far as they are known by then.
    const open = turns.erased.ofPerson(userId).filter(({ seq }) => deliveries.isOpen(seq));
    for (const turn of open) this.#state.waitUntil(this.#deliverer.abandon(turn));
    const now = this.#services.now();
    this.#state.storage.transactionSync(() => {
      turns.erased.erase(userId, now);
      deliveries.dropOrphans();
      outbox.add({ kind: "erase", target }, now);
      this.#listAnew();
    });
  }

  /** Turns that ended before then, Unix milliseconds. True when none is left. D1 is looked after by whoever calls. */
  expire(before: number): boolean {
    const { turns, deliveries } = this.#stores;
    return this.#state.storage.transactionSync(() => {
      turns.erased.expire(before);
      deliveries.dropOrphans();
      return turns.conversation() === null;
    });
  }

  /** Inside a transaction: what is kept no longer goes as something new comes, a few turns at a time. */
  makeRoom(): void {
    const { config, now } = this.#services;
    const cutoff = retentionCutoff(config.operations.retentionDays, now());
    if (cutoff !== null) this.#stores.turns.erased.expire(cutoff, EXPIRED_AT_ONCE);
  }

  /** Its entry in the list may have been an erased person's: those who are left get one of their own. */
  #listAnew(): void {
    const { turns, outbox } = this.#stores;
    const conversation = turns.conversation();
    const lastAt = turns.lastFinishedAt();
    if (conversation === null || lastAt === null) return;
    const { name, owner, title, session_id: sessionId } = conversation;
    const updatedAt = new Date(lastAt).toISOString();
    outbox.add({ kind: "entry", entry: { name, owner, title }, sessionId, updatedAt }, this.#services.now());
  }
}
