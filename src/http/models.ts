// GET /api/models: the models that a person may choose from, and how the assistant presents itself.
import type { Hono } from "hono";
import type { ModelPage, ModelSummary } from "../core/wire.ts";
import { EMBEDDED_MODEL, servicesOf } from "../services.ts";
import { identifyCaller } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { mount } from "./routes.ts";

export function mountModels(app: Hono<AppEnv>): void {
  mount(app, "/api/models", { GET: listModels });
}

async function listModels(context: AppContext): Promise<Response> {
  await identifyCaller(context);
  const { config } = servicesOf(context.env);
  const { greeting, suggestions, name } = config.persona;
  const words = {
    ...(greeting !== null && { greeting }),
    ...(suggestions.length > 0 && { suggestions }),
  };
  const models = config.model === null ? [EMBEDDED] : chatModels(config.modelName, config.modelChoices);
  const answer: ModelPage = {
    data: models.map((model) => ({ ...model, ...words })),
    next_cursor: null,
    assistant: name,
  };
  return context.json(answer);
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
