// What is to happen, the soonest first: a binary heap.

interface Event {
  at: number;
  run: (now: number) => void;
}

export class EventList {
  readonly #heap: Event[] = [];

  add(at: number, run: Event["run"]): void {
    const heap = this.#heap;
    let place = heap.length;
    for (; place > 0; place = (place - 1) >> 1) {
      const above = heap[(place - 1) >> 1];
      if (above === undefined || above.at <= at) break;
      heap[place] = above;
    }
    heap[place] = { at, run };
  }

  /** Until nothing is left to happen. */
  runAll(): void {
    for (let next = this.#take(); next !== undefined; next = this.#take()) next.run(next.at);
  }

  #take(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const below = other !== undefined && other.at < one.at ? left + 1 : left;
      const sooner = heap[below];
      if (sooner === undefined || sooner.at >= last.at) break;
      heap[place] = sooner;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}
