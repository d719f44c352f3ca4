// What answers with a model need: services by their endpoints, tools, vectors of texts.
import type { Config } from "./config/config.ts";
import type { Endpoint } from "./core/endpoint.ts";
import { describeFailure } from "./core/error.ts";
import type { JsonRecord } from "./core/json.ts";
import type { Result } from "./core/result.ts";
import type { Tool } from "./core/tool.ts";
import { type Completion, type CompletionRequest, streamCompletion } from "./model/answer.ts";
import { pauseFor } from "./model/attempts.ts";
import { type Catalogue, readCatalogue } from "./model/catalogue.ts";
import { createOpenCompletion } from "./model/client.ts";
import type { CompletionTools } from "./model/completion.ts";
import { createEmbeddings, type Embeddings } from "./model/embeddings.ts";
import { remoteTools } from "./model/mcp/tools.ts";
import { type OpenedCompletion, openCompletion } from "./model/relay.ts";
import { timeTool } from "./model/time-tool.ts";
import type { Telemetry } from "./operations/log/telemetry.ts";

export interface ModelService {
  tools: CompletionTools;
  complete(
    request: CompletionRequest,
    onText: (text: string) => void,
    stop: AbortSignal,
  ): Promise<Result<Completion>>;
  /** As it goes over the wire, for callers that pass the bytes on. */
  open(
    request: JsonRecord,
    client: AbortSignal,
    timeoutMs?: number | null,
  ): Promise<Result<OpenedCompletion>>;
  catalogue(): Promise<Catalogue>;
  /** Whether this model may be asked for. An endpoint that keeps no list is asked itself. */
  knows(name: string): Promise<boolean>;
}

export interface ToolWish {
  /** True: every tool; a list: those of these names, a server's name standing for all of its tools. */
  wanted: boolean | string[];
  /** Many people read the answer. */
  isGroup: boolean;
}

export interface ModelServices {
  /** Null: no model is connected. */
  model: ModelService | null;
  /** By its name in MODEL_ENDPOINTS; null is MODEL_ENDPOINT. Null for what is not configured. */
  modelAt(endpoint: string | null): ModelService | null;
  endpointNames: string[];
  /** Names that a model file may give its tools; the search of documents is not among them. */
  toolNames: string[];
  toolsFor(wish: ToolWish): Promise<Tool[]>;
  /** Null: no endpoint for embeddings is configured. */
  embeddings: Embeddings | null;
}

export function createModelServices(
  config: Config,
  telemetry: Telemetry,
  fetcher: typeof fetch,
  now: () => number,
): ModelServices {
  const create = (...endpoints: Endpoint[]) => createService(endpoints, config, telemetry, fetcher, now);
  const model =
    config.model === null
      ? null
      : create(config.model, ...(config.fallback === null ? [] : [config.fallback]));
  const named = new Map([...config.endpoints].map(([name, endpoint]) => [name, create(endpoint)]));
  const time = timeTool(now);
  const remote = {
    fetch: fetcher,
    now,
    failed: (server: string, error: string) =>
      telemetry.write("warn", "model", "tools_left_out", { subject: server, error }),
  };
  return {
    model,
    modelAt: (endpoint) => (endpoint === null ? model : (named.get(endpoint) ?? null)),
    endpointNames: [...named.keys()],
    toolNames: [time.name, ...config.mcpServers.map(({ name }) => name)],
    async toolsFor({ wanted, isGroup }) {
      if (wanted === false) return [];
      const wants = (name: string) => wanted === true || wanted.includes(name);
      const servers = config.mcpServers.filter(({ name, groups }) => wants(name) && (groups || !isGroup));
      return [...(wants(time.name) ? [time] : []), ...(await remoteTools(servers, remote))];
    },
    embeddings: config.embedding === null ? null : createEmbeddings(config.embedding, fetcher, now),
  };
}

/** The first endpoint is asked, the others when it fails. */
function createService(
  endpoints: Endpoint[],
  config: Config,
  telemetry: Telemetry,
  fetcher: typeof fetch,
  now: () => number,
): ModelService | null {
  const [primary] = endpoints;
  if (primary === undefined) return null;
  const tools: CompletionTools = {
    endpoints,
    limits: { timeoutMs: config.modelTimeoutMs, silenceMs: config.modelSilenceMs },
    open: createOpenCompletion(fetcher),
    pause: pauseFor,
    now,
    onTool: ({ name, ok, ms }) =>
      telemetry.write("info", "model", "tool_called", {
        operation: name,
        status: ok ? "ok" : "failed",
        duration_ms: ms,
      }),
  };
  const catalogue = () => readCatalogue(primary, fetcher, now);
  return {
    tools,
    complete: async (request, onText, stop) =>
      noted(telemetry, await streamCompletion(tools, request, onText, stop), stop),
    open: async (request, client, timeoutMs) => {
      const limits = { ...tools.limits, timeoutMs: timeoutMs ?? tools.limits.timeoutMs };
      return noted(telemetry, await openCompletion({ ...tools, limits }, request, client), client);
    },
    catalogue,
    knows: async (name) => {
      if (name === primary.model) return true;
      const { models } = await catalogue();
      return models.length === 0 || models.some(({ id }) => id === name);
    },
  };
}

/** A call that somebody ended has neither succeeded nor failed. */
function noted<T>(telemetry: Telemetry, result: Result<T>, stop: AbortSignal): Result<T> {
  if (result.ok || stop.aborted) return result;
  const { failure } = result;
  if (failure.kind === "upstream") {
    const { code } = describeFailure(failure).body;
    telemetry.modelFailed(code);
    telemetry.write("warn", "model", "model_failed", { code });
    // What the endpoint says of a caller's mistake is between those two.
  } else telemetry.write("info", "model", "request_refused");
  return result;
}
