// The HTTP server of the fake platform: reads a call, records it, lets faults strike, and sends what its route says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { readIncoming } from "./call.ts";
import { control } from "./control.ts";
import { type Exchange, openExchange, send, suffer } from "./exchange.ts";
import { type Controls, createFake, type Fake } from "./fake.ts";
import { answer, findRoute } from "./routes.ts";
import type { FakeDingTalkOptions } from "./world.ts";

export interface FakeDingTalk extends Controls {
  /** `http://127.0.0.1:PORT`, for both hosts. */
  url: string;
  port: number;
  close(): Promise<void>;
}

export async function startFakeDingTalk(options: FakeDingTalkOptions = {}): Promise<FakeDingTalk> {
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
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
    const raw = await buffer(request);
    if (url.pathname.startsWith("/control/")) {
      const reply = await control(fake, method, url, raw.toString("utf8"));
      response
        .writeHead(reply.status, { "content-type": "application/json" })
        .end(JSON.stringify(reply.body));
      // Even a command may be what somebody waits for.
      if (method !== "GET") fake.changed();
      return;
    }
    await serve(fake, readIncoming(method, url, request.headers, raw), response);
  } catch (error) {
    // A client that leaves is an ordinary end; anything else is a fault of the fake and must be seen.
    if (response.destroyed) return;
    console.error("The fake DingTalk failed:", error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end(String(error));
  }
}

async function serve(
  fake: Fake,
  incoming: ReturnType<typeof readIncoming>,
  response: ServerResponse,
): Promise<void> {
  const { world, recorder, gates, changed } = fake;
  const route = findRoute(incoming);
  const call = recorder.add(route.operation, route.chats(world, incoming), incoming, world.now());
  const fault = fake.faults.strike(call, incoming.text);
  call.fault = fault?.kind ?? null;
  const exchange: Exchange = openExchange(
    { call, response, gates, now: world.now },
    fake.era.signal,
    changed,
  );
  changed();
  if (fault !== null && fault.after !== true && (await suffer(exchange, fault))) return changed();
  const reply = answer(route, world, incoming);
  call.succeeded = reply.code === null;
  changed();
  if (fault?.after === true && (await suffer(exchange, fault))) return changed();
  send(exchange, reply);
  changed();
}
