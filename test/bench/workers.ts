// Starts a built Worker in its own workerd, with local D1, KV, R2 and Durable Objects, on a direct socket.
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";
import { type Bundle, ROOT } from "./bundle.ts";
import { newWorkerdPid, workerdPids } from "./processes.ts";

export interface RunningWorker {
  url: string;
  /** Null where the system doesn't say. */
  pid: number | null;
  /** Brings its D1 databases up from empty. */
  migrate(): Promise<void>;
  database(name: string): Promise<D1Database>;
  /** One statement in one of its databases. */
  query(database: string, statement: string): Promise<void>;
  /** Where a debugger connects, by isolate, if it was started to be inspected. */
  inspectors(): Promise<Map<string, URL>>;
  bucket(name: string): Promise<BenchBucket>;
  /** What the platform does every minute, and no local Worker by itself. */
  cron(): Promise<void>;
  stop(): Promise<void>;
}

export interface BenchBucket {
  put(key: string, value: Uint8Array): Promise<unknown>;
}

export interface Place {
  /** Where its data lies. Nothing is left of it without one. */
  folder?: string;
  port?: number;
  /** What the Worker prints. */
  onLine?: (level: string, line: string) => void;
  /** Open to a debugger. */
  inspected?: boolean;
}

/** One instance a process: the second would be lost among the first one's. */
export async function startWorker(
  bundle: Bundle,
  settings: Record<string, string>,
  { folder, port = 0, onLine, inspected = false }: Place = {},
): Promise<RunningWorker> {
  const earlier = await workerdPids();
  const { workerOptions } = unstable_getMiniflareWorkerOptions(bundle.config);
  const { assets, ...worker } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...worker,
      // Assets would put a router before the Worker that production does not have with run_worker_first.
      ...(assets ? { serviceBindings: { ASSETS: serveBuilt } } : {}),
      bindings: { ...textsOf(worker.bindings), ...settings },
      modulesRoot: bundle.modulesRoot,
      modules: bundle.modules,
      unsafeDirectSockets: [{ host: "127.0.0.1", port }],
      ...(folder === undefined ? {} : { resourcePersistencePath: folder }),
      ...(inspected ? { inspectorPort: 0 } : {}),
      cf: false,
      log: new Log(LogLevel.ERROR),
      // A Worker prints a line a request.
      handleStructuredLogs: ({ level, message }) => onLine?.(level, message),
    }),
  );
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL();
  return {
    url: url.origin,
    // A debugger keeps the process busy: it would never be seen at rest.
    pid: inspected ? null : await newWorkerdPid(earlier),
    migrate: () => migrate(miniflare, Object.keys(worker.d1Databases ?? {})),
    database: (name) => miniflare.getD1Database(name),
    async query(database, statement) {
      await (await miniflare.getD1Database(database)).prepare(statement).run();
    },
    bucket: (name) => miniflare.getR2Bucket(name) as unknown as Promise<BenchBucket>,
    inspectors: () => inspectorsOf(miniflare),
    async cron() {
      await (await miniflare.getWorker()).scheduled({ cron: "* * * * *" });
    },
    stop: () => miniflare.dispose(),
  };
}

/** workerd runs the Worker and each simulator of a service in an isolate of its own. */
async function inspectorsOf(miniflare: Miniflare): Promise<Map<string, URL>> {
  const { host } = await miniflare.getInspectorURL();
  const answer = await fetch(`http://${host}/json`);
  const targets = (await answer.json()) as { id: string }[];
  // A name with a # can't stand in an address; no isolate that does work has one.
  const named = targets.filter(({ id }) => !id.includes("#"));
  return new Map(named.map(({ id }) => [id, new URL(`ws://${host}/${id}`)]));
}

/** The plain settings of [vars]. */
function textsOf(bindings: unknown): Record<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(bindings ?? {}))
    if (typeof value === "string") texts.set(name, value);
  return Object.fromEntries(texts);
}

/** The built page, and the library that answers need. */
async function serveBuilt(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const file = join(ROOT, "dist/web", pathname === "/" ? "index.html" : pathname);
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return new Response(null, { status: 404 });
  return new Response(bytes, { headers: { "content-type": TYPES[extname(file)] ?? "text/plain" } });
}

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
};

/** Where each database's history lies, as in wrangler.toml. */
const MIGRATIONS: Record<string, string> = { DB: "migrations", SEARCH: "migrations/search" };

async function migrate(miniflare: Miniflare, databases: string[]): Promise<void> {
  for (const name of databases) {
    const database = await miniflare.getD1Database(name);
    for (const statement of await statements(join(ROOT, MIGRATIONS[name] ?? "migrations"))) {
      await database.prepare(statement).run();
    }
  }
}

async function statements(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return files.flatMap((text) => unstable_splitSqlQuery(text));
}
