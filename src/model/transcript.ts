// What a finished completion said, read from its bytes afterwards: for the log and the cache, never in the way of the stream.
import { createParser } from "eventsource-parser";
import type { Usage } from "../core/wire.ts";
import { readChunk } from "./chunk.ts";

export interface Transcript {
  /** Text of the first choice. */
  reply: string;
  usage: Usage | null;
  hasToolCalls: boolean;
  /** Every choice ended by itself, none at a length limit or by an error. */
  whole: boolean;
}

/** Text for a log row: with its question it must fit two megabytes. */
const LONGEST_REPLY = 400_000;

export function transcriptOf(contentType: string, body: string): Transcript {
  const pieces: string[] = [];
  const transcript: Transcript = { reply: "", usage: null, hasToolCalls: false, whole: false };
  const reasons: string[] = [];
  let failed = false;
  const take = (data: string) => {
    const chunk = readChunk(data);
    if (chunk === undefined) return;
    pieces.push(chunk.text);
    transcript.usage = chunk.usage ?? transcript.usage;
    transcript.hasToolCalls ||= chunk.hasToolCalls;
    reasons.push(...chunk.finishReasons);
    failed ||= chunk.failed;
  };
  if (contentType.includes("json")) take(body);
  else createParser({ onEvent: (event) => take(event.data) }).feed(body);
  transcript.reply = pieces.join("").slice(0, LONGEST_REPLY).toWellFormed();
  transcript.whole = !failed && reasons.length > 0 && reasons.every((reason) => reason === "stop");
  return transcript;
}
