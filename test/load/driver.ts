// Sends messages by the clock, whatever becomes of those before: each to its door, on behalf of somebody who is free.
import { Chats } from "./chats.ts";
import { type Entry, Ledger } from "./ledger.ts";
import { answerOf, isPlatform, type Message } from "./message.ts";
import { deliver, deliverAgain } from "./platforms.ts";
import { complete, post } from "./programs.ts";
import { look } from "./reads.ts";
import { type Arrival, arrivals, directivesOf, type MixOptions, modelMs, type Traits } from "./schedule.ts";
import { type Job, rest, type Sending } from "./sending.ts";
import { ask } from "./web.ts";

/** Between two of the operator's looks. */
const LOOK_EVERY_MS = 2_000;
const LOOK_AGAIN_MS = 50;

export interface Drive {
  rate: number;
  /** Milliseconds of arrivals. */
  lasts: number;
  mix: MixOptions;
  random: () => number;
}

export class Driver {
  readonly chats = new Chats();
  readonly ledger: Ledger;
  /** What the model itself took for each message, in milliseconds. */
  readonly modelMs = new Map<string, number>();
  readonly #sending: Sending;
  readonly #chatOf = new Map<string, Job["chat"]>();
  readonly #running = new Set<Promise<void>>();
  #begun = 0;
  #isOver = false;

  constructor(urls: { url: string; dingtalkUrl: string }) {
    this.ledger = new Ledger({
      acknowledged: ({ message }) => this.#change(message, -1, 1),
      ended: ({ message }) => this.#change(message, 0, -1),
    });
    this.#sending = { ...urls, ledger: this.ledger, isOver: () => this.#isOver };
  }

  /** Resolves when the last one was sent. */
  async drive({ rate, lasts, mix, random }: Drive): Promise<void> {
    const begunAt = performance.now();
    const reading = this.#readOn();
    for (const arrival of arrivals(random, rate, mix)) {
      if (arrival.at >= lasts) break;
      await until(begunAt + arrival.at);
      this.#send(arrival, random);
    }
    await until(begunAt + lasts);
    clearInterval(reading);
  }

  /** Milliseconds until nobody waits any more; null: it took longer than `patienceMs`. */
  async rest(patienceMs: number): Promise<number | null> {
    const begunAt = performance.now();
    const passed = () => performance.now() - begunAt;
    const isQuiet = () => this.ledger.backlog() === 0 && this.#running.size === 0;
    while (!isQuiet() && passed() < patienceMs) await rest(LOOK_AGAIN_MS);
    return isQuiet() ? passed() : null;
  }

  /** The same at the end of the load: then whoever still tries gives up. */
  async end(patienceMs: number): Promise<number | null> {
    const quietAfter = await this.rest(patienceMs);
    this.#isOver = true;
    return quietAfter;
  }

  #readOn(): NodeJS.Timeout {
    let number = 0;
    return setInterval(() => this.#keep(look(this.#sending.url, this.ledger, number++)), LOOK_EVERY_MS);
  }

  #send({ kind, traits }: Arrival, random: () => number): void {
    const chat = this.chats.next(kind, random);
    this.#begun += 1;
    const id = `${kind}${this.#begun}`;
    const message = makeMessage(id, kind, chat, traits);
    this.#chatOf.set(id, chat);
    this.modelMs.set(id, modelMs(traits));
    const entry = this.ledger.sent(message, Date.now());
    const job = { entry, chat, traits };
    for (const work of begin(this.#sending, job, kind)) this.#keep(work);
  }

  #change({ id }: Message, unacknowledged: number, waiting: number): void {
    const chat = this.#chatOf.get(id);
    if (chat === undefined) return;
    chat.unacknowledged += unacknowledged;
    chat.waiting += waiting;
  }

  #keep(work: Promise<void>): void {
    const kept = work.finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }
}

/** What is under way for one message from now on. */
function begin(sending: Sending, job: Job, kind: Message["kind"]): Promise<void>[] {
  if (isPlatform(kind)) return [deliver(sending, job), deliverAgain(sending, job)];
  return [SENDERS[kind](sending, job)];
}

const SENDERS = { web: ask, completion: complete, signed: post };

function makeMessage(id: string, kind: Message["kind"], chat: Job["chat"], traits: Traits): Message {
  const { common, illness } = traits;
  const name = common === null ? id : `common${common}`;
  const answer = answerOf(name, common === null ? traits.words : 40);
  // What many ask is asked in the same words, and takes the model as long each time.
  const directives = common === null ? directivesOf(traits) : "[[chunks:20]]";
  return {
    id,
    kind,
    chat: chat.name,
    position: chat.sent - 1,
    text: `Question ${name}, please. [[reply:${answer}]]${directives}`,
    answer,
    fate: illness === null || illness.passing ? "answer" : "failure",
  };
}

export function addedMs(driver: Driver, { message, sentAt, endedAt, end }: Entry): number[] {
  if (endedAt === null || end !== "answered") return [];
  return [endedAt - sentAt - (driver.modelMs.get(message.id) ?? 0)];
}

async function until(time: number): Promise<void> {
  const wait = time - performance.now();
  if (wait > 0) await rest(wait);
}
