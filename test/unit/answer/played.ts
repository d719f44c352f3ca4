// Services played for the making of answers: a model that says what it is told to, documents that are found or not, a cache that is seen.

import type { Question } from "../../../src/answer/make-answer.ts";
import type { Assistant } from "../../../src/core/assistant.ts";
import type { AskedQuestion, RetrievedPassage, Scope } from "../../../src/core/document.ts";
import { fail, type Result, succeed } from "../../../src/core/result.ts";
import type { Source } from "../../../src/core/wire.ts";
import type { ModelService, Services, Tool } from "../../../src/services.ts";
import { AnswerCache } from "../../../src/storage/answer-cache.ts";

type Complete = ModelService["complete"];
export type CompletionRequest = Parameters<Complete>[0];
type Completion = Extract<Awaited<ReturnType<Complete>>, { ok: true }>["value"];

export interface Played {
  services: Services;
  /** What the model was asked. */
  requests: CompletionRequest[];
  searches: { question: AskedQuestion; scope: Scope; limit: number }[];
  lines: unknown[][];
  /** What the KV holds. */
  kept: Map<string, string>;
  wishes: unknown[];
}

export interface Play {
  /** Null: no model is connected. */
  model?: Complete | null;
  passages?: Partial<RetrievedPassage>[] | Error;
  tools?: Tool[];
  endpoints?: Record<string, Complete>;
  libraryVersion?: string;
  cacheSeconds?: number;
  baseUrl?: string;
  modelName?: string;
  /** What the documents say without a model. */
  reply?: { reply: string; sources: Source[]; found: boolean };
}

export function passage(text: string, more: Partial<RetrievedPassage> = {}): RetrievedPassage {
  return {
    document_id: "d",
    position: 0,
    title: `Title of ${text}`,
    url: null,
    heading: "",
    text,
    language: "en",
    score: 1,
    share: 1,
    matched: [],
    lexical_rank: 1,
    vector_rank: null,
    chosen: true,
    left_out: null,
    ...more,
  };
}

/** A model that says these pieces. */
export function says(pieces: string[], more: Partial<Completion> = {}): Complete {
  return async (_, onText) => {
    for (const piece of pieces) onText(piece);
    return succeed({ model: "m-1", usage: null, truncated: false, fromFallback: false, tools: [], ...more });
  };
}

/** One that fails behind these pieces. */
export function breaks(pieces: string[] = []): Complete {
  return async (_, onText): Promise<Result<Completion>> => {
    for (const piece of pieces) onText(piece);
    return fail({ kind: "upstream", reason: "cut", message: "The model broke off." });
  };
}

export function tool(name: string): Tool {
  return { name, description: "", parameters: {}, run: async () => `${name} ran` };
}

export function play(given: Play = {}): Played {
  const played = { requests: [], searches: [], lines: [], kept: new Map(), wishes: [] } as Omit<
    Played,
    "services"
  >;
  const service = (complete: Complete, baseUrl: string): ModelService =>
    ({
      complete: (request, onText, stop) => {
        played.requests.push(request);
        return complete(request, onText, stop);
      },
      tools: { endpoints: [{ baseUrl }] },
    }) as ModelService;
  const { model = says(["Yes."]), baseUrl = "https://model.example/v1", passages = [] } = given;
  const main = model === null ? null : service(model, baseUrl);
  const named = new Map(
    Object.entries(given.endpoints ?? {}).map(([name, one]) => [
      name,
      service(one, `https://${name}.example`),
    ]),
  );
  const kv = {
    get: async (key: string) => played.kept.get(key) ?? null,
    put: async (key: string, value: string) => void played.kept.set(key, value),
  } as unknown as KVNamespace;
  let now = 0;
  const services = {
    config: { modelName: given.modelName ?? "configured" },
    cache: new AnswerCache(kv, given.cacheSeconds ?? 300),
    model: main,
    modelAt: (endpoint: string | null) => (endpoint === null ? main : (named.get(endpoint) ?? null)),
    toolsFor: async (wish: unknown) => {
      played.wishes.push(wish);
      return given.tools ?? [];
    },
    retrieve: async (question: AskedQuestion, scope: Scope, limit: number) => {
      played.searches.push({ question, scope, limit });
      if (passages instanceof Error) throw passages;
      const found = passages.map(({ text = "", ...more }) => passage(text, more));
      return { looked_for: [], passages: found, candidates: found };
    },
    library: {
      version: async () => given.libraryVersion ?? "library-1",
      answer: async (question: AskedQuestion, scope: Scope) => {
        played.searches.push({ question, scope, limit: 0 });
        return given.reply ?? { reply: "From the documents.", sources: [], found: true };
      },
    },
    telemetry: { write: (...line: unknown[]) => void played.lines.push(line) },
    now: () => (now += 1),
  };
  return { ...played, services: services as unknown as Services };
}

export function assistant(more: Partial<Assistant> = {}): Assistant {
  return {
    name: null,
    version: null,
    endpoint: null,
    model: null,
    systemPrompt: "Be kind.",
    parameters: {},
    examples: [],
    scope: "all",
    tools: false,
    historyTokens: 8_000,
    timeoutMs: null,
    ...more,
  };
}

/** `words` are asked, of 3 documents. */
export function question(words = "How many days?", more: Partial<Question> = {}): Question {
  return {
    asked: { text: words, before: [] },
    assistant: assistant(),
    holdings: { models: [], knowledge: { revision: 1, documents: 3 } },
    prompt: [
      { role: "system", content: "Be kind." },
      { role: "user", content: words },
    ],
    isGroup: false,
    skipCache: false,
    requestId: "r-1",
    ...more,
  };
}
