// The HTTP server of the fake model: reads a request, records it, and hands it to its route.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { countImages } from "./answer.ts";
import { lastUserMessage, parseJson, readChatRequest } from "./chat-request.ts";
import { control } from "./control.ts";
import { type FakeModelContext, type FakeModelOptions, openExchange } from "./exchange.ts";
import { createGates } from "./gates.ts";
import { createRecorder, type RecordedRequest } from "./recorder.ts";
import { answer } from "./routes.ts";

export interface FakeModel {
  /** `http://127.0.0.1:PORT`; the API is below `/v1`. */
  url: string;
  port: number;
  requests: RecordedRequest[];
  hold(name: string): void;
  release(name: string): void;
  reset(): void;
  close(): Promise<void>;
}

export async function startFakeModel(options: FakeModelOptions = {}): Promise<FakeModel> {
  const events = new EventTarget();
  const changed = () => void events.dispatchEvent(new Event("change"));
  const context: FakeModelContext = {
    options,
    models: options.models ?? ["gpt-4o-mini", "fake-other"],
    recorder: createRecorder(),
    gates: createGates(changed),
    changed,
  };
  const server = createServer((request, response) => void handle(context, events, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: context.recorder.requests,
    hold: context.gates.hold,
    release: context.gates.release,
    reset() {
      context.gates.reset();
      context.recorder.reset();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  context: FakeModelContext,
  events: EventTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/" } = request;
  try {
    const text = await readText(request);
    if (url.startsWith("/control/")) {
      const reply = await control(context, events, method, new URL(url, "http://127.0.0.1"));
      response
        .writeHead(reply.status, { "content-type": "application/json" })
        .end(JSON.stringify(reply.body));
      return;
    }
    const record = context.recorder.add(describe(request, method, url, parseJson(text)));
    const exchange = openExchange(context, record, response);
    context.changed();
    await answer(exchange);
  } catch (error) {
    // A client that leaves is an ordinary end; anything else is a fault of the fake and must be seen.
    if (response.destroyed) return;
    console.error("The fake model failed:", error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end(String(error));
  }
}

function describe(
  request: IncomingMessage,
  method: string,
  path: string,
  body: unknown,
): Omit<RecordedRequest, "id"> {
  const chat = readChatRequest(body);
  return {
    method,
    path,
    headers: request.headers,
    body,
    message: chat ? lastUserMessage(chat.messages) : "",
    model: chat?.model ?? null,
    images: chat ? countImages(chat) : 0,
    receivedAt: Date.now(),
    status: 0,
    pieces: 0,
    finished: false,
    clientGone: false,
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}
