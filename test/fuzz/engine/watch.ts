// What a thread is trying right now, in memory that its keeper sees too: a thread that hangs can no longer tell.
import { MOST_BYTES } from "../target.ts";

/** Which try it is (0: none), and how long the name and the input are. */
const HEADER_BYTES = 12;
const LONGEST_NAME = 64;

export type Watched = SharedArrayBuffer;

export function createWatched(): Watched {
  return new SharedArrayBuffer(HEADER_BYTES + LONGEST_NAME + 4 * MOST_BYTES);
}

let header: Int32Array | null = null;
let body: Uint8Array | null = null;
let tries = 0;

/** From now on this thread says what it tries. */
export function watch(shared: Watched): void {
  header = new Int32Array(shared, 0, 3);
  body = new Uint8Array(shared, HEADER_BYTES);
}

export function announce(target: string, input: Uint8Array): void {
  if (header === null || body === null) return;
  const name = new TextEncoder().encode(target).subarray(0, LONGEST_NAME);
  const shown = input.subarray(0, body.length - LONGEST_NAME);
  body.set(name);
  body.set(shown, LONGEST_NAME);
  tries += 1;
  header[1] = name.length;
  header[2] = shown.length;
  Atomics.store(header, 0, tries);
}

export function rest(): void {
  if (header !== null) Atomics.store(header, 0, 0);
}

export interface Tried {
  number: number;
  target: string;
  input: Uint8Array;
}

export function seen(shared: Watched): Tried {
  const [, nameLength = 0, inputLength = 0] = new Int32Array(shared, 0, 3);
  const number = Atomics.load(new Int32Array(shared, 0, 3), 0);
  const bytes = new Uint8Array(shared, HEADER_BYTES);
  return {
    number,
    target: new TextDecoder().decode(bytes.slice(0, nameLength)),
    input: bytes.slice(LONGEST_NAME, LONGEST_NAME + inputLength),
  };
}
