// How far a part has come, kept at hand while it is worked on; every change is written down before anything else happens.
import type { PartProgress, SendOutcome } from "../core/delivery.ts";
import type { CallError, Note } from "./channel.ts";

export class Steps {
  #progress: PartProgress;
  readonly #note: Note;

  constructor(progress: PartProgress, note: Note) {
    this.#progress = progress;
    this.#note = note;
  }

  get progress(): PartProgress {
    return this.#progress;
  }

  note(change: Partial<PartProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#note(this.#progress);
  }

  noteFact(name: string, value: number): void {
    this.note({ notes: { ...this.#progress.notes, [name]: value } });
  }
}

export const SENT: SendOutcome = { kind: "sent" };

export function isPassingError({ kind }: CallError): boolean {
  return kind !== "refused";
}

export function again(error: CallError): SendOutcome {
  return { kind: "again", error: tell(error), pauseMs: error.pauseMs };
}

export function dead(error: CallError): SendOutcome {
  return { kind: "dead", error: tell(error) };
}

export function tell({ code, message }: CallError): string {
  return `${code}: ${message}`;
}
