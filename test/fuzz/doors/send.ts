// Sends a request as it stands: odd methods and headers that fetch would not, and whatever comes back.
import { Agent, type IncomingMessage, request as open } from "node:http";
import { connect } from "node:net";
import { hold } from "../hold.ts";
import type { DoorAnswer } from "./hold.ts";
import type { SentRequest } from "./request.ts";

const LONGEST_MS = 30_000;
/** An export may be long; nothing that is asked for here is. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

export function sender(base: string): { send(request: SentRequest): Promise<DoorAnswer>; close(): void } {
  const { hostname, port } = new URL(base);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    close: () => agent.destroy(),
    async send({ method, path, headers, body }) {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const signal = AbortSignal.timeout(LONGEST_MS);
        const options = { hostname, port, method, path: inAscii(path), agent, signal };
        const lines = headers.flatMap(([name, value]) => [name, inHeader(value)]);
        const host = headers.some(([name]) => name === "host") ? [] : ["host", `${hostname}:${port}`];
        const length = body === null ? [] : ["content-length", String(body.length)];
        const outgoing = open({ ...options, headers: [...host, ...lines, ...length] }, resolve);
        outgoing.on("error", reject);
        outgoing.end(body ?? undefined);
      });
      const text = await read(response);
      const header = (name: string) => {
        const value = response.headers[name];
        return value === undefined ? null : String(value);
      };
      return { status: response.statusCode ?? 0, header, text };
    },
  };
}

async function read(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const piece of response) {
    text += piece;
    hold(text.length <= LONGEST_ANSWER, "an answer has an end");
  }
  return text;
}

/** What Node's client would not send at all. */
function inAscii(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, (sign) => encodeURIComponent(sign.toWellFormed()));
}

function inHeader(value: string): string {
  return value.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
}

const SILENCE_MS = 300;

/** Bytes as they are on a connection of their own; what came back until it closed or was quiet. */
export function sendRaw(base: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on("data", (piece) => {
      text += piece.toString("latin1").slice(0, 10_000);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(text));
  });
}
