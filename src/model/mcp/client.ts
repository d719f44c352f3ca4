// The calls to a remote server of tools: the Model Context Protocol over streamable HTTP, as far as tools need it.
import type { JsonRecord } from "../../core/json.ts";
import type { McpServer } from "../../core/mcp-server.ts";
import type { Fetch } from "../client.ts";
import { McpError, readReply } from "./reply.ts";

const PROTOCOL = "2025-06-18";
const CLIENT = { name: "clawdbot-edge", version: "1" };

/** A server that no longer knows a session says 404, some say 400. */
const SESSION_GONE = [404, 400];

interface Session {
  id: string | null;
  protocol: string;
}

/** Holds values only, so that all requests of an isolate may share it. */
export class McpClient {
  readonly #server: McpServer;
  readonly #fetch: Fetch;
  #session: Session | null = null;
  #lastId = 0;

  constructor(server: McpServer, fetcher: Fetch) {
    this.#server = server;
    this.#fetch = fetcher;
  }

  /** The result; throws an McpError. A session is begun where there is none, or the server has forgotten it. */
  async request(method: string, params: JsonRecord, signal: AbortSignal): Promise<JsonRecord> {
    const kept = this.#session;
    if (kept !== null) {
      try {
        return await this.#ask(kept, method, params, signal);
      } catch (error) {
        if (!(error instanceof McpError && SESSION_GONE.includes(error.status))) throw error;
      }
    }
    return this.#ask(await this.#begin(signal), method, params, signal);
  }

  async #begin(signal: AbortSignal): Promise<Session> {
    const params = { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: CLIENT };
    this.#lastId += 1;
    const id = this.#lastId;
    const response = await this.#post(null, { id, method: "initialize", params }, signal);
    const { protocolVersion } = await readReply(response, id, signal);
    const session = {
      id: response.headers.get("mcp-session-id"),
      protocol: typeof protocolVersion === "string" ? protocolVersion : PROTOCOL,
    };
    const noted = await this.#post(session, { method: "notifications/initialized" }, signal);
    await noted.body?.cancel();
    this.#session = session;
    return session;
  }

  async #ask(session: Session, method: string, params: JsonRecord, signal: AbortSignal): Promise<JsonRecord> {
    this.#lastId += 1;
    const id = this.#lastId;
    return readReply(await this.#post(session, { id, method, params }, signal), id, signal);
  }

  async #post(session: Session | null, message: JsonRecord, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(this.#server.url, {
        method: "POST",
        headers: this.#headers(session),
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
        signal,
        // The token is for this server and for no other that it may point to.
        redirect: "manual",
      });
    } catch {
      throw new McpError(signal.aborted ? "the server took too long" : "the server cannot be reached");
    }
    if (response.ok) return response;
    await response.body?.cancel();
    throw new McpError(`the server answered ${response.status}`, response.status);
  }

  #headers(session: Session | null): Record<string, string> {
    const { token } = this.#server;
    return {
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      "User-Agent": "clawdbot-edge",
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(session !== null && { "MCP-Protocol-Version": session.protocol }),
      ...(session?.id && { "Mcp-Session-Id": session.id }),
    };
  }
}
