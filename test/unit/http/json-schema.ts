// Whether a value is what a schema of the API's description says: as strict as can be, so that a field nobody described is noticed.
import { schemas } from "../../../scripts/api-docs/schemas.ts";
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";

/** What is wrong with it, as `path: complaint`; none: it conforms. */
export function complaints(schema: unknown, value: unknown, path = "$"): string[] {
  if (!isRecord(schema)) return [`${path}: has no schema`];
  if (typeof schema.$ref === "string")
    return complaints(schemas[schema.$ref.replace("#/components/schemas/", "")], value, path);
  if (Array.isArray(schema.allOf)) return complaints(merged(schema.allOf), value, path);
  const choices: unknown[] | null = Array.isArray(schema.anyOf) ? schema.anyOf : null;
  if (choices !== null) {
    const tried = choices.map((choice) => complaints(choice, value, path));
    return tried.some((found) => found.length === 0) ? [] : (tried[0] ?? []);
  }
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${path}: is none of the choices`];
  if ("const" in schema && schema.const !== value) return [`${path}: is another`];
  return ofType(schema, value, path);
}

function ofType(schema: JsonRecord, value: unknown, path: string): string[] {
  const { type } = schema;
  if (type === "object") return isRecord(value) ? ofObject(schema, value, path) : [`${path}: is no object`];
  if (type === "array") {
    if (!Array.isArray(value)) return [`${path}: is no list`];
    if (isBeyond(value.length, schema.minItems, schema.maxItems)) return [`${path}: has too few or too many`];
    return value.flatMap((item, place) => complaints(schema.items, item, `${path}.${place}`));
  }
  if (type === "integer" || type === "number") {
    if (typeof value !== "number" || (type === "integer" && !Number.isInteger(value)))
      return [`${path}: is no ${type}`];
    return isBeyond(value, schema.minimum, schema.maximum) ? [`${path}: is too small or too large`] : [];
  }
  if (type === "string") {
    if (typeof value !== "string") return [`${path}: is no text`];
    if (isBeyond(value.length, schema.minLength, schema.maxLength))
      return [`${path}: is too short or too long`];
    const fits = typeof schema.pattern !== "string" || new RegExp(schema.pattern, "u").test(value);
    const isTime = schema.format !== "date-time" || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
    return fits && isTime ? [] : [`${path}: has another form`];
  }
  const known =
    { boolean: typeof value === "boolean", null: value === null }[String(type)] ?? type === undefined;
  return known ? [] : [`${path}: is no ${String(type)}`];
}

function ofObject(schema: JsonRecord, value: JsonRecord, path: string): string[] {
  // Some are described as objects of any shape.
  if (!isRecord(schema.properties)) return [];
  const { properties } = schema;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const missing = required
    .filter((name) => !(String(name) in value))
    .map((name) => `${path}.${name}: is missing`);
  const found = Object.entries(value).flatMap(([name, one]) =>
    name in properties
      ? complaints(properties[name], one, `${path}.${name}`)
      : [`${path}.${name}: is not described`],
  );
  return [...missing, ...found];
}

function merged(parts: unknown[]): JsonRecord {
  const all = parts.map((part) =>
    isRecord(part) && typeof part.$ref === "string"
      ? (schemas[part.$ref.replace("#/components/schemas/", "")] as JsonRecord)
      : (part as JsonRecord),
  );
  return {
    type: "object",
    properties: Object.assign({}, ...all.map(({ properties }) => properties)) as JsonRecord,
    required: all.flatMap(({ required }) => (Array.isArray(required) ? (required as unknown[]) : [])),
  };
}

function isBeyond(size: number, least: unknown, most: unknown): boolean {
  return (typeof least === "number" && size < least) || (typeof most === "number" && size > most);
}
