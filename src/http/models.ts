// GET /api/models: the models that a person may choose from, and how the assistant presents itself.
import type { Hono } from "hono";
import { type Language, languageAmong } from "../core/language.ts";
import { type ModelEntry, standingIn, textIn, usableIn } from "../core/model-file.ts";
import type { ModelPage, ModelSummary } from "../core/wire.ts";
import { EMBEDDED_MODEL, type Services, servicesOf } from "../services.ts";
import { channelOf, identifyCaller } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { mount } from "./routes.ts";

export function mountModels(app: Hono<AppEnv>): void {
  mount(app, "/api/models", { GET: listModels });
}

async function listModels(context: AppContext): Promise<Response> {
  const channel = channelOf(await identifyCaller(context));
  const { config, holdings } = servicesOf(context.env);
  const { models } = await holdings.read();
  const standing = standingIn(models, channel, null)?.name ?? null;
  const language = languageAmong(context.req.header("accept-language") ?? "");
  const words = wordsOf(config.persona);
  const files = usableIn(models, channel).map((entry) => ({ ...words, ...toSummary(entry, language) }));
  const plain = config.model === null ? [EMBEDDED] : chatModels(config.modelName, config.modelChoices);
  const answer: ModelPage = {
    data: [...files, ...plain.map((model) => ({ ...model, ...words }))].map((model) => ({
      ...model,
      default: standing === null ? model.default : model.kind === "file" && model.id === standing,
    })),
    next_cursor: null,
    assistant: config.persona.name,
  };
  return context.json(answer);
}

function wordsOf({ greeting, suggestions }: Services["config"]["persona"]): Partial<ModelSummary> {
  return { ...(greeting !== null && { greeting }), ...(suggestions.length > 0 && { suggestions }) };
}

function toSummary(
  { name, title, description, greeting, suggestions }: ModelEntry,
  language: Language,
): ModelSummary {
  return {
    id: name,
    title: textIn(title, language),
    default: false,
    kind: "file",
    ...(description !== undefined && { description: textIn(description, language) }),
    ...(greeting !== undefined && { greeting: textIn(greeting, language) }),
    ...(suggestions !== undefined && { suggestions }),
  };
}

const EMBEDDED: ModelSummary = {
  id: EMBEDDED_MODEL,
  title: "Built-in help",
  default: true,
  kind: "embedded",
};

function chatModels(standing: string, choices: string[]): ModelSummary[] {
  return [...new Set([standing, ...choices])].map((id) => ({
    id,
    title: id,
    default: id === standing,
    kind: "model",
  }));
}
