// Looks at the whole events of a model's stream as they pass. They go on as they are, but where a strict client would stumble.
import { doneMarkAt, hasDoneMark, saysSomething } from "../core/chunk-signs.ts";
import type { Failure } from "../core/error.ts";
import { describeFailure } from "../core/error.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { DONE_EVENT, dataEvent } from "./completion-events.ts";

export interface MenderOptions {
  model: string;
  /** The name that the caller asked for, where the endpoint knows the model by another one. */
  alias: string | null;
  /** How many choices were asked for. */
  choices: number;
  failureOf: (error: unknown) => Failure;
}

export interface MendedEvents {
  bytes: Uint8Array;
  text: string;
}

const FINISH = /"finish_reason"\s*:\s*"([^"]*)"/g;
/** The first one of an event is its own; inside of a text its quotes would be escaped. */
const MODEL = /^(data:.*?"model"\s*:\s*)"(?:[^"\\]|\\.)*"/gm;
const EMPTY_FINISH = /("finish_reason"\s*:\s*)""/g;

export class EventMender {
  readonly #options: MenderOptions;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #id = "chatcmpl-0";
  #created = 0;
  #begun = false;
  #finishReasons = 0;
  #done = false;
  #failure: Failure | null = null;
  #spoken = false;

  constructor(options: MenderOptions) {
    this.#options = options;
  }

  /** Nothing may come any more: the end mark passed, or an error. */
  get over(): boolean {
    return this.#done || this.#failure !== null;
  }

  /** Every choice has its reason. */
  get finished(): boolean {
    return this.#finishReasons >= this.#options.choices;
  }

  /** What the model itself reported. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** The first token has passed. */
  get spoken(): boolean {
    return this.#spoken;
  }

  /** `bytes` hold whole events. */
  pass(bytes: Uint8Array): MendedEvents {
    const text = this.#decoder.decode(bytes);
    const mended = this.#mend(text);
    return mended === text ? { bytes, text } : { bytes: this.#encoder.encode(mended), text: mended };
  }

  /** A last event without the blank line behind it, if it is whole all the same. */
  passRest(bytes: Uint8Array): MendedEvents | null {
    const text = this.#decoder.decode(bytes).trimEnd();
    const data = dataOf(text);
    if (data !== "[DONE]" && !isRecord(parseJson(data))) return null;
    return this.pass(this.#encoder.encode(`${text}\n\n`));
  }

  #mend(text: string): string {
    const { alias } = this.#options;
    let mended = text;
    if (alias !== null) mended = text.replace(MODEL, (_, before: string) => before + JSON.stringify(alias));
    if (!this.#begun) mended = this.#begin(mended);
    if (!this.#spoken) this.#spoken = saysSomething(mended);
    for (const [, reason] of mended.matchAll(FINISH)) {
      if (reason === "") mended = mended.replace(EMPTY_FINISH, "$1null");
      else this.#finishReasons += 1;
    }
    if (mended.includes('"error"')) mended = this.#replaceError(mended);
    if (this.#failure === null && hasDoneMark(mended)) mended = this.#conclude(mended);
    return mended;
  }

  /** The strict clients want the role in the first chunk; some servers leave it out. */
  #begin(text: string): string {
    const start = text.search(/^data:/m);
    if (start === -1) return text;
    this.#begun = true;
    const first = text.slice(start).split("\n", 1)[0] ?? "";
    this.#id = /"id"\s*:\s*"([^"\\]+)"/.exec(first)?.[1] ?? this.#id;
    this.#created = Number(/"created"\s*:\s*(\d+)/.exec(first)?.[1] ?? 0);
    if (/"role"|"error"\s*:\s*[{"]|\[DONE\]/.test(first)) return text;
    return text.slice(0, start) + this.#chunk({ role: "assistant", content: "" }, null) + text.slice(start);
  }

  /** Nothing follows the end mark, no end comes without a reason, and the mark is an event where a server left out the blank line. */
  #conclude(text: string): string {
    this.#done = true;
    const before = text.slice(0, doneMarkAt(text)).replace(/[^\r\n]\r?\n$/, "$&\n");
    return before + (this.#finishReasons === 0 ? this.#chunk({}, "stop") : "") + DONE_EVENT;
  }

  /** An error in the model's words may hold what is nobody's business; nothing follows it. */
  #replaceError(text: string): string {
    const events = text.split(/(?<=\n\r?\n)/);
    for (const [index, event] of events.entries()) {
      if (!event.includes('"error"')) continue;
      const json = parseJson(dataOf(event));
      if (!isRecord(json) || json.error === undefined || json.error === null) continue;
      this.#failure = this.#options.failureOf(json.error);
      const report = dataEvent({ error: describeFailure(this.#failure).body });
      return events.slice(0, index).join("") + report;
    }
    return text;
  }

  #chunk(delta: object, finishReason: string | null): string {
    const choices = Array.from({ length: this.#options.choices }, (_, index) => ({
      index,
      delta,
      logprobs: null,
      finish_reason: finishReason,
    }));
    const { model } = this.#options;
    return dataEvent({
      id: this.#id,
      object: "chat.completion.chunk",
      created: this.#created,
      model,
      choices,
    });
  }
}

/** The data of one event, its lines joined. */
function dataOf(event: string): string {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice("data:".length).trimStart()).join("\n");
}
