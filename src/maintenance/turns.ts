// Work that must not overlap, one after another in the order in which it was asked for; work under other names goes on beside it.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  isBusy(name: string): boolean {
    return this.#last.has(name);
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    }
  }
}
