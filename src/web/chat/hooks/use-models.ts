// The models that a person may choose from, and the choice.
import { useEffect, useState } from "preact/hooks";
import type { ModelSummary } from "../../../core/wire.ts";
import { readStored, writeStored } from "../../common/stored.ts";
import type { Api } from "../api.ts";
import { defaultAssistant } from "../assistant-name.ts";
import { type Failure, failureOf } from "../failure.ts";

export interface ModelChoice {
  models: readonly ModelSummary[];
  /** Null leaves the choice to the server. */
  chosen: string | null;
  choose(id: string | null): void;
  /** What the assistant is called here. */
  assistant: string;
  /** The operator's words for an empty page, where there are some. */
  greeting: string | undefined;
  suggestions: readonly string[] | undefined;
  /** True where no model is connected and the built-in help answers. */
  embedded: boolean;
  /** Why no message can be answered at all: settings or the network stand against it. */
  obstacle: Failure | null;
  reload(): void;
}

function obstacleOf(error: unknown): Failure | null {
  const failure = failureOf(error);
  return failure.kind === "setup" || failure.kind === "network" ? failure : null;
}

export function useModels(api: Api, given: number): ModelChoice {
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [assistant, setAssistant] = useState(defaultAssistant);
  const [stored, setStored] = useState(() => readStored("model"));
  const [obstacle, setObstacle] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    // Without the list the page works on with the server's default.
    api.models().then(
      (page) => {
        setModels(page.data);
        setAssistant(page.assistant || defaultAssistant);
        setObstacle(null);
      },
      (error) => setObstacle(obstacleOf(error)),
    );
  }, [api, given, round]);

  const fallback = models.find((model) => model.default);
  const chosen = models.find((model) => model.id === stored);
  const answering = chosen ?? fallback;
  return {
    models,
    chosen: chosen?.id ?? null,
    assistant,
    greeting: answering?.greeting,
    suggestions: answering?.suggestions?.length ? answering.suggestions : undefined,
    choose(id) {
      writeStored("model", id ?? "");
      setStored(id);
    },
    embedded: answering?.kind === "embedded",
    obstacle,
    reload: () => setRound((count) => count + 1),
  };
}
