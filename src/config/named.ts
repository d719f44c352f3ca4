// Settings that name several of a kind: endpoints of models, and servers of tools. Each has its secret in a setting of its own.
import type { Endpoint } from "../core/endpoint.ts";
import { isRecord } from "../core/json.ts";
import type { McpServer } from "../core/mcp-server.ts";
import { readBaseUrl, type SettingsReader } from "./settings.ts";

/** `deep-seek` → `MODEL_API_KEY_DEEP_SEEK`. */
function secretNameOf(prefix: "MODEL_API_KEY" | "MCP_TOKEN", name: string): string {
  return `${prefix}_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** `{ "name": "https://…/v1" }` or `{ "name": { "url", "model" } }`. */
export function readEndpoints(settings: SettingsReader, modelName: string): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const [name, value] of Object.entries(settings.read("MODEL_ENDPOINTS"))) {
    // A key that somebody wrote beside the address would be shown as a plain setting is.
    const { url, model = modelName, ...others } = isRecord(value) ? value : { url: value };
    const baseUrl = isEmpty(others) ? readBaseUrl(url) : null;
    const secretName = secretNameOf("MODEL_API_KEY", name);
    const apiKey = settings.secret(secretName);
    if (baseUrl === null || typeof model !== "string" || model === "")
      complain(
        settings,
        "MODEL_ENDPOINTS",
        `${name}: must be an http or https URL, or {"url": …, "model": …} and nothing else`,
      );
    else if (apiKey === undefined)
      complain(settings, secretName, `must be set: MODEL_ENDPOINTS names ${name}`);
    else endpoints.set(name, { baseUrl, apiKey, model });
  }
  return endpoints;
}

/** `{ "name": { "url", "tools", "groups" } }`. Over http only to this machine: the token would be read on the way. */
export function readMcpServers(settings: SettingsReader): McpServer[] {
  return Object.entries(settings.read("MCP_SERVERS")).flatMap(([name, value]) => {
    const { url, tools = null, groups = false, ...others } = isRecord(value) ? value : { url: value };
    // Taken as it is written: some servers have their door at a slash, and redirect, which nobody follows here.
    const address = readBaseUrl(url) !== null && typeof url === "string" ? url.trim() : null;
    const isList =
      tools === null || (Array.isArray(tools) && tools.every((tool) => typeof tool === "string"));
    if (address !== null && isSafe(address) && isList && typeof groups === "boolean" && isEmpty(others))
      return [
        {
          name,
          url: address,
          token: settings.secret(secretNameOf("MCP_TOKEN", name)) ?? null,
          tools,
          groups,
        },
      ];
    complain(
      settings,
      "MCP_SERVERS",
      `${name}: must be an https URL, or {"url": …, "tools": ["name"], "groups": true} and nothing else`,
    );
    return [];
  });
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}

function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function complain({ problems }: SettingsReader, setting: string, message: string): void {
  problems.push({ setting, message });
}
