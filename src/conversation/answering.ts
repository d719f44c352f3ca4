// How an answer is made: from the cache, else by the model, else from the documents. Says nothing about where it goes.
import { describeFailure, type Failure } from "../core/error.ts";
import { isRecord, parseJson } from "../core/json.ts";
import type { Outcome } from "../core/message.ts";
import type { PromptMessage } from "../core/prompt.ts";
import type { Source, Usage } from "../core/wire.ts";
import { EMBEDDED_MODEL, type Services } from "../services.ts";

export interface Question {
  text: string;
  /** Asked for by name; null: the configured one. */
  model: string | null;
  prompt: PromptMessage[];
  skipCache: boolean;
}

interface CachedAnswer {
  reply: string;
  model: string;
  usage: Usage | null;
  sources: Source[];
}

export interface Listener {
  /** Gets the pieces as they come; joined they are the outcome's reply. */
  onText(text: string): void;
  /** Takes work that the answer does not wait for. */
  background(work: Promise<void>): void;
}

/** Never throws for what can be expected. `stop` ends it at once; what came so far is kept. */
export async function makeAnswer(
  services: Services,
  question: Question,
  listener: Listener,
  stop: AbortSignal,
): Promise<Outcome> {
  const key = services.cache.enabled ? await cacheKey(services, question) : "";
  const cached = question.skipCache ? null : readCached(await services.cache.read(key));
  const pieces: string[] = [];
  let firstTokenAt: number | null = null;
  const onText = (text: string) => {
    firstTokenAt ??= services.now();
    pieces.push(text);
    listener.onText(text);
  };
  if (cached !== null) {
    onText(cached.reply);
    return { ...cached, status: "ok", cached: true, truncated: false, error: null, firstTokenAt };
  }
  const made = await ask(services, question, onText, stop);
  const heard = {
    ...NOTHING_KNOWN,
    reply: pieces.join(""),
    model: modelName(services, question),
    firstTokenAt,
  };
  if (stop.aborted) return { ...heard, status: "stopped" };
  if ("failure" in made) return { ...heard, status: "failed", error: describeFailure(made.failure).body };
  const { model, usage, sources, truncated, keep } = made;
  const answer: CachedAnswer = { reply: heard.reply, model, usage, sources };
  if (keep && answer.reply !== "") listener.background(services.cache.write(key, JSON.stringify(answer)));
  return { ...heard, ...answer, truncated, status: "ok" };
}

const NOTHING_KNOWN = { cached: false, usage: null, sources: [], truncated: false, error: null };

type Made =
  | { model: string; usage: Usage | null; sources: Source[]; truncated: boolean; keep: boolean }
  | { failure: Failure };

async function ask(
  services: Services,
  question: Question,
  onText: (text: string) => void,
  stop: AbortSignal,
): Promise<Made> {
  if (services.model === null) {
    const answer = await services.library.answer(question.text);
    onText(answer.reply);
    return { model: EMBEDDED_MODEL, usage: null, sources: answer.sources, truncated: false, keep: true };
  }
  const completion = await services.model.complete(
    { messages: question.prompt, model: question.model },
    onText,
    stop,
  );
  if (!completion.ok) return { failure: completion.failure };
  const { model, usage, truncated, fromFallback } = completion.value;
  return { model, usage, sources: [], truncated, keep: !truncated && !fromFallback };
}

function modelName(services: Services, question: Question): string {
  return services.config.model === null ? EMBEDDED_MODEL : (question.model ?? services.config.model.model);
}

/** Everything that shapes the answer; the prompt holds system prompt, history, question and images. */
function cacheKey(services: Services, question: Question): Promise<string> {
  const endpoint = services.config.model;
  const parts =
    endpoint === null
      ? [EMBEDDED_MODEL, services.library.version(), question.text]
      : [endpoint.baseUrl, question.model ?? endpoint.model, question.prompt];
  return services.cache.key("chat", parts);
}

function readCached(value: string | null): CachedAnswer | null {
  const parsed = value === null ? null : parseJson(value);
  if (!isRecord(parsed) || typeof parsed.reply !== "string" || typeof parsed.model !== "string") return null;
  const { reply, model } = parsed;
  return { reply, model, usage: readUsage(parsed.usage), sources: readSources(parsed.sources) };
}

function readUsage(value: unknown): Usage | null {
  if (!isRecord(value)) return null;
  const count = (name: string) => Number(value[name] ?? 0);
  return {
    prompt_tokens: count("prompt_tokens"),
    completion_tokens: count("completion_tokens"),
    total_tokens: count("total_tokens"),
  };
}

function readSources(value: unknown): Source[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isRecord).map(({ title, url, snippet }) => ({
    title: String(title),
    snippet: String(snippet),
    ...(typeof url === "string" && { url }),
  }));
}
