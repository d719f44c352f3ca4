// The built chat page with a server that has nothing to do: what is measured is the browser.
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ChatEvent, HistoryMessage, HistoryPage, ModelPage, SessionPage } from "../../src/core/wire.ts";
import { ROOT } from "./bundle.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** Pieces that come together, and the milliseconds between two such arrivals: a fast model. */
const TOGETHER = 10;
const BETWEEN = 4;

const models: ModelPage = { data: [], next_cursor: null, assistant: "Clawdbot" };

export interface PageServer {
  url: string;
  close(): Promise<void>;
}

export interface Play {
  /** What every question is answered with, in these pieces. */
  pieces: readonly string[];
  /** The messages of every conversation that is opened. */
  history: readonly HistoryMessage[];
}

export async function startPageServer(play: Play): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const sent =
      request.method === "POST" ? stream(response, play.pieces) : answer(response, path, play.history);
    sent.catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  response: ServerResponse,
  path: string,
  history: readonly HistoryMessage[],
): Promise<void> {
  const sessions: SessionPage = { sessions: [], next_cursor: null };
  const page: HistoryPage = { session_id: "bench", messages: [...history], next_cursor: null };
  if (path === "/api/models") return sendJson(response, models);
  if (path === "/api/chat") return sendJson(response, sessions);
  if (path.startsWith("/api/")) return sendJson(response, page);
  const file = path === "/" ? "/index.html" : path;
  const body = await readFile(join(ROOT, "dist/web", file));
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function stream(response: ServerResponse, pieces: readonly string[]): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const frame = ({ event, data }: ChatEvent) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const ids = { session_id: "bench", message_id: "bench" };
  response.write(frame({ event: "start", data: ids }));
  for (let sent = 0; sent < pieces.length; sent += TOGETHER) {
    for (const text of pieces.slice(sent, sent + TOGETHER))
      response.write(frame({ event: "delta", data: { text } }));
    await pause(BETWEEN);
  }
  const end = { status: "ok" as const, model: "bench", cached: false, usage: null, sources: [] };
  response.end(frame({ event: "done", data: { ...ids, ...end, reply: pieces.join("") } }));
}
