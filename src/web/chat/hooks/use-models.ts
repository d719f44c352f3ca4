// The models that a person may choose from, and the choice.
import { useEffect, useState } from "preact/hooks";
import type { ModelSummary } from "../../../core/wire.ts";
import type { Api } from "../api.ts";
import { readStored, writeStored } from "../stored.ts";

export interface ModelChoice {
  models: readonly ModelSummary[];
  /** Null leaves the choice to the server. */
  chosen: string | null;
  choose(id: string | null): void;
  /** True where no model is connected and the built-in help answers. */
  embedded: boolean;
}

export function useModels(api: Api, given: number): ModelChoice {
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [stored, setStored] = useState(() => readStored("model"));

  useEffect(() => {
    // Without the list the page works on with the server's default.
    api.models().then(
      (page) => setModels(page.data),
      () => undefined,
    );
  }, [api, given]);

  const known = models.some((model) => model.id === stored);
  return {
    models,
    chosen: known ? stored : null,
    choose(id) {
      writeStored("model", id ?? "");
      setStored(id);
    },
    embedded: models.find((model) => model.default)?.kind === "embedded",
  };
}
