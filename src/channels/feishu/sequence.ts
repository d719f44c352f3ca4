// Numbers of the calls on a card: the platform wants each above all before it, from 1 on, failed calls included.

/** A card's calls come at most this often, so that numbers counted by time stay above numbers that were given. */
const TICK_MS = 250;
/** Once the platform says that a number was too low. */
const JUMP = 100;
/** More cards than one place ever works on at a time. */
const MOST_CARDS = 500;

/**
 * No counter is stored: after a crash, the time since the card was opened gives a number above all that went out before it. Only
 * a jump is forgotten by a crash; the platform then asks for another one.
 */
export class Sequences {
  readonly #last = new Map<string, number>();

  /** Times are Unix milliseconds. */
  next(card: string, openedAt: number, now: number): number {
    const byTime = 1 + Math.floor(Math.max(0, now - openedAt) / TICK_MS);
    const sequence = Math.max((this.#last.get(card) ?? 0) + 1, byTime);
    this.#keep(card, sequence);
    return sequence;
  }

  jump(card: string): void {
    this.#keep(card, (this.#last.get(card) ?? 0) + JUMP - 1);
  }

  /** No more calls on this card. */
  forget(card: string): void {
    this.#last.delete(card);
  }

  #keep(card: string, sequence: number): void {
    this.#last.delete(card);
    this.#last.set(card, sequence);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST_CARDS && oldest !== undefined) this.#last.delete(oldest);
  }
}
