// The people of the load and their chats: an arrival goes on in a chat that is free, or opens a new one. Pure.
import type { Kind } from "./message.ts";

export interface Chat {
  name: string;
  kind: Kind;
  /** Messages begun so far. */
  sent: number;
  /** Not acknowledged yet: what comes next must not overtake it. */
  unacknowledged: number;
  /** Acknowledged, and not answered yet. */
  waiting: number;
  /** Of a page: the visitor's cookie, and the session that the first answer named. */
  cookie: string | null;
  session: string | null;
}

/** Share of the messages that open a chat although one is free. */
const NEW_SHARE = 0.15;
/** Somebody who does not wait for the answer before the next question. */
const IMPATIENT_SHARE = 0.2;
const MOST_WAITING = 2;
/** Then a person is silent for ever. */
const LONGEST_CHAT = 20;

export class Chats {
  readonly #chats: Chat[] = [];

  get all(): readonly Chat[] {
    return this.#chats;
  }

  /** The chat in which a message of this kind comes now. */
  next(kind: Kind, random: () => number): Chat {
    const [opens, impatient, which] = [random() < NEW_SHARE, random() < IMPATIENT_SHARE, random()];
    const most = impatient && kind !== "web" ? MOST_WAITING : 0;
    const free = opens ? [] : this.#chats.filter((chat) => chat.kind === kind && isFree(chat, most));
    const chosen = free[Math.floor(which * free.length)] ?? this.#open(kind);
    chosen.sent += 1;
    chosen.unacknowledged += 1;
    return chosen;
  }

  #open(kind: Kind): Chat {
    const name = `${kind}${this.#chats.length}`;
    const chat = { name, kind, sent: 0, unacknowledged: 0, waiting: 0, cookie: null, session: null };
    this.#chats.push(chat);
    return chat;
  }
}

function isFree({ sent, unacknowledged, waiting }: Chat, mostWaiting: number): boolean {
  return sent < LONGEST_CHAT && unacknowledged === 0 && waiting <= mostWaiting;
}
