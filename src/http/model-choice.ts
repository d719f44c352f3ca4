// Which model answers: the one that a caller named and that exists, else the one that stands there.
import { standingIn, usableIn } from "../core/model-file.ts";
import { EMBEDDED_MODEL, servicesOf } from "../services.ts";
import { type Caller, channelOf } from "./caller.ts";
import { type AppContext, refuse } from "./context.ts";

export const MODEL_NOT_FOUND = {
  kind: "not_found",
  code: "model_not_found",
  message: "There is no such model. GET /v1/models and /api/models list those there are.",
  param: "model",
} as const;

/**
 * Null: nobody chose, or who insists on a name named what answers anyway. Where the operator made a choice of models, visitors
 * keep to it and to the model files.
 */
export async function chooseModel(
  context: AppContext,
  caller: Caller,
  name: string | null | undefined,
): Promise<string | null> {
  const { model, config, holdings } = servicesOf(context.env);
  if (typeof name !== "string") return null;
  const { models } = await holdings.read();
  const channel = channelOf(caller);
  const isOwn = name === config.modelName || (model === null && name === EMBEDDED_MODEL);
  const standing = standingIn(models, channel, null);
  if (standing === null ? isOwn : standing.name === name) return null;
  if (isOwn || usableIn(models, channel).some((file) => file.name === name)) return name;
  if (model === null) return refuse(MODEL_NOT_FOUND);
  const isOffered = config.modelChoices.includes(name);
  if (!isOffered && config.modelChoices.length > 0 && caller.kind === "visitor") refuse(MODEL_NOT_FOUND);
  return isOffered || (await model.knows(name)) ? name : refuse(MODEL_NOT_FOUND);
}
