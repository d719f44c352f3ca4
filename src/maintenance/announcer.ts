// Tells all who answer that the documents changed. Changes that come while one is being told share the next telling.
import type { Services } from "../services.ts";

export class Announcer {
  readonly #services: Services;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  announce(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const before = this.#running;
    if (before === null) return this.#begin();
    this.#next = before
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#begin();
      });
    return this.#next;
  }

  #begin(): Promise<void> {
    const running = this.#tell().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #tell(): Promise<void> {
    const { documents, holdings } = this.#services;
    const count = (await documents.totals()).documents;
    await holdings.change((held) => ({
      ...held,
      knowledge: { revision: held.knowledge.revision + 1, documents: count },
    }));
  }
}
