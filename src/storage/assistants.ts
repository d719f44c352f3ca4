// Who answers: what a model file says that was chosen or is the default there, else what the settings say.
import type { Assistant } from "../core/assistant.ts";
import { type Failure, FailureError } from "../core/error.ts";
import type { Holdings } from "../core/holdings.ts";
import type { Channel } from "../core/message.ts";
import { type ModelFile, standingIn, usableIn } from "../core/model-file.ts";
import type { HoldingsStore } from "./holdings.ts";
import type { ModelFiles } from "./model-files.ts";

/** What holds where no model file says otherwise. */
export interface AssistantDefaults {
  systemPrompt: string;
  tools: boolean;
  historyTokens: number;
  /** Names that mean the configured model, or none. */
  ownNames: string[];
  /** Of MODEL_ENDPOINTS. */
  endpointNames: string[];
}

export interface AssistantWish {
  /** Of a model file, or as the endpoint calls a model; null: nobody chose. */
  model: string | null;
  channel: Channel;
  chatId: string | null;
}

export interface FoundAssistant {
  assistant: Assistant;
  holdings: Holdings;
}

export class Assistants {
  readonly #holdings: HoldingsStore;
  readonly #files: ModelFiles;
  readonly #defaults: AssistantDefaults;

  constructor(holdings: HoldingsStore, files: ModelFiles, defaults: AssistantDefaults) {
    this.#holdings = holdings;
    this.#files = files;
    this.#defaults = defaults;
  }

  /** Throws a FailureError that names the file when somebody made it unreadable, or took its endpoint away. */
  async find({ model, channel, chatId }: AssistantWish): Promise<FoundAssistant> {
    const entryIn = ({ models }: Holdings) =>
      model === null
        ? standingIn(models, channel, chatId)
        : usableIn(models, channel).find(({ name }) => name === model);
    let holdings = await this.#holdings.readRecent();
    // A name that was chosen a moment ago may be of a file that is as young.
    if (model !== null && !entryIn(holdings) && !this.#defaults.ownNames.includes(model))
      holdings = await this.#holdings.read();
    const entry = entryIn(holdings);
    if (!entry) return { assistant: this.#plain(model), holdings };
    const file = await this.#files.current(entry);
    if (file.endpoint !== undefined && !this.#defaults.endpointNames.includes(file.endpoint))
      throw new FailureError(withoutEndpoint(file.name, file.endpoint));
    return { assistant: { ...this.draft(file), name: file.name, version: file.version }, holdings };
  }

  /** As a file would answer that has no name yet. */
  draft(file: ModelFile): Assistant {
    const { knowledge = true, limits } = file;
    return {
      name: null,
      version: null,
      endpoint: file.endpoint ?? null,
      model: file.model,
      systemPrompt: file.system_prompt,
      parameters: file.parameters ?? {},
      examples: file.examples ?? [],
      scope: typeof knowledge === "boolean" ? (knowledge ? "all" : "none") : { tags: knowledge },
      tools: file.tools ?? this.#defaults.tools,
      historyTokens: limits?.history_tokens ?? this.#defaults.historyTokens,
      timeoutMs: limits?.timeout_seconds === undefined ? null : limits.timeout_seconds * 1000,
    };
  }

  #plain(model: string | null): Assistant {
    const { systemPrompt, tools, historyTokens, ownNames } = this.#defaults;
    return {
      name: null,
      version: null,
      endpoint: null,
      model: model === null || ownNames.includes(model) ? null : model,
      systemPrompt,
      parameters: {},
      examples: [],
      scope: "all",
      tools,
      historyTokens,
      timeoutMs: null,
    };
  }
}

function withoutEndpoint(name: string, endpoint: string): Failure {
  const message = `The model file ${name} names the endpoint ${endpoint}, which MODEL_ENDPOINTS has not. The operator has to mend one of them.`;
  return { kind: "unavailable", code: "unknown_endpoint", message };
}
