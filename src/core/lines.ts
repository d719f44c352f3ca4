// Cuts bytes into lines, whatever pieces they come in.

const LINE_FEED = 0x0a;

export class LineCutter {
  /** Pieces of the line that has not ended yet. */
  #pieces: Uint8Array[] = [];
  #length = 0;

  /** Lines that end in this piece, without their line feeds. */
  push(piece: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, start)) {
      lines.push(this.#take(piece.subarray(start, end)));
      start = end + 1;
    }
    // A copy: whoever reads a stream may be handed the same buffer again.
    if (start < piece.length) this.#keep(piece.slice(start));
    return lines;
  }

  /** Bytes behind the last line feed. */
  get rest(): number {
    return this.#length;
  }

  #keep(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #take(end: Uint8Array): Uint8Array {
    if (this.#length === 0) return end;
    const line = joinBytes([...this.#pieces, end]);
    this.#pieces = [];
    this.#length = 0;
    return line;
  }
}

export function joinBytes(pieces: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
