// The client of all measurements: plain HTTP over kept connections, timed where the bytes arrive.
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a text goes as it stands, since a signature covers its bytes. */
  body?: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Any other status than 2xx is no answer to measure. */
export async function send(base: string, call: Call): Promise<IncomingMessage> {
  const { body } = call;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { "content-type": "application/json", ...call.headers };
    const outgoing = request(
      new URL(call.path, base),
      { method: call.method ?? "POST", headers, agent },
      resolve,
    );
    outgoing.setNoDelay(true);
    outgoing.on("error", reject);
    outgoing.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299)
    throw new Error(`${call.path} answered ${status}: ${await text(response)}`);
  return response;
}

export async function sendForText(base: string, call: Call): Promise<string> {
  return text(await send(base, call));
}

/** Milliseconds until the whole answer is there. */
export async function timeWhole(base: string, call: Call): Promise<number> {
  const started = performance.now();
  const answer = await send(base, call);
  await discard(answer);
  return performance.now() - started;
}

/** Milliseconds until `mark` has arrived; the rest of the stream is read before this returns. */
export async function timeUntil(base: string, call: Call, mark: RegExp): Promise<number> {
  const started = performance.now();
  const response = await send(base, call);
  let seen = "";
  let found: number | null = null;
  for await (const part of response) {
    if (found !== null) continue;
    seen += String(part);
    if (mark.test(seen)) found = performance.now() - started;
  }
  if (found === null) throw new Error(`${call.path} ended without ${mark}: ${seen.slice(0, 500)}`);
  return found;
}

/** Requests a second, `atOnce` at a time. */
export async function throughput(base: string, calls: readonly Call[], atOnce: number): Promise<number> {
  const started = performance.now();
  await timeEach(base, calls, atOnce);
  return calls.length / ((performance.now() - started) / 1000);
}

/** Milliseconds that each call took by itself, `atOnce` connections side by side. */
export async function timeEach(base: string, calls: readonly Call[], atOnce: number): Promise<number[]> {
  const times: number[] = [];
  // One list for all connections: whoever is free takes the next call.
  const waiting = calls.values();
  const connection = async () => {
    for (const call of waiting) times.push(await timeWhole(base, call));
  };
  await Promise.all(Array.from({ length: atOnce }, connection));
  return times;
}

async function discard(response: IncomingMessage): Promise<void> {
  for await (const _ of response) {
    // Only its end matters.
  }
}
