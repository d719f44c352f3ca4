// What was sent, what came of it, and what people saw: the one book that the verdict is read from. Pure; times are Unix milliseconds.
import { idIn, isPlatform, type Message, type Platform } from "./message.ts";

/** A message of the bot as a person sees it in a chat now. */
export interface Sighting {
  platform: Platform;
  /** The bot's message, which may still grow. */
  key: string;
  chat: string;
  text: string;
  /** When it was first there. */
  at: number;
  /** When nothing more came; null while it grows. */
  finishedAt: number | null;
  /** The id of the person's message that it replies to; null where the platform doesn't say. */
  replyTo: string | null;
}

export interface Entry {
  message: Message;
  sentAt: number;
  acknowledgedAt: number | null;
  firstTokenAt: number | null;
  endedAt: number | null;
  /** `failed`: a person read that there is no answer. `cut`: the connection broke, which only `/v1` may leave at that. */
  end: "answered" | "failed" | "cut" | null;
  /** What a person got in place of the right answer. */
  wrong: string | null;
  /** Of the bot's messages that show this answer: when each was first there. By their keys. */
  shown: Map<string, number>;
  cached: boolean;
}

/** A response that nobody expects. */
export interface Fault {
  at: number;
  /** `POST /api/chat 500`, or what the connection said. */
  what: string;
}

/** Hears of each message once. */
export interface Listener {
  acknowledged(entry: Entry): void;
  ended(entry: Entry): void;
}

export class Ledger {
  readonly entries = new Map<string, Entry>();
  readonly faults: Fault[] = [];
  /** What the bot said that belongs to no message. By its key. */
  readonly strange = new Map<string, Sighting>();
  /** The operator's looks. */
  readonly reads: { at: number; ms: number }[] = [];
  readonly #listener: Listener;

  constructor(listener: Listener = { acknowledged: () => undefined, ended: () => undefined }) {
    this.#listener = listener;
  }

  sent(message: Message, at: number): Entry {
    const entry: Entry = {
      message,
      sentAt: at,
      acknowledgedAt: null,
      firstTokenAt: null,
      endedAt: null,
      end: null,
      wrong: null,
      shown: new Map(),
      cached: false,
    };
    this.entries.set(message.id, entry);
    return entry;
  }

  acknowledged(entry: Entry, at: number): void {
    if (entry.acknowledgedAt !== null) return;
    entry.acknowledgedAt = at;
    this.#listener.acknowledged(entry);
  }

  spoke(entry: Entry, at: number): void {
    entry.firstTokenAt ??= at;
  }

  /** A whole answer arrived, for the first time or once more. */
  answered(entry: Entry, text: string, at: number): void {
    if (text !== entry.message.answer) entry.wrong ??= text;
    if (entry.message.fate === "failure") entry.wrong ??= "an answer, although the model broke off";
    this.#end(entry, "answered", at);
  }

  failed(entry: Entry, at: number): void {
    this.#end(entry, "failed", at);
  }

  cut(entry: Entry, at: number): void {
    this.#end(entry, "cut", at);
  }

  fault(what: string, at: number): void {
    this.faults.push({ at, what });
  }

  seen(sighting: Sighting): void {
    const entry = this.#entryOf(sighting);
    if (entry === null) return void this.strange.set(sighting.key, sighting);
    this.strange.delete(sighting.key);
    if (sighting.text !== "") entry.shown.set(sighting.key, sighting.at);
    this.#judgeText(entry, sighting);
  }

  /** Acknowledged, and neither answered nor seen to fail. */
  backlog(): number {
    let count = 0;
    for (const { acknowledgedAt, end } of this.entries.values())
      if (acknowledgedAt !== null && end === null) count += 1;
    return count;
  }

  #judgeText(entry: Entry, { text, finishedAt }: Sighting): void {
    const { answer } = entry.message;
    if (finishedAt === null || text === "") return;
    if (text === answer) this.answered(entry, text, finishedAt);
    else if (isFailure(text, answer)) this.failed(entry, finishedAt);
    else entry.wrong ??= text;
  }

  /** By the answer's own words, by the message that it replies to, or by the request id that a note of a failure names. */
  #entryOf({ platform, chat, text, replyTo }: Sighting): Entry | null {
    const named = idIn(text) ?? replyTo ?? requestIn(text);
    const entry = named === null ? undefined : this.entries.get(named);
    if (entry === undefined || entry.message.kind !== platform || entry.message.chat !== chat) return null;
    return entry;
  }

  #end(entry: Entry, end: Entry["end"], at: number): void {
    if (entry.end !== null) return;
    this.acknowledged(entry, at);
    entry.end = end;
    entry.endedAt = at;
    this.#listener.ended(entry);
  }
}

function requestIn(text: string): string | null {
  return /(?:Request id: |请求编号：)(\w+)/.exec(text)?.[1] ?? null;
}

/** What a person reads in place of an answer, or behind the first part of one. */
function isFailure(text: string, answer: string): boolean {
  if (requestIn(text) !== null) return true;
  const [said = ""] = text.split(/\s*(?:\(The answer broke off here\.\)|（回答在此中断。）)/);
  return said !== text && answer.startsWith(said.trim());
}

/** Answers that people saw of their platform's messages, in the order in which they first saw them: ids, by chat. */
export function orderShown(entries: Iterable<Entry>): Map<string, Entry[]> {
  const chats = new Map<string, Entry[]>();
  for (const entry of entries)
    if (isPlatform(entry.message.kind) && entry.shown.size > 0)
      chats.set(entry.message.chat, [...(chats.get(entry.message.chat) ?? []), entry]);
  for (const shown of chats.values()) shown.sort((one, other) => firstShown(one) - firstShown(other));
  return chats;
}

export function firstShown({ shown }: Entry): number {
  return Math.min(...shown.values());
}
