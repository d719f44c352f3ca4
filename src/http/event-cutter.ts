// Cuts the bytes of an event stream at its blank lines, so that nothing is ever put inside an event or a character.

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** The longest blank line between two events, CR LF CR LF, may have all but its last byte in the pieces before. */
const OVERLAP = 3;

export class EventCutter {
  /** An event that is not whole yet. */
  #held: Uint8Array[] = [];
  #heldLength = 0;

  /** Bytes that wait for the end of their event. */
  get waiting(): number {
    return this.#heldLength;
  }

  /** All events that are whole by now; null while there is none. */
  take(piece: Uint8Array): Uint8Array | null {
    const end = this.#heldLength === 0 ? lastBlankLine(piece) : this.#endBehind(piece);
    if (end <= 0) {
      this.#hold(piece);
      return null;
    }
    const whole = this.#heldLength === 0 ? piece.subarray(0, end) : this.#joined(piece.subarray(0, end));
    this.#held = [];
    this.#heldLength = 0;
    if (end < piece.length) this.#hold(piece.subarray(end));
    return whole;
  }

  /** What is left when the stream has ended. */
  rest(): Uint8Array {
    return this.#joined(new Uint8Array());
  }

  /** Where in `piece` the last whole event ends, looking at the end of what is held too; a blank line lies never in that alone. */
  #endBehind(piece: Uint8Array): number {
    const before = this.#joinedTail();
    return lastBlankLine(concatenate([before, piece])) - before.length;
  }

  #joinedTail(): Uint8Array {
    let tail = new Uint8Array();
    for (let index = this.#held.length - 1; index >= 0 && tail.length < OVERLAP; index -= 1)
      tail = concatenate([this.#held[index]?.slice(-OVERLAP) ?? tail, tail]);
    return tail.slice(-OVERLAP);
  }

  #hold(piece: Uint8Array): void {
    this.#held.push(piece);
    this.#heldLength += piece.length;
  }

  #joined(piece: Uint8Array): Uint8Array {
    return concatenate([...this.#held, piece]);
  }
}

/** Index behind the last blank line (LF LF, or CR LF CR LF), 0 without one. */
function lastBlankLine(bytes: Uint8Array): number {
  for (let index = bytes.length - 1; index > 0; index -= 1) {
    if (bytes[index] !== LINE_FEED) continue;
    if (bytes[index - 1] === LINE_FEED) return index + 1;
    if (index >= 2 && bytes[index - 1] === CARRIAGE_RETURN && bytes[index - 2] === LINE_FEED)
      return index + 1;
  }
  return 0;
}

export function concatenate(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
