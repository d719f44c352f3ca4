// Which models an endpoint says it has. Asked at most twice a minute from one isolate, however many ask us.
import type { Endpoint } from "../core/endpoint.ts";
import { createClient, type Fetch } from "./client.ts";

export interface CatalogueModel {
  id: string;
  created: number;
  ownedBy: string;
}

/** `reachable` is false when the endpoint did not answer; an endpoint without a model list is reachable and has no models. */
export interface Catalogue {
  reachable: boolean;
  models: CatalogueModel[];
  latencyMs: number;
}

const KEEP_MS = 30_000;
const LIMIT_MS = 5_000;
const LONGEST_LIST = 1_000;

interface Kept {
  /** Unix milliseconds until which somebody of this isolate is asking. */
  askingUntil: number;
  freshUntil: number;
  catalogue: Catalogue | null;
}

/** Shared by all requests of the isolate. Values, not promises: a request must not wait for another one's call. */
const kept = new Map<string, Kept>();
const LOOK_AGAIN_MS = 20;

/** One asks, the others look until its answer is there: a burst on a cold isolate is one call to the model. */
export async function readCatalogue(
  endpoint: Endpoint,
  fetcher: Fetch,
  now: () => number,
): Promise<Catalogue> {
  const key = JSON.stringify([endpoint.baseUrl, endpoint.apiKey]);
  const entry = kept.get(key) ?? { askingUntil: 0, freshUntil: 0, catalogue: null };
  kept.set(key, entry);
  while (now() < entry.askingUntil) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  if (entry.catalogue !== null && entry.freshUntil > now()) return entry.catalogue;
  entry.askingUntil = now() + LIMIT_MS;
  try {
    const freshUntil = now() + KEEP_MS;
    entry.catalogue = await askCatalogue(endpoint, fetcher, now);
    entry.freshUntil = freshUntil;
    return entry.catalogue;
  } finally {
    entry.askingUntil = 0;
  }
}

async function askCatalogue(endpoint: Endpoint, fetcher: Fetch, now: () => number): Promise<Catalogue> {
  const started = now();
  const answer = (reachable: boolean, models: CatalogueModel[]) => ({
    reachable,
    models,
    latencyMs: now() - started,
  });
  try {
    const page = await createClient(endpoint, fetcher).models.list({ signal: AbortSignal.timeout(LIMIT_MS) });
    const models: unknown = page.data;
    return answer(true, Array.isArray(models) ? models.slice(0, LONGEST_LIST).flatMap(readModel) : []);
  } catch (error) {
    const status: unknown = error instanceof Error ? Reflect.get(error, "status") : undefined;
    return answer(status === 404 || status === 405, []);
  }
}

function readModel(model: unknown): CatalogueModel[] {
  if (typeof model !== "object" || model === null) return [];
  const id: unknown = Reflect.get(model, "id");
  const created: unknown = Reflect.get(model, "created");
  const owner: unknown = Reflect.get(model, "owned_by");
  if (typeof id !== "string") return [];
  return [
    {
      id,
      created: typeof created === "number" ? created : 0,
      ownedBy: typeof owner === "string" ? owner : "unknown",
    },
  ];
}
