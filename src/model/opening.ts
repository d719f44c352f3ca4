// The beginning of an event stream, listened to before anybody is told of it: until the first token another try costs nothing.
import { hasDoneMark, saysSomething } from "../core/chunk-signs.ts";
import { readChunk } from "./chunk.ts";

/** The part of a reader that a relay needs. */
export type PieceReader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

export type Opening = "spoken" | "quiet" | "cut" | "malformed";

/** A beginning without a token that is longer than this is none. */
const LONGEST_OPENING = 100_000;

/** Reads a stream's beginning, then hands it out again in front of the rest. */
export class ListenedReader implements PieceReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #heard: Uint8Array[] = [];
  #pending: Promise<ReadableStreamReadResult<Uint8Array>> | null = null;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** Throws what reading throws. `quiet`: no token within the patience, the stream is still open. */
  async listen(patienceMs: number, onPiece: () => void): Promise<Opening> {
    const patience = Promise.withResolvers<null>();
    const timer = setTimeout(() => patience.resolve(null), patienceMs);
    const decoder = new TextDecoder();
    let text = "";
    try {
      while (text.length < LONGEST_OPENING) {
        this.#pending ??= this.#reader.read();
        const piece = await Promise.race([this.#pending, patience.promise]);
        if (piece === null) return "quiet";
        this.#pending = null;
        if (piece.done) return endedBeforeToken(text);
        onPiece();
        this.#heard.push(piece.value);
        text += decoder.decode(piece.value, { stream: true });
        if (reportsError(text)) return "cut";
        if (hasDoneMark(text) && endedBeforeToken(text) === "malformed") return "malformed";
        if (saysSomething(text)) return "spoken";
      }
      return "spoken";
    } finally {
      clearTimeout(timer);
    }
  }

  read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    const value = this.#heard.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    const pending = this.#pending ?? this.#reader.read();
    this.#pending = null;
    return pending;
  }

  async cancel(): Promise<void> {
    this.#pending?.catch(() => undefined);
    await this.#reader.cancel();
  }
}

function endedBeforeToken(text: string): Opening {
  return dataOf(text).some((data) => readChunk(data) !== undefined) ? "cut" : "malformed";
}

function reportsError(text: string): boolean {
  return text.includes('"error"') && dataOf(text).some((data) => readChunk(data)?.failed === true);
}

function dataOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => (line.startsWith("data:") ? [line.slice(5)] : []));
}
