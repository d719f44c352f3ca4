// Which of the models answers, and what an empty page says for it.
import type { ModelSummary } from "../../core/wire.ts";

export interface AnsweringModel {
  /** Null leaves the choice to the server. */
  chosen: string | null;
  /** The operator's words for an empty page, where there are some. */
  greeting: string | undefined;
  suggestions: readonly string[] | undefined;
  /** True where no model is connected and the built-in help answers. */
  embedded: boolean;
}

/** `wished`: the one that the person chose once; it may be gone by now. */
export function answeringModel(models: readonly ModelSummary[], wished: string | null): AnsweringModel {
  const chosen = models.find((model) => model.id === wished);
  const answering = chosen ?? models.find((model) => model.default);
  return {
    chosen: chosen?.id ?? null,
    greeting: answering?.greeting,
    suggestions: answering?.suggestions?.length ? answering.suggestions : undefined,
    embedded: answering?.kind === "embedded",
  };
}
