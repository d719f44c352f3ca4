// What a directive can make go wrong: before the headers, and in the middle of a stream.
import { type Directives, numberOf } from "./directives.ts";
import { disconnect, type Exchange, end, sendError, wait, writeHeaders } from "./exchange.ts";

/** Names of the faults that strike after N pieces. */
const STREAM_FAULTS = ["silent", "cut", "cutclean", "midstream-error", "badjson"] as const;

export interface StreamFault {
  kind: (typeof STREAM_FAULTS)[number];
  /** Pieces that are sent before it. */
  after: number;
  /** `[[cut:3;hold=NAME]]`: strikes once that gate is released, so that a test can be sure of what came before. */
  gate: string | null;
}

export function streamFault(directives: Directives): StreamFault | null {
  for (const kind of STREAM_FAULTS) {
    const after = numberOf(directives, kind);
    if (after !== null) return { kind, after, gate: directives.get(kind)?.options.get("hold") ?? null };
  }
  return null;
}

/** True when the request has had its answer, or is to have none. */
export async function answerWithFault(exchange: Exchange, directives: Directives): Promise<boolean> {
  await wait(exchange, numberOf(directives, "first") ?? numberOf(directives, "slowheaders"));
  if (disconnects(exchange, directives)) {
    disconnect(exchange);
    return true;
  }
  if (answersWithStatus(exchange, directives)) return true;
  if (!directives.has("html")) return false;
  writeHeaders(exchange, 200, { "content-type": "text/html" });
  end(exchange, "<!doctype html><title>Gateway</title><h1>Welcome to the gateway</h1>");
  return true;
}

/** `[[disconnect]]` always, `[[disconnect:2]]` for the first two requests with this message. */
function disconnects(exchange: Exchange, directives: Directives): boolean {
  const times = numberOf(directives, "disconnect", Number.POSITIVE_INFINITY);
  return times !== null && occurrence(exchange, "disconnect") < times;
}

/** `[[status:429x2;retry-after=1]]`: for the first two requests with this message; options become headers. */
function answersWithStatus(exchange: Exchange, directives: Directives): boolean {
  const directive = directives.get("status");
  const match = /^(\d{3})(?:x(\d+))?$/.exec(directive?.value ?? "");
  if (directive === undefined || match === null) return false;
  if (occurrence(exchange, "status") >= Number(match[2] ?? Number.POSITIVE_INFINITY)) return false;
  const headers = Object.fromEntries([...directive.options].filter(([name]) => name !== "model"));
  sendStatus(exchange, Number(match[1]), headers);
  return true;
}

export function sendStatus(exchange: Exchange, status: number, headers: Record<string, string> = {}): void {
  const type = status >= 500 ? "server_error" : status === 429 ? "requests" : "invalid_request_error";
  const code = status === 429 ? "rate_limit_exceeded" : null;
  sendError(
    exchange,
    { status, message: `The fake model was told to answer ${status}.`, type, code },
    headers,
  );
}

/** How often this message had this fault before, apart for each model so that a fallback counts for itself. */
function occurrence(exchange: Exchange, fault: string): number {
  const { record, context } = exchange;
  return context.recorder.countEarlier(`${fault}\n${record.path}\n${record.model}\n${record.message}`);
}
