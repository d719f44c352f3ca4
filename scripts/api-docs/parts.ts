// What operations are made of, in every part of the API's description.
import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import type { JsonObject } from "./shapes.ts";

/** Nobody needs a key here: health is public, and a delivery proves itself by its signature. */
const OPEN_TAGS = ["Health", "Webhooks"];

export function operation(tag: string, summary: string, more: JsonObject): JsonObject {
  const open = OPEN_TAGS.includes(tag) ? { security: [] } : {};
  return { tags: [tag], summary, ...open, ...more };
}

export function parameter(name: string, place: "path" | "query" | "header", description: string): JsonObject {
  return { name, in: place, description, required: place === "path", schema: { type: "string" } };
}

export const search = parameter(
  "q",
  "query",
  "Words to find; Chinese words of two characters and more are found too",
);
export const limit = parameter("limit", "query", "Rows a page: 1 to 200, 50 unless given");
export const cursor = parameter("cursor", "query", "`next_cursor` of the page before");

/** A body that the Worker checks with this very schema. */
export function body(schema: GenericSchema): JsonObject {
  const { $schema: _, ...jsonSchema } = toJsonSchema(schema, { errorMode: "ignore" });
  return jsonBody(jsonSchema);
}

export function jsonBody(schema: JsonObject): JsonObject {
  return { required: true, content: { "application/json": { schema } } };
}
