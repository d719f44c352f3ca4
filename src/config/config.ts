// The environment, read once: strings → Config. A setting that cannot be read is named; its value is never shown.
import { ipRestriction } from "hono/ip-restriction";
import type { Endpoint } from "../core/endpoint.ts";
import type { McpServer } from "../core/mcp-server.ts";
import { type ChannelsConfig, readChannels } from "./channels.ts";
import { readEndpoints, readMcpServers } from "./named.ts";
import { type OperationsConfig, readOperations } from "./operations.ts";
import {
  type ConfigProblem,
  readSettings,
  requireBehind,
  requireTogether,
  type SettingsReader,
} from "./settings.ts";

export interface Config {
  /** Asked for when a caller names none. Clients often insist on a name, so it is known without an endpoint too. */
  modelName: string;
  model: Endpoint | null;
  fallback: Endpoint | null;
  /** Others, by the names that model files call them. */
  endpoints: ReadonlyMap<string, Endpoint>;
  /** Makes vectors of texts. */
  embedding: Endpoint | null;
  /** Whether the model is offered tools where no model file says so. */
  tools: boolean;
  mcpServers: McpServer[];
  modelTimeoutMs: number;
  modelSilenceMs: number;
  systemPrompt: string;
  /** Models that people may choose from beside the configured one. Empty: nothing is offered, and any that the endpoint knows is taken. */
  modelChoices: string[];
  /** How the assistant presents itself on the page. A greeting of null: the page's own words. */
  persona: { name: string; greeting: string | null; suggestions: string[] };
  maxMessageCharacters: number;
  /** Seconds; 0: no cache. */
  cacheSeconds: number;
  adminToken: string | null;
  apiKeys: string[];
  chatAccess: "public" | "key";
  /** CIDR ranges; null: every network may come in; empty: none may. */
  allowedNetworks: string[] | null;
  /** Sites that may show the chat in a frame, as a Content-Security-Policy names them. */
  widgetOrigins: string[];
  rateLimitPerMinute: number;
  channels: ChannelsConfig;
  operations: OperationsConfig;
}

export interface ParsedConfig {
  config: Config;
  problems: ConfigProblem[];
}

/** Reads every setting from `env`. A setting with a problem stands at its default. */
export function parseConfig(env: object): ParsedConfig {
  const settings = readSettings(env);
  requireTogether(settings, "MODEL_ENDPOINT", "MODEL_API_KEY");
  requireTogether(settings, "MODEL_FALLBACK_ENDPOINT", "MODEL_FALLBACK_API_KEY");
  requireBehind(settings, "MODEL_FALLBACK_NAME", "MODEL_FALLBACK_ENDPOINT");
  requireBehind(settings, "MODEL_FALLBACK_ENDPOINT", "MODEL_ENDPOINT");
  requireTogether(settings, "EMBEDDING_ENDPOINT", "EMBEDDING_API_KEY");
  requireTogether(settings, "EMBEDDING_ENDPOINT", "EMBEDDING_MODEL");
  return { config: toConfig(settings), problems: settings.problems };
}

function toConfig(settings: SettingsReader): Config {
  const { read, problems } = settings;
  const modelName = read("MODEL_NAME");
  return {
    modelName,
    model: endpoint(read("MODEL_ENDPOINT"), read("MODEL_API_KEY"), modelName),
    fallback: endpoint(
      read("MODEL_FALLBACK_ENDPOINT"),
      read("MODEL_FALLBACK_API_KEY"),
      read("MODEL_FALLBACK_NAME") ?? modelName,
    ),
    endpoints: readEndpoints(settings, modelName),
    embedding: endpoint(read("EMBEDDING_ENDPOINT"), read("EMBEDDING_API_KEY"), read("EMBEDDING_MODEL") ?? ""),
    tools: read("MODEL_TOOLS") === "on",
    mcpServers: readMcpServers(settings),
    modelTimeoutMs: read("MODEL_TIMEOUT_SECONDS") * 1000,
    modelSilenceMs: read("MODEL_SILENCE_SECONDS") * 1000,
    systemPrompt: read("SYSTEM_PROMPT"),
    modelChoices: read("MODEL_CHOICES"),
    persona: {
      name: read("ASSISTANT_NAME"),
      greeting: read("GREETING") ?? null,
      suggestions: read("SUGGESTIONS"),
    },
    maxMessageCharacters: read("MAX_MESSAGE_CHARS"),
    cacheSeconds: read("CACHE_TTL_SECONDS"),
    adminToken: read("ADMIN_TOKEN") ?? null,
    apiKeys: read("API_KEYS"),
    chatAccess: read("CHAT_ACCESS"),
    allowedNetworks: networks(read("ALLOWED_CIDRS") ?? null, problems),
    widgetOrigins: read("WIDGET_ORIGINS"),
    rateLimitPerMinute: read("RATE_LIMIT_PER_MINUTE"),
    channels: readChannels(settings),
    operations: readOperations(settings),
  };
}

/** Networks that cannot be read let nobody in: a typing error must not open a door. */
function networks(rules: string[] | null, problems: ConfigProblem[]): string[] | null {
  if (rules === null && problems.every(({ setting }) => setting !== "ALLOWED_CIDRS")) return null;
  if (rules !== null && rules.length > 0 && areNetworks(rules)) return rules;
  if (rules !== null)
    problems.push({ setting: "ALLOWED_CIDRS", message: "must be networks such as 10.0.0.0/8,2001:db8::/32" });
  return [];
}

function areNetworks(rules: string[]): boolean {
  try {
    ipRestriction(() => "", { allowList: rules });
    return rules.every((rule) => rule.split("/").length <= 2);
  } catch {
    return false;
  }
}

function endpoint(url: string | undefined, apiKey: string | undefined, model: string): Endpoint | null {
  return url === undefined || apiKey === undefined ? null : { baseUrl: url, apiKey, model };
}
