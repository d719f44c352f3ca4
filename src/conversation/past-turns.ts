// What was asked and answered before a turn, on its own way through the conversation and behind the last `/new`.
import { HISTORY_IMAGE_CHARACTERS, HISTORY_IMAGES, type PastTurn } from "../core/prompt.ts";
import type { ImageStore } from "./image-store.ts";
import type { TurnPath } from "./turn-path.ts";
import type { TurnRow } from "./turn-row.ts";

export class PastTurns {
  readonly #path: TurnPath;
  readonly #images: ImageStore;

  constructor(path: TurnPath, images: ImageStore) {
    this.#path = path;
    this.#images = images;
  }

  /** The last question in front of `seq`, answered or not. */
  lastQuestion(seq: number): TurnRow | null {
    for (const row of this.#questions(seq)) return row;
    return null;
  }

  /** What was asked in front of `seq`, the newest first. */
  questionsBefore(seq: number, limit: number): string[] {
    const questions: string[] = [];
    for (const row of this.#questions(seq)) {
      if (questions.length === limit) break;
      questions.push(row.question ?? row.text);
    }
    return questions;
  }

  /** How many questions in front of `seq` were answered. */
  countAnswered(seq: number): number {
    let count = 0;
    for (const row of this.#questions(seq)) if (row.state === "ok") count += 1;
    return count;
  }

  /** Answered turns before this one, newest first, read one by one as far as they are asked for. */
  *before(seq: number): Generator<PastTurn> {
    let imagesLeft = HISTORY_IMAGES;
    let charactersLeft = HISTORY_IMAGE_CHARACTERS;
    const askedAgain = new Set<number>();
    for (const row of this.#questions(seq)) {
      // The later answer counts where it was given on this way, not beside it.
      if (row.superseded === 1 && askedAgain.has(row.again_of ?? row.seq)) continue;
      if (row.again_of !== null && row.state === "ok") askedAgain.add(row.again_of);
      if (!isAnswered(row)) continue;
      const shows =
        row.image_count > 0 && row.image_count <= imagesLeft && this.#images.size(row.seq) <= charactersLeft;
      const images = shows ? this.#images.read(row.seq) : [];
      imagesLeft -= images.length;
      charactersLeft -= images.reduce((sum, image) => sum + image.length, 0);
      yield { seq: row.seq, text: row.question ?? row.text, images, reply: row.reply };
    }
  }

  /** Answered turns from this one back, newest first; of a question that was asked again the later answer counts. */
  *answeredFrom(seq: number): Generator<TurnRow> {
    for (const row of this.#putToModel(this.#path.upFrom(seq)))
      if (isAnswered(row) && row.superseded === 0) yield row;
  }

  #questions(seq: number): Generator<TurnRow> {
    return this.#putToModel(this.#path.before(seq));
  }

  /** Turns that are put to the model, not to the assistant itself, behind the last `/new`. */
  *#putToModel(turns: Iterable<TurnRow>): Generator<TurnRow> {
    for (const row of turns) {
      if (row.command === "new") return;
      if (row.command === null || row.question !== null) yield row;
    }
  }
}

function isAnswered(row: TurnRow): boolean {
  return (row.state === "ok" || row.state === "stopped") && row.reply !== "";
}
