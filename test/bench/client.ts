// The client of all measurements: plain HTTP over kept connections, timed where the bytes arrive.
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Any other status than 2xx is no answer to measure. */
export async function send(base: string, call: Call): Promise<IncomingMessage> {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { "content-type": "application/json", ...call.headers };
    const outgoing = request(
      new URL(call.path, base),
      { method: call.method ?? "POST", headers, agent },
      resolve,
    );
    outgoing.setNoDelay(true);
    outgoing.on("error", reject);
    outgoing.end(body);
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

/** Requests a second over `total` requests, `atOnce` at a time. */
export async function throughput(base: string, call: Call, total: number, atOnce: number): Promise<number> {
  const started = performance.now();
  let left = total;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await discard(await send(base, call));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return total / ((performance.now() - started) / 1000);
}

async function discard(response: IncomingMessage): Promise<void> {
  for await (const _ of response) {
    // Only its end matters.
  }
}
