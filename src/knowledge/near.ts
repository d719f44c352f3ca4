// Asks for passages that are near a question by their meaning. Whatever goes wrong there, the search goes on without.
import type { AskedQuestion, NearPassage, Scope } from "../core/document.ts";
import { describeFailure } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import type { Result } from "../core/result.ts";

/** Somebody waits for the answer. */
const PATIENCE_MS = 2_000;
const MOST_NEAR = 40;
/** A shorter question may mean little without the one before. */
const SHORT_CHARACTERS = 24;
const LONGEST_TEXT = 2_000;

export interface Embeddings {
  model: string;
  embed(texts: string[], signal?: AbortSignal): Promise<Result<number[][]>>;
}

export interface NearTools {
  embeddings: Embeddings;
  nearest(model: string, vector: number[], limit: number, scope: Scope): Promise<NearPassage[]>;
  failed(error: string): void;
}

/** Undefined: nobody knows in time. */
export async function findNear(
  tools: NearTools,
  question: AskedQuestion,
  scope: Scope,
): Promise<NearPassage[] | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const late = new Promise<string>((resolve) => {
    patience.addEventListener("abort", () => resolve("too slow"));
  });
  // The keeper may be reading a large document just then.
  const near = await Promise.race([lookUp(tools, question, scope, patience), late]);
  if (typeof near !== "string") return near;
  tools.failed(near);
  return undefined;
}

/** A text: why not. */
async function lookUp(
  { embeddings, nearest }: NearTools,
  question: AskedQuestion,
  scope: Scope,
  patience: AbortSignal,
): Promise<NearPassage[] | string> {
  try {
    const embedded = await embeddings.embed([textOf(question)], patience);
    if (!embedded.ok) return describeFailure(embedded.failure).body.message;
    const [vector] = embedded.value;
    return vector === undefined ? "no vector" : await nearest(embeddings.model, vector, MOST_NEAR, scope);
  } catch (error) {
    return faultMessage(error);
  }
}

function textOf({ text, before: [earlier] }: AskedQuestion): string {
  const whole = earlier !== undefined && text.length < SHORT_CHARACTERS ? `${earlier}\n${text}` : text;
  return whole.slice(0, LONGEST_TEXT).toWellFormed();
}
