// The load's client: as many connections as there are messages at once, so that slow answers don't lower the load.
import { Agent, type IncomingMessage, request } from "node:http";

export interface Call {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** The server closes a connection that rests for five seconds; what is sent into that very moment is lost, through nobody's fault. */
const LONGEST_REST_MS = 2_000;
const agent = new Agent({
  keepAlive: true,
  maxSockets: Number.POSITIVE_INFINITY,
  timeout: LONGEST_REST_MS,
});
/** Nothing is sent and nothing comes: then somebody hangs. */
const LONGEST_SILENCE_MS = 60_000;

/** Rejects when the connection breaks before the headers. */
export function send(base: string, call: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(call.path, base),
      { method: call.method, headers: call.headers, agent, timeout: LONGEST_SILENCE_MS },
      resolve,
    );
    outgoing.setNoDelay(true);
    outgoing.on("timeout", () => outgoing.destroy(new Error("no word for a minute")));
    outgoing.on("error", reject);
    outgoing.end(call.body);
  });
}

/** Rejects when the connection breaks. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

export interface Event {
  id: string | null;
  name: string | null;
  data: string;
}

/** Server-sent events as they come; comments are left out. Rejects when the connection breaks. */
export async function* eventsOf(response: IncomingMessage): AsyncGenerator<Event> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const part of response) {
    const blocks = (rest + String(part)).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = readEvent(block);
      if (event !== null) yield event;
    }
  }
}

function readEvent(block: string): Event | null {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const [, name = "", value = ""] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      return [name, value];
    }),
  );
  const data = fields.get("data");
  return data === undefined
    ? null
    : { id: fields.get("id") ?? null, name: fields.get("event") ?? null, data };
}
