// The tools of remote servers as the model may call them. A server that fails is left out of an answer and never fails it.
import { faultMessage } from "../../core/fault.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";
import type { McpServer } from "../../core/mcp-server.ts";
import type { Tool } from "../../core/tool.ts";
import type { Fetch } from "../client.ts";
import { McpClient } from "./client.ts";
import { textOf } from "./result.ts";

const KEEP_MS = 5 * 60_000;
/** A server that failed is not waited for by every answer. */
const REST_MS = 30_000;
const LIST_LIMIT_MS = 5_000;
/** Of all servers together: each costs tokens of every question. */
const MOST_TOOLS = 32;
const MOST_PAGES = 5;
const LONGEST_NAME = 128;
const LONGEST_DESCRIPTION = 1_000;
const LONGEST_SCHEMA = 8_000;

interface RemoteTool {
  name: string;
  description: string;
  parameters: JsonRecord;
}

interface Kept {
  client: McpClient;
  /** Unix milliseconds. */
  freshUntil: number;
  tools: RemoteTool[];
}

/** Per isolate. Values, not promises: a request must not wait for another one's call. */
const kept = new Map<string, Kept>();

export interface McpTools {
  fetch: Fetch;
  now: () => number;
  failed: (server: string, error: string) => void;
}

export async function remoteTools(servers: McpServer[], tools: McpTools): Promise<Tool[]> {
  const lists = await Promise.all(servers.map((server) => toolsOf(server, tools)));
  const byName = new Map<string, Tool>();
  for (const tool of lists.flat()) if (!byName.has(tool.name)) byName.set(tool.name, tool);
  return [...byName.values()].slice(0, MOST_TOOLS);
}

async function toolsOf(server: McpServer, tools: McpTools): Promise<Tool[]> {
  const entry = await refreshed(server, tools);
  return entry.tools
    .filter(({ name }) => server.tools?.includes(name) ?? true)
    .map(({ name, description, parameters }) => ({
      name: nameForModel(server.name, name),
      shownAs: `${server.name}.${name}`,
      description,
      parameters,
      run: async (args: unknown, signal: AbortSignal) => {
        const params = { name, arguments: isRecord(args) ? args : {} };
        return textOf(await entry.client.request("tools/call", params, signal));
      },
    }));
}

/** Letters, digits, `_` and `-`, 64 at most, is what models take. */
function nameForModel(server: string, tool: string): string {
  return `${server}__${tool}`.replace(/[^\w-]/g, "_").slice(0, 64);
}

async function refreshed(server: McpServer, { fetch, now, failed }: McpTools): Promise<Kept> {
  const key = JSON.stringify([server.url, server.token]);
  const entry = kept.get(key) ?? { client: new McpClient(server, fetch), freshUntil: 0, tools: [] };
  kept.set(key, entry);
  if (entry.freshUntil > now()) return entry;
  try {
    entry.tools = await listTools(entry.client, AbortSignal.timeout(LIST_LIMIT_MS));
    entry.freshUntil = now() + KEEP_MS;
  } catch (error) {
    failed(server.name, faultMessage(error));
    entry.tools = [];
    entry.freshUntil = now() + REST_MS;
  }
  return entry;
}

async function listTools(client: McpClient, signal: AbortSignal): Promise<RemoteTool[]> {
  const found: RemoteTool[] = [];
  let cursor: unknown;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await client.request("tools/list", typeof cursor === "string" ? { cursor } : {}, signal);
    found.push(...(Array.isArray(page.tools) ? page.tools : []).flatMap(readTool));
    cursor = page.nextCursor;
    if (typeof cursor !== "string") break;
  }
  return found;
}

function readTool(tool: unknown): RemoteTool[] {
  if (!isRecord(tool) || typeof tool.name !== "string") return [];
  const { name, description, inputSchema } = tool;
  if (name === "" || name.length > LONGEST_NAME) return [];
  // Of another type, an endpoint would refuse the whole question.
  const parameters = { properties: {}, ...(isRecord(inputSchema) && inputSchema), type: "object" };
  if (JSON.stringify(parameters).length > LONGEST_SCHEMA) return [];
  const text =
    typeof description === "string" ? description.slice(0, LONGEST_DESCRIPTION).toWellFormed() : "";
  return [{ name, description: text, parameters }];
}
