// The composition root: configuration and bindings → services. The only place that wires; everything else receives.
import { waitUntil } from "cloudflare:workers";
import { type ChannelBindings, type ChannelServices, createChannelServices } from "./channel-services.ts";
import { type Config, parseConfig } from "./config/config.ts";
import { describeSettings, type SettingDescription } from "./config/describe.ts";
import { secretValues } from "./config/secrets.ts";
import type { ConfigProblem } from "./config/settings.ts";
import type { LogBatch, LogKind, RequestMinute } from "./core/log.ts";
import { HISTORY_TOKENS } from "./core/prompt.ts";
import type { Tool } from "./core/tool.ts";
import type { ReadDocument } from "./knowledge/documents.ts";
import {
  createKnowledgeServices,
  type KnowledgeBindings,
  type KnowledgeServices,
} from "./knowledge-services.ts";
import { transcriptOf } from "./model/transcript.ts";
import { createModelServices, type ModelService, type ModelServices } from "./model-services.ts";
import { judge } from "./operations/alerts/rules.ts";
import { noticeText } from "./operations/alerts/words.ts";
import { runDoctor } from "./operations/doctor/doctor.ts";
import { createRedaction } from "./operations/log/line.ts";
import { searchLogs } from "./operations/log/search.ts";
import { Telemetry } from "./operations/log/telemetry.ts";
import { mergeSamples, prometheusText, sampleKey } from "./operations/prometheus.ts";
import { AnswerCache } from "./storage/answer-cache.ts";
import { Assistants } from "./storage/assistants.ts";
import { BackupFiles } from "./storage/backup-files.ts";
import { DeliveryList } from "./storage/delivery-list.ts";
import { DocumentFiles, type KeptOriginal, type Original } from "./storage/document-files.ts";
import { Erasures } from "./storage/erasures.ts";
import { Files } from "./storage/files.ts";
import { HoldingsStore } from "./storage/holdings.ts";
import { LogFiles } from "./storage/log-files.ts";
import { ModelFiles } from "./storage/model-files.ts";
import { PartUploads } from "./storage/part-uploads.ts";
import { Records } from "./storage/records.ts";
import { Retention } from "./storage/retention.ts";
import { Shares } from "./storage/shares.ts";
import { type RowKey, Snapshots } from "./storage/snapshot.ts";
import { sumUsage, UsageList } from "./storage/usage-list.ts";
import { WatchList } from "./storage/watch-list.ts";

export type { KeptOriginal, ModelService, Original, ReadDocument, RowKey, Tool };

/** What the services need of wrangler.toml's bindings; settings arrive as strings beside them. */
export interface ServiceBindings extends ChannelBindings, KnowledgeBindings {
  DB: D1Database;
  CACHE: KVNamespace;
  FILES: R2Bucket;
  LOGS: Named<LogObject>;
  BACKUPS: Named<BackupObject>;
}

interface Named<Stub> {
  getByName(name: string): Stub;
}

/** What the services and the caretaker need of a keeper of log lines. */
interface LogObject {
  append(batch: LogBatch): Promise<void>;
  sums(): Promise<{ minutes: RequestMinute[] }>;
  pruned(kind: LogKind, bytes: number): Promise<void>;
}

/** What the caretaker needs of the keeper of backups. */
interface BackupObject {
  daily(now: number): Promise<void>;
  summary(): Promise<{ lastCompleteAt: number | null }>;
}

/** Each takes some hundred batches a second; an isolate stays with one. */
export const LOG_SHARDS = 2;

/** The model's name when none is connected and documents answer. */
export const EMBEDDED_MODEL = "embedded";

export interface Services extends ChannelServices, ModelServices, KnowledgeServices {
  config: Config;
  problems: ConfigProblem[];
  cache: AnswerCache;
  records: Records;
  shares: Shares;
  erasures: Erasures;
  snapshots: Snapshots;
  backupFiles: BackupFiles;
  /** Secrets by their fingerprints. */
  describeSettings: () => Promise<SettingDescription[]>;
  deliveryList: DeliveryList;
  files: Files;
  partUploads: PartUploads;
  holdings: HoldingsStore;
  modelFiles: ModelFiles;
  assistants: Assistants;
  /** Originals of the operator's documents. */
  documentFiles: DocumentFiles;
  /** Lines for the operator, and counts. */
  telemetry: Telemetry;
  logFiles: LogFiles;
  searchLogs: typeof searchLogs;
  /** Turns and deliveries as they were counted; of the index only its size is of interest. */
  usage: UsageList;
  searchUsage: UsageList;
  sumUsage: typeof sumUsage;
  watchList: WatchList;
  retention: Retention;
  /** Which alerts hold, and what is said of them. */
  judge: typeof judge;
  noticeText: typeof noticeText;
  prometheusText: typeof prometheusText;
  mergeSamples: typeof mergeSamples;
  sampleKey: typeof sampleKey;
  /** Reads a completion as it went over the wire. */
  transcriptOf: typeof transcriptOf;
  /** Examines what it is given: settings, platforms, address. */
  runDoctor: typeof runDoctor;
  now: () => number;
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
  const telemetry = createTelemetry(config, env);
  const erasures = new Erasures(env.FILES);
  const files = new Files(env.FILES);
  const holdings = new HoldingsStore(env.FILES, Date.now);
  const modelFiles = new ModelFiles(env.FILES, holdings);
  const modelServices = createModelServices(config, telemetry, fetcher, Date.now);
  return {
    config,
    problems,
    cache: new AnswerCache(env.CACHE, config.cacheSeconds),
    records: new Records(env.DB, env.SEARCH, erasures),
    shares: new Shares(env.DB),
    erasures,
    backupFiles: new BackupFiles(env.FILES),
    snapshots: new Snapshots(env.DB, env.SEARCH),
    describeSettings: () => describeSettings(env),
    deliveryList: new DeliveryList(env.DB),
    files,
    partUploads: new PartUploads(
      env.FILES,
      files,
      config.operations.isLargerPlan ? HASHED_BYTES.paid : HASHED_BYTES.free,
    ),
    holdings,
    modelFiles,
    assistants: new Assistants(holdings, modelFiles, {
      systemPrompt: config.systemPrompt,
      tools: config.tools,
      historyTokens: HISTORY_TOKENS,
      ownNames: [EMBEDDED_MODEL, config.modelName],
      endpointNames: modelServices.endpointNames,
    }),
    documentFiles: new DocumentFiles(env.FILES),
    telemetry,
    searchLogs,
    usage: new UsageList(env.DB),
    searchUsage: new UsageList(env.SEARCH),
    sumUsage,
    watchList: new WatchList(env.DB),
    retention: new Retention(env.DB, env.SEARCH),
    judge,
    noticeText,
    prometheusText,
    mergeSamples,
    sampleKey,
    logFiles: new LogFiles(env.FILES),
    transcriptOf,
    runDoctor,
    now: Date.now,
    ...modelServices,
    ...createKnowledgeServices(env, modelServices.embeddings, telemetry),
    ...createChannelServices(config, env, fetcher, Date.now),
  };
}

/** Of a file sent in parts whose sum nobody tells. The free plan gives a call ten milliseconds of computing, and some slack. */
const HASHED_BYTES = { free: 32 * 1024 ** 2, paid: 1024 ** 3 };

const fetcher: typeof fetch = (input, init) => fetch(input, init);

function createTelemetry(config: Config, env: ServiceBindings): Telemetry {
  const shard = Math.floor(Math.random() * LOG_SHARDS);
  return new Telemetry(config.operations.logThresholds, {
    send: (batch) => env.LOGS.getByName(`logs-${shard}`).append(batch),
    background: (work) => waitUntil(work),
    now: Date.now,
    redact: createRedaction(secretValues(env)),
  });
}
