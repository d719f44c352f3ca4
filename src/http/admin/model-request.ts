// What requests about model files have in common: the name, and what no schema can know.
import { isRecord } from "../../core/json.ts";
import type { ModelFile } from "../../core/model-file.ts";
import { MODEL_FILE_NAME } from "../../core/model-file-schema.ts";
import { EMBEDDED_MODEL, servicesOf } from "../../services.ts";
import { type AppContext, invalid } from "../context.ts";

export function readName(context: AppContext): string {
  const name = context.req.param("name") ?? "";
  if (!MODEL_FILE_NAME.test(name)) invalid("invalid_name", "name: must be 1 to 64 of a–z 0–9 - _", "name");
  requireFreeName(context, name);
  return name;
}

/** Who asks for a model by this name is to get that model. */
export function requireFreeName(context: AppContext, name: string): void {
  const { modelName, modelChoices } = servicesOf(context.env).config;
  if (name === EMBEDDED_MODEL || name === modelName || modelChoices.includes(name))
    invalid("name_taken", `name: ${name} is a model's name already. Choose another.`, "name");
}

/** What was read here may be sent back as it came. */
export function withoutMarks(value: unknown, name: string): unknown {
  if (!isRecord(value)) return value;
  const { name: own = name, version: _version, updated_at: _updatedAt, ...file } = value;
  return own === name ? file : invalid("invalid_name", "name: is another than in the address", "name");
}

/** What the schema cannot know. */
export function requireFitting(context: AppContext, file: ModelFile): void {
  const { endpointNames } = servicesOf(context.env);
  const { endpoint, channels, default_for = [] } = file;
  if (endpoint !== undefined && !endpointNames.includes(endpoint)) {
    const known = endpointNames.length === 0 ? "None is configured" : `There are ${endpointNames.join(", ")}`;
    invalid("unknown_endpoint", `endpoint: is not one of MODEL_ENDPOINTS. ${known}.`, "endpoint");
  }
  const outside = default_for.find((place) => channels?.every((channel) => channel !== place.split(":")[0]));
  if (outside !== undefined)
    invalid("invalid_value", `default_for: ${outside} is in none of its channels`, "default_for");
}
