// The HTTP server of the fake platform: reads a call, records it, lets faults strike, and sends what its route says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Incoming, type Reply, readIncoming, refuse } from "./call.ts";
import { control } from "./control.ts";
import { type Exchange, openExchange, send, suffer } from "./exchange.ts";
import { type Controls, createFake, type Fake } from "./fake.ts";
import type { Fault } from "./faults.ts";
import { findRoute, type Route, work } from "./routes.ts";
import type { FakeFeishuOptions } from "./world.ts";

export interface FakeFeishu extends Controls {
  /** `http://127.0.0.1:PORT`: what FEISHU_API_BASE is set to. */
  url: string;
  port: number;
  close(): Promise<void>;
}

const BROKEN: Fault = { kind: "disconnect" };

export async function startFakeFeishu(options: FakeFeishuOptions = {}): Promise<FakeFeishu> {
  const fake = createFake(options);
  const server = createServer((request, response) => void handle(fake, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    ...fake.controls,
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", `http://${headers.host ?? "127.0.0.1"}`);
    if (url.pathname.startsWith("/control/")) {
      const reply = await control(fake, method, url, headers, await buffer(request));
      response
        .writeHead(reply.status, { "content-type": "application/json" })
        .end(JSON.stringify(reply.body));
      // Even a command may be what somebody waits for.
      if (method !== "GET") fake.changed();
      return;
    }
    await serve(fake, request, url, response);
  } catch (error) {
    // A client that leaves is an ordinary end; anything else is a fault of the fake and must be seen.
    if (response.destroyed) return;
    console.error("The fake Feishu failed:", error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end(String(error));
  }
}

async function serve(
  fake: Fake,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const { world, recorder, faults, gates, changed } = fake;
  const { method = "GET", headers } = request;
  const route = findRoute(method, url);
  const operation = route?.operation ?? "unknown";
  const unread = faults.breaksUnread({ operation, path: url.pathname + url.search });
  const incoming = readIncoming(method, url, headers, unread ? Buffer.alloc(0) : await buffer(request));
  const chats = route?.chats(world, incoming, route.ids) ?? [];
  const call = recorder.add(operation, chats, incoming, world.now());
  const fault = unread ? BROKEN : faults.strike(call);
  call.fault = fault?.kind ?? null;
  const exchange = openExchange({ call, response, gates, world }, fake.era.signal, changed);
  changed();
  await finish(exchange, fault, () => {
    const reply = answer(fake, route, incoming);
    call.cardId = reply.cardId ?? null;
    if (call.cardId !== null && operation !== "card.create") recorder.tellChats(call.cardId, chats);
    call.succeeded = reply.code === 0 || (reply.code === null && reply.status < 300);
    changed();
    return reply;
  });
  changed();
}

async function finish(exchange: Exchange, fault: Fault | null, handle: () => Reply): Promise<void> {
  const isLate = fault?.after === true;
  if (fault !== null && !isLate && (await suffer(exchange, fault))) return;
  const reply = handle();
  if (fault !== null && isLate && (await suffer(exchange, fault))) return;
  send(exchange, reply);
}

function answer({ world }: Fake, route: Route | null, incoming: Incoming): Reply {
  const isGarbled = incoming.bytes > 0 && incoming.json === undefined;
  // The custom bot has its own words for that.
  return isGarbled && route !== null && route.operation !== "hook"
    ? refuse(9499, "Bad Request")
    : work(world, route, incoming);
}
