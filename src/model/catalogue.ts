// Which models an endpoint says it has. Asked at most twice a minute from one isolate, however many ask us.
import type { Endpoint } from "../core/endpoint.ts";
import { isRecord } from "../core/json.ts";
import { StatusError } from "./call-error.ts";
import { type Fetch, listModels } from "./client.ts";

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
    const models = await listModels(fetcher, endpoint, LIMIT_MS);
    return answer(true, models.slice(0, LONGEST_LIST).flatMap(readModel));
  } catch (error) {
    return answer(error instanceof StatusError && (error.status === 404 || error.status === 405), []);
  }
}

function readModel(model: unknown): CatalogueModel[] {
  if (!isRecord(model) || typeof model.id !== "string") return [];
  const { id, created, owned_by: owner } = model;
  return [
    {
      id,
      created: typeof created === "number" ? created : 0,
      ownedBy: typeof owner === "string" ? owner : "unknown",
    },
  ];
}
