// The models that a person may choose from, and the choice.
import { useEffect, useState } from "preact/hooks";
import type { ModelSummary } from "../../../core/wire.ts";
import type { Language } from "../../common/language.ts";
import { readStored, writeStored } from "../../common/stored.ts";
import type { Api } from "../api.ts";
import { defaultAssistant } from "../assistant-name.ts";
import { type Failure, failureOf } from "../failure.ts";
import { type AnsweringModel, answeringModel } from "../model-choice.ts";

export interface ModelChoice extends AnsweringModel {
  models: readonly ModelSummary[];
  choose(id: string | null): void;
  /** What the assistant is called here. */
  assistant: string;
  /** Why no message can be answered at all: settings or the network stand against it. */
  obstacle: Failure | null;
  reload(): void;
}

function obstacleOf(error: unknown): Failure | null {
  const failure = failureOf(error);
  return failure.kind === "setup" || failure.kind === "network" ? failure : null;
}

export function useModels(api: Api, given: number, language: Language): ModelChoice {
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [assistant, setAssistant] = useState(defaultAssistant);
  const [stored, setStored] = useState(() => readStored("model"));
  const [obstacle, setObstacle] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let over = false;
    // Without the list the page works on with the server's default.
    api.models(language).then(
      (page) => {
        // Whoever changed the language meanwhile waits for another answer.
        if (over) return;
        setModels(page.data);
        setAssistant(page.assistant || defaultAssistant);
        setObstacle(null);
      },
      (error) => !over && setObstacle(obstacleOf(error)),
    );
    return () => {
      over = true;
    };
  }, [api, given, language, round]);

  return {
    models,
    assistant,
    ...answeringModel(models, stored),
    choose(id) {
      writeStored("model", id ?? "");
      setStored(id);
    },
    obstacle,
    reload: () => setRound((count) => count + 1),
  };
}
