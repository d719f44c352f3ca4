// Vectors of texts, from an OpenAI-compatible endpoint.
import type { Endpoint } from "../core/endpoint.ts";
import type { Failure } from "../core/error.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { callEndpoint, type Fetch } from "./client.ts";
import { type AttemptFailure, classifyError, upstreamFailure } from "./failure.ts";
import { readShortText } from "./short-text.ts";

export interface Embeddings {
  model: string;
  /** One vector for each text, all of one length. At most 64 texts a call. */
  embed(texts: string[], signal?: AbortSignal): Promise<Result<number[][]>>;
}

const LIMIT_MS = 30_000;
/** 64 vectors of some 4,000 numbers as JSON. */
const LONGEST_ANSWER_BYTES = 8 * 1024 * 1024;

export function createEmbeddings(endpoint: Endpoint, fetcher: Fetch, now: () => number): Embeddings {
  return {
    model: endpoint.model,
    async embed(texts, signal) {
      const limit = AbortSignal.timeout(LIMIT_MS);
      try {
        const response = await callEndpoint(fetcher, endpoint, "/embeddings", {
          method: "POST",
          body: JSON.stringify({ model: endpoint.model, input: texts, encoding_format: "float" }),
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        });
        const text = await readShortText(response, { bytes: LONGEST_ANSWER_BYTES, milliseconds: LIMIT_MS });
        const vectors = readVectors(parseJson(text), texts.length);
        return vectors === null ? fail(told(upstreamFailure("malformed", "never"))) : succeed(vectors);
      } catch (error) {
        return fail(told(classifyError(error, endpoint, endpoint.model, now())));
      }
    },
  };
}

/** Names the settings that matter here. */
function told({ failure }: AttemptFailure): Failure {
  if (failure.kind !== "upstream") return failure;
  const message = failure.message
    .replace("MODEL_NAME", "EMBEDDING_MODEL")
    .replace(/\bMODEL_(?=ENDPOINT|API_KEY)/g, "EMBEDDING_");
  return { ...failure, message };
}

function readVectors(answer: unknown, count: number): number[][] | null {
  const data: unknown[] = isRecord(answer) && Array.isArray(answer.data) ? answer.data : [];
  const vectors: number[][] = [];
  for (const [place, item] of data.entries()) {
    if (!isRecord(item) || !isVector(item.embedding)) return null;
    vectors[typeof item.index === "number" ? item.index : place] = item.embedding;
  }
  const length = vectors[0]?.length ?? 0;
  const isWhole =
    vectors.length === count && Array.from(vectors).every((vector) => vector?.length === length);
  return isWhole && length > 0 ? vectors : null;
}

function isVector(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((number) => typeof number === "number" && Number.isFinite(number))
  );
}
