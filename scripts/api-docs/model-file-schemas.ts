// The shapes of model files, their versions and their trials in the API's description.
import { toJsonSchema } from "@valibot/to-json-schema";
import { modelFileSchema } from "../../src/core/model-file-schema.ts";
import { count, type JsonObject, list, nullable, ref, shape, text, time } from "./shapes.ts";

const { $schema: _, ...modelFile } = toJsonSchema(modelFileSchema, { errorMode: "ignore" });
const anything = { type: "object" };

export const modelFileSchemas: JsonObject = {
  ModelFile: modelFile,
  StoredModelFile: {
    allOf: [
      ref("ModelFile"),
      shape({ name: text, version: { ...count, description: "Counts from 1" }, updated_at: time }),
    ],
  },
  ModelFilePage: shape({
    data: list(ref("StoredModelFile")),
    next_cursor: nullable(text),
    endpoints: { ...list(text), description: "What a file may name as its endpoint" },
    tools: { ...list(text), description: "What a file may name as its tools" },
  }),
  ModelVersionPage: shape({
    data: list(
      shape({
        version: count,
        updated_at: time,
        current: { type: "boolean", description: "This one answers" },
      }),
    ),
    next_cursor: nullable(text),
  }),
  ModelTrial: shape({
    reply: text,
    model: text,
    usage: nullable(ref("Usage")),
    sources: list(ref("Source")),
    tools: { ...list(ref("ToolUse")), description: "What the model called while it answered" },
    prompt: { ...list(anything), description: "The messages as the model got them" },
    passages: { ...list(anything), description: "Of documents, as they were quoted to it" },
  }),
  SignedLink: shape({ url: text, expires_at: time }),
};
