// The reply to one call of a server of tools: JSON, or an event stream that may say other things before it.
import { createParser } from "eventsource-parser";
import { isRecord, type JsonRecord, parseJson } from "../../core/json.ts";

const LONGEST_BYTES = 1024 * 1024;

/** What went wrong, without addresses and tokens. */
export class McpError extends Error {
  override readonly name = "McpError";
  /** 0: it is about no status. */
  readonly status: number;

  constructor(message: string, status = 0) {
    super(message);
    this.status = status;
  }
}

/** The result; throws an McpError. Some servers leave the stream open, so nothing is read behind the reply. */
export async function readReply(response: Response, id: number, signal: AbortSignal): Promise<JsonRecord> {
  const isStream = response.headers.get("content-type")?.includes("event-stream") ?? false;
  let reply: JsonRecord | null = null;
  const hear = (data: string) => {
    const message = parseJson(data);
    if (isRecord(message) && message.id === id && ("result" in message || "error" in message))
      reply ??= message;
  };
  const parser = createParser({ onEvent: ({ data }) => hear(data) });
  let whole = "";
  await readPieces(response, signal, (piece) => {
    if (isStream) parser.feed(piece);
    else whole += piece;
    return reply === null;
  });
  // A last event may lack its blank line.
  if (isStream) parser.feed("\n\n");
  else hear(whole);
  return resultOf(reply);
}

function resultOf(reply: JsonRecord | null): JsonRecord {
  if (reply === null) throw new McpError("the server gave no answer that can be read");
  if (isRecord(reply.error)) throw new McpError("the server answered with an error");
  return isRecord(reply.result) ? reply.result : {};
}

/** Until `take` wants no more. */
async function readPieces(
  response: Response,
  signal: AbortSignal,
  take: (piece: string) => boolean,
): Promise<void> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for (;;) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) return;
      bytes += piece.value.length;
      if (bytes > LONGEST_BYTES) throw new McpError("the server said too much");
      if (!take(decoder.decode(piece.value, { stream: true }))) return;
    }
  } catch (error) {
    if (error instanceof McpError) throw error;
    throw new McpError(signal.aborted ? "the server took too long" : "the server broke off");
  } finally {
    reader?.cancel().catch(() => undefined);
  }
}
