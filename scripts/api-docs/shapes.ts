// What the shapes of answers are made of.

export type JsonObject = Record<string, unknown>;

export const text = { type: "string" };
export const time = { type: "string", format: "date-time" };
export const count = { type: "integer" };
export const nullable = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: "null" }] });
export const list = (items: JsonObject): JsonObject => ({ type: "array", items });
export const shape = (properties: JsonObject, optional: string[] = []): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export const page = (name: string, items: JsonObject): JsonObject =>
  shape({ [name]: list(items), next_cursor: nullable(text) });
