// What a turn's reader is told, and in which language.

import { describeFailure } from "../core/error.ts";
import type { Language } from "../core/language.ts";
import type { Services } from "../services.ts";
import { type DeliveryRow, partsOf } from "./delivery-store.ts";
import { languageFor, type ReplyText, replyText } from "./reply-text.ts";
import { errorOf, type TurnRow, toAnswer } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";
import { type Words, wordsIn } from "./words.ts";

export class Speaker {
  readonly #services: Services;
  readonly #turns: TurnStore;

  constructor(services: Services, turns: TurnStore) {
    this.#services = services;
    this.#turns = turns;
  }

  languageOf(turn: TurnRow): Language {
    const before = this.#turns.past.lastQuestion(turn.seq);
    const words = (before?.question ?? before?.text ?? "").trim();
    return languageFor(turn, words === "" ? null : words, this.#services.languageOf(turn.channel));
  }

  wordsFor(turn: TurnRow): Words {
    return wordsIn(this.languageOf(turn));
  }

  /** Programs get the answer as `/api/chat` gives it, people get text. */
  replyTo(turn: TurnRow, row: DeliveryRow): ReplyText {
    if (turn.channel === "signed") return { markdown: this.#envelope(turn), failed: turn.state === "failed" };
    const language = this.languageOf(turn);
    const reply = replyText(turn, language);
    // A card stands open that will never get another word: it says at least that it was stopped.
    const isOpen = reply.markdown === "" && partsOf(row).length > 0;
    return isOpen ? { ...reply, markdown: this.wordsFor(turn).stoppedMark } : reply;
  }

  #envelope(turn: TurnRow): string {
    const error = errorOf(turn);
    if (error !== null)
      return JSON.stringify({ error, request_id: turn.request_id, message_id: turn.message_id });
    const sessionId = this.#turns.conversation()?.session_id;
    return JSON.stringify(
      sessionId === undefined
        ? { error: describeFailure({ kind: "internal" }).body, request_id: turn.request_id }
        : toAnswer(sessionId, turn),
    );
  }
}
