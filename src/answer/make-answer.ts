// How an answer is made: from the cache, else by the model, else from the documents. Says nothing about where it goes.
import type { Assistant } from "../core/assistant.ts";
import type { AskedQuestion } from "../core/document.ts";
import { describeFailure } from "../core/error.ts";
import type { Holdings } from "../core/holdings.ts";
import type { Outcome } from "../core/message.ts";
import type { PromptMessage } from "../core/prompt.ts";
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import { answerKey, type CachedAnswer, readCached } from "./cached-answer.ts";
import { askDocuments } from "./embedded-answer.ts";
import type { Made } from "./made.ts";
import { askModel } from "./model-answer.ts";

export interface Question {
  asked: AskedQuestion;
  assistant: Assistant;
  holdings: Holdings;
  /** Ends with the question; passages of documents join later. */
  prompt: PromptMessage[];
  /** Many people read the answer: tools that the operator did not open to groups are not used. */
  isGroup: boolean;
  skipCache: boolean;
  requestId: string;
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
  const key = keepsAnswers(services, question.assistant) ? await answerKey(services, question) : null;
  const cached = key === null || question.skipCache ? null : readCached(await services.cache.read(key));
  const pieces: string[] = [];
  let firstTokenAt: number | null = null;
  const onText = (text: string) => {
    firstTokenAt ??= services.now();
    pieces.push(text);
    listener.onText(text);
  };
  const { version } = question.assistant;
  if (cached !== null) {
    onText(cached.reply);
    return { ...NOTHING_KNOWN, ...cached, modelVersion: version, status: "ok", cached: true, firstTokenAt };
  }
  const made = await ask(services, question, onText, stop);
  const heard = {
    ...NOTHING_KNOWN,
    reply: pieces.join(""),
    model: nameOf(services, question.assistant),
    modelVersion: version,
    firstTokenAt,
  };
  if (stop.aborted) return { ...heard, status: "stopped" };
  if ("failure" in made) return { ...heard, status: "failed", error: describeFailure(made.failure).body };
  const { model, usage, sources, tools, truncated, keep } = made;
  const answer: CachedAnswer = { reply: heard.reply, model, usage, sources };
  if (key !== null && keep && answer.reply !== "")
    listener.background(services.cache.write(key, JSON.stringify(answer)));
  return { ...heard, ...answer, tools, truncated, status: "ok" };
}

const NOTHING_KNOWN = {
  cached: false,
  usage: null,
  sources: [],
  tools: [],
  truncated: false,
  error: null,
};

/** An answer above temperature 1 is meant to differ. */
function keepsAnswers({ cache }: Services, { parameters }: Assistant): boolean {
  return cache.enabled && (parameters.temperature ?? 0) <= 1;
}

/** Past the cache, and without a word to anybody but `onText`. */
export function ask(
  services: Services,
  question: Question,
  onText: (text: string) => void,
  stop: AbortSignal,
): Promise<Made> {
  const model = services.modelAt(question.assistant.endpoint);
  return model === null
    ? askDocuments(services, question, onText)
    : askModel(services, model, question, onText, stop);
}

/** What an answer that did not come is named after. */
function nameOf(services: Services, { name, endpoint, model }: Assistant): string {
  if (name !== null) return name;
  return services.modelAt(endpoint) === null ? EMBEDDED_MODEL : (model ?? services.config.modelName);
}
