// How one answer is to be made: by the settings alone, or as a model file says.
import type { Scope } from "./document.ts";
import type { ModelFile, ModelParameters } from "./model-file.ts";

export interface Assistant {
  /** Of the model file; null: there is none, and the answer is named after the endpoint's model. */
  name: string | null;
  version: number | null;
  /** One of MODEL_ENDPOINTS; null: MODEL_ENDPOINT. */
  endpoint: string | null;
  /** As the endpoint calls it; null: MODEL_NAME. */
  model: string | null;
  systemPrompt: string;
  parameters: ModelParameters;
  examples: NonNullable<ModelFile["examples"]>;
  scope: Scope;
  tools: boolean | string[];
  historyTokens: number;
  /** For the whole answer; null: MODEL_TIMEOUT_SECONDS. */
  timeoutMs: number | null;
}
