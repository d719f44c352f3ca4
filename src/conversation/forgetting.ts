// Lets go of turns: at a person's or the operator's wish, everywhere and for good; by age, because nothing is kept for so long.
import type { Erasure } from "../core/message.ts";
import { retentionCutoff } from "../core/retention.ts";
import type { Services } from "../services.ts";
import type { Deliverer } from "./deliverer.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { Holder } from "./holder.ts";
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
  readonly #holder: Holder;

  constructor(
    state: DurableObjectState,
    services: Services,
    stores: Stores,
    deliverer: Deliverer,
    holder: Holder,
  ) {
    this.#state = state;
    this.#services = services;
    this.#stores = stores;
    this.#deliverer = deliverer;
    this.#holder = holder;
  }

  /** Here at once, in D1 as soon as D1 takes it. */
  erase(userId: string | null, target: Erasure): void {
    const { turns, deliveries, outbox } = this.#stores;
    const token = turns.conversation()?.share_token ?? null;
    // Cards that are open get a last word, as far as they are known by then.
    const open = turns.erased.ofPerson(userId).filter(({ seq }) => deliveries.isOpen(seq));
    for (const turn of open) this.#state.waitUntil(this.#deliverer.abandon(turn));
    const now = this.#services.now();
    this.#state.storage.transactionSync(() => {
      turns.erased.erase(userId, now);
      deliveries.dropOrphans();
      outbox.add({ kind: "erase", target }, now);
      if (token !== null) outbox.add({ kind: "unshare", token }, now);
      // Its entry in the list may have been an erased person's: those who are left get one of their own.
      if (turns.lastFinishedAt() !== null) this.#holder.list();
    });
  }

  /** Turns that ended before then, Unix milliseconds. True when none is left. D1 is looked after by whoever calls. */
  expire(before: number): boolean {
    const { turns, deliveries, outbox } = this.#stores;
    const token = turns.conversation()?.share_token ?? null;
    return this.#state.storage.transactionSync(() => {
      turns.erased.expire(before);
      deliveries.dropOrphans();
      const isGone = turns.conversation() === null;
      if (isGone && token !== null) outbox.add({ kind: "unshare", token }, this.#services.now());
      return isGone;
    });
  }

  /** Inside a transaction: what is kept no longer goes as something new comes, a few turns at a time. */
  makeRoom(): void {
    const { config, now } = this.#services;
    const cutoff = retentionCutoff(config.operations.retentionDays, now());
    if (cutoff !== null) this.#stores.turns.erased.expire(cutoff, EXPIRED_AT_ONCE);
  }
}
