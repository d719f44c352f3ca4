// Server-sent events of a turn as text. An event's id says how far its reader has come, so that a later reader can go on there.
import type { ChatEvent } from "./wire.ts";

/** `run` counts the makings of an answer (a crash makes it anew); `offset` is in UTF-16 units of the reply so far. */
export interface StreamPosition {
  run: number;
  offset: number;
}

export const HEARTBEAT = ": still working\n\n";
/** A quiet stream is kept open by a comment this often; proxies cut at 60 to 100 s of silence. */
export const HEARTBEAT_MS = 15_000;

export function encodeEvent(event: ChatEvent, position: StreamPosition): string {
  return `id: ${position.run}-${position.offset}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}

/** Null for anything that is no id of ours: the reader then gets the whole stream. */
export function parseEventId(id: string | null): StreamPosition | null {
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(id?.trim() ?? "");
  return match ? { run: Number(match[1]), offset: Number(match[2]) } : null;
}
