// A server on loopback that plays an endpoint: it notes what reaches it and answers as a test says.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Endpoint } from "../../../src/core/endpoint.ts";

export interface Arrived {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface Loopback {
  endpoint: Endpoint;
  arrived: Arrived[];
  /** Resolves once a connection of a call has closed. */
  callClosed: Promise<void>;
  close: () => void;
}

async function startLoopback(answer: Answer): Promise<Loopback> {
  const arrived: Arrived[] = [];
  const closed = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    response.on("close", () => closed.resolve());
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const { method, url: path, headers } = request;
    arrived.push({ method, path, headers, body: Buffer.concat(pieces).toString() });
    answer(response, request);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const endpoint = { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "sk-very-secret", model: "m" };
  return { endpoint, arrived, callClosed: closed.promise, close };
}

/** Runs `use` with a server of its own. */
export async function withLoopback<T>(answer: Answer, use: (server: Loopback) => Promise<T>): Promise<T> {
  const server = await startLoopback(answer);
  return use(server).finally(server.close);
}

export function answerJson(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(text);
  };
}

/** Writes as fast as it is read, for ever. */
export function answerWithoutEnd(status: number, contentType = "application/json"): Answer {
  return (response) => {
    const piece = Buffer.alloc(16 * 1024, " ");
    const write = () => {
      while (!response.destroyed && response.write(piece));
      response.once("drain", write);
    };
    response.writeHead(status, { "content-type": contentType });
    write();
  };
}
