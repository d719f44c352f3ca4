// Server-sent events as bytes: line ends of either kind, and on demand writes that end in the middle of a character.
import { setTimeout as pause } from "node:timers/promises";
import type { Directives } from "./directives.ts";
import { type Exchange, write } from "./exchange.ts";

export interface EventWriter {
  data(text: string): Promise<void>;
  json(value: unknown): Promise<void>;
  comment(text: string): Promise<void>;
}

/** Long enough for the half before it to leave as a packet of its own. */
const HALF_WRITE_PAUSE_MS = 2;

export function createEventWriter(exchange: Exchange, directives: Directives): EventWriter {
  const { options } = exchange.context;
  const lineEnd = directives.has("crlf") ? "\r\n" : (options.lineEnd ?? "\n");
  const split = directives.has("splitutf8") || options.splitUtf8 === true;
  const send = async (line: string): Promise<void> => {
    const bytes = Buffer.from(line + lineEnd + lineEnd);
    if (!split) return write(exchange, bytes);
    const middle = splitPoint(bytes);
    await write(exchange, bytes.subarray(0, middle));
    await pause(HALF_WRITE_PAUSE_MS);
    await write(exchange, bytes.subarray(middle));
  };
  return {
    data: (text) => send(`data: ${text}`),
    json: (value) => send(`data: ${JSON.stringify(value)}`),
    comment: (text) => send(`: ${text}`),
  };
}

/** Inside the first character of several bytes; in the middle when all are of one. */
function splitPoint(bytes: Uint8Array): number {
  const continuation = bytes.findIndex((byte) => (byte & 0xc0) === 0x80);
  return continuation === -1 ? Math.floor(bytes.length / 2) : continuation;
}
