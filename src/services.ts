// The composition root: configuration and bindings → services. The only place that wires; everything else receives.
import { type ChannelBindings, type ChannelServices, createChannelServices } from "./channel-services.ts";
import { type Config, parseConfig } from "./config/config.ts";
import type { ConfigProblem } from "./config/settings.ts";
import type { JsonRecord } from "./core/json.ts";
import type { Result } from "./core/result.ts";
import { createLibrary, type Library } from "./knowledge/library.ts";
import { pauseFor } from "./model/attempts.ts";
import { type Catalogue, readCatalogue } from "./model/catalogue.ts";
import { createOpenCompletion } from "./model/client.ts";
import {
  type Completion,
  type CompletionRequest,
  type CompletionTools,
  streamCompletion,
} from "./model/completion.ts";
import { type OpenedCompletion, openCompletion } from "./model/relay.ts";
import { transcriptOf } from "./model/transcript.ts";
import { runDoctor } from "./operations/doctor/doctor.ts";
import { AnswerCache } from "./storage/answer-cache.ts";
import { DeliveryList } from "./storage/delivery-list.ts";
import { Records } from "./storage/records.ts";

/** What the services need of wrangler.toml's bindings; settings arrive as strings beside them. */
export interface ServiceBindings extends ChannelBindings {
  DB: D1Database;
  SEARCH: D1Database;
  CACHE: KVNamespace;
}

/** The model's name when none is connected and documents answer. */
export const EMBEDDED_MODEL = "embedded";

export interface Services extends ChannelServices {
  config: Config;
  problems: ConfigProblem[];
  cache: AnswerCache;
  records: Records;
  deliveryList: DeliveryList;
  library: Library;
  /** Null: no model is connected. */
  model: ModelService | null;
  /** Reads a completion as it went over the wire. */
  transcriptOf: typeof transcriptOf;
  /** Examines what it is given: settings, platforms, address. */
  runDoctor: typeof runDoctor;
  now: () => number;
}

export interface ModelService {
  tools: CompletionTools;
  complete(
    request: CompletionRequest,
    onText: (text: string) => void,
    stop: AbortSignal,
  ): Promise<Result<Completion>>;
  /** As it goes over the wire, for callers that pass the bytes on. */
  open(request: JsonRecord, client: AbortSignal): Promise<Result<OpenedCompletion>>;
  catalogue(): Promise<Catalogue>;
  /** Whether this model may be asked for. An endpoint that keeps no list is asked itself. */
  knows(name: string): Promise<boolean>;
}

const kept = new WeakMap<object, Services>();

/** The same services for the same bindings: the environment is read once. */
export function servicesOf(env: ServiceBindings): Services {
  const known = kept.get(env);
  if (known) return known;
  const services = createServices(env);
  kept.set(env, services);
  return services;
}

function createServices(env: ServiceBindings): Services {
  const { config, problems } = parseConfig(env);
  return {
    config,
    problems,
    cache: new AnswerCache(env.CACHE, config.cacheSeconds),
    records: new Records(env.DB, env.SEARCH),
    deliveryList: new DeliveryList(env.DB),
    library: createLibrary(env.SEARCH),
    model: createModel(config),
    transcriptOf,
    runDoctor,
    now: Date.now,
    ...createChannelServices(config, env, fetcher, Date.now),
  };
}

const fetcher: typeof fetch = (input, init) => fetch(input, init);

function createModel(config: Config): ModelService | null {
  const primary = config.model;
  if (primary === null) return null;
  const tools: CompletionTools = {
    endpoints: config.fallback === null ? [primary] : [primary, config.fallback],
    limits: { timeoutMs: config.modelTimeoutMs, silenceMs: config.modelSilenceMs },
    open: createOpenCompletion(fetcher),
    pause: pauseFor,
    now: Date.now,
  };
  const catalogue = () => readCatalogue(primary, fetcher, Date.now);
  return {
    tools,
    complete: (request, onText, stop) => streamCompletion(tools, request, onText, stop),
    open: (request, client) => openCompletion(tools, request, client),
    catalogue,
    knows: async (name) => {
      if (name === config.modelName) return true;
      const { models } = await catalogue();
      return models.length === 0 || models.some(({ id }) => id === name);
    },
  };
}
