// Cuts a stream of pieces of any size into blocks of one size; only the last may be smaller.

export async function* blocksOf(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  let block = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; ) {
      const taken = piece.subarray(start, start + size - filled);
      block.set(taken, filled);
      filled += taken.length;
      start += taken.length;
      if (filled < size) continue;
      yield block;
      // The last one may still be on its way to the disk.
      block = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
