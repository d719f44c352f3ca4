// A fake server of tools on loopback (Model Context Protocol, streamable HTTP): `node test/support/fake-mcp.ts --port 0`, which
// prints its address first, or `startFakeMcp()` from a test. It wants the bearer `mcp-secret`. Its tools: lookup {"key"} says the
// key's value; whoami what it was sent; fail fails by its own word; never says nothing; structured, pictured; odd.name on a second page.
//
// The path says how it behaves:
//   /mcp             replies as JSON, in a session          /events/mcp     as an event stream that stays open, without token
//   /forgetful/mcp   knows each session for one call only   /crowded/mcp    has a hundred tools, one of a huge schema
//   /redirect/mcp    points to /mcp        /status-503/mcp  answers that       /silent/mcp   never answers
//   /huge/mcp        talks without end     /html/mcp        is another service  /half/mcp    breaks off
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { isRecord, type JsonRecord, parseJson } from "../../src/core/json.ts";

interface McpRequest {
  path: string;
  headers: IncomingMessage["headers"];
  method: string;
  params: JsonRecord;
}

export interface FakeMcp {
  url: string;
  requests: McpRequest[];
  close(): void;
}

const TOKEN = "mcp-secret";
const PROTOCOL = "2025-06-18";
const schema = { type: "object", properties: { key: { type: "string" } } };
const tool = (name: string, inputSchema: object = schema) => ({
  name,
  inputSchema,
  description: `The tool ${name}`,
});
const FIRST_PAGE = ["lookup", "whoami", "fail", "never", "structured", "pictured"].map((name) => tool(name));

export async function startFakeMcp(port = 0): Promise<FakeMcp> {
  const requests: McpRequest[] = [];
  const sessions = new Set<string>();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const message = parseJson(Buffer.concat(pieces).toString());
    answer(requests, sessions, request, response, isRecord(message) ? message : {});
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(
  requests: McpRequest[],
  sessions: Set<string>,
  request: IncomingMessage,
  response: ServerResponse,
  message: JsonRecord,
): void {
  const { url = "", headers } = request;
  const [, behaviour = ""] = /^\/(?:(.+)\/)?mcp$/.exec(url) ?? [];
  const params = isRecord(message.params) ? message.params : {};
  const method = String(message.method);
  requests.push({ path: url, headers, method, params });
  if (answerOtherwise(behaviour, response)) return;
  const session = String(headers["mcp-session-id"]);
  if (behaviour !== "events" && headers.authorization !== `Bearer ${TOKEN}`)
    send(response, 401, { error: "token" });
  else if (method === "initialize") {
    const begun = crypto.randomUUID();
    sessions.add(begun);
    response.setHeader("Mcp-Session-Id", begun);
    const serverInfo = { name: "fake", version: "1" };
    reply(behaviour, response, message.id, {
      protocolVersion: PROTOCOL,
      capabilities: { tools: {} },
      serverInfo,
    });
  } else if (!sessions.has(session) || headers["mcp-protocol-version"] !== PROTOCOL)
    send(response, 404, { error: "session" });
  else if (method === "notifications/initialized") response.writeHead(202).end();
  else {
    if (behaviour === "forgetful") sessions.delete(session);
    const result = method === "tools/list" ? listTools(behaviour, params) : callTool(params, headers);
    if (result !== null) reply(behaviour, response, message.id, result);
  }
}

/** True: that was the answer. */
function answerOtherwise(behaviour: string, response: ServerResponse): boolean {
  const [, status] = /^status-(\d{3})$/.exec(behaviour) ?? [];
  if (status !== undefined) send(response, Number(status), { error: "told to" });
  else if (behaviour === "redirect") response.writeHead(307, { location: "/mcp" }).end();
  else if (behaviour === "html")
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>");
  else if (behaviour === "huge") talkWithoutEnd(response);
  else if (behaviour === "half") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"jsonrpc"', () => response.destroy());
  }
  return status !== undefined || ["redirect", "html", "huge", "half", "silent"].includes(behaviour);
}

function talkWithoutEnd(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write(" ".repeat(16 * 1024)));
    response.once("drain", write);
  };
  response.writeHead(200, { "content-type": "application/json" });
  write();
}

function listTools(behaviour: string, { cursor }: JsonRecord): JsonRecord {
  if (behaviour === "crowded") {
    const names = Array.from({ length: 100 }, (_, index) => `tool_${index}`);
    const large = tool("large", { type: "object", description: "x".repeat(10_000) });
    return { tools: [large, { nameless: true }, ...names.map((name) => tool(name))] };
  }
  return cursor === "two"
    ? { tools: [tool("odd.name", { type: "string" })] }
    : { tools: FIRST_PAGE, nextCursor: "two" };
}

/** Null: no answer comes. */
function callTool(
  { name, arguments: args }: JsonRecord,
  headers: IncomingMessage["headers"],
): JsonRecord | null {
  const say = (words: string) => ({ content: [{ type: "text", text: words }] });
  if (name === "never") return null;
  if (name === "fail") return { ...say("No such customer."), isError: true };
  if (name === "whoami")
    return say(
      `authorization ${headers.authorization ?? "none"}, protocol ${headers["mcp-protocol-version"]}`,
    );
  if (name === "structured") return { content: [], structuredContent: { rows: 2 } };
  if (name === "pictured")
    return {
      content: [
        { type: "image", data: "AAAA" },
        { type: "resource", resource: { text: "a text" } },
      ],
    };
  return say(`The value of ${isRecord(args) ? String(args.key) : ""} is 42.`);
}

function reply(behaviour: string, response: ServerResponse, id: unknown, result: JsonRecord): void {
  if (behaviour !== "events") {
    send(response, 200, { jsonrpc: "2.0", id, result });
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const event = (message: object) =>
    response.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);
  event({ method: "notifications/message", params: { level: "info", data: "working" } });
  event({ id: 9_999, result: { content: "of somebody else" } });
  event({ id, result });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
  const server = await startFakeMcp(Number(values.port));
  console.log(server.url);
}
