// Which model answers: the configured one, or one that the caller named and that exists.
import { EMBEDDED_MODEL, servicesOf } from "../services.ts";
import type { Caller } from "./caller.ts";
import { type AppContext, refuse } from "./context.ts";

export const MODEL_NOT_FOUND = {
  kind: "not_found",
  code: "model_not_found",
  message: "There is no such model. GET /v1/models and /api/models list those there are.",
  param: "model",
} as const;

/** Null: the configured one. Where the operator made a choice of models, visitors keep to it. */
export async function chooseModel(
  context: AppContext,
  caller: Caller,
  name: string | null | undefined,
): Promise<string | null> {
  const { model, config } = servicesOf(context.env);
  if (typeof name !== "string" || name === config.modelName) return null;
  if (model === null) return name === EMBEDDED_MODEL ? null : refuse(MODEL_NOT_FOUND);
  const isOffered = config.modelChoices.includes(name);
  if (!isOffered && config.modelChoices.length > 0 && caller.kind === "visitor") refuse(MODEL_NOT_FOUND);
  return isOffered || (await model.knows(name)) ? name : refuse(MODEL_NOT_FOUND);
}
