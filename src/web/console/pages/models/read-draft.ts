// Whether what somebody wrote as JSON has the shape of a model file, so that the form can show it. Limits are the service's to know.
import { CHANNELS, type ModelFile } from "./wire.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number";
const isList =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);
const isShape =
  (fields: Record<string, Check>, required: readonly string[] = []): Check =>
  (value) =>
    wrongField(value, fields, required) === null;
const isTexts = isList(isText);
const isLocal: Check = (value) => isText(value) || isShape({ en: isText, zh: isText }, ["en", "zh"])(value);
const isSome: Check = (value) => typeof value === "boolean" || isTexts(value);

const FIELDS: Record<string, Check> = {
  title: isLocal,
  description: isLocal,
  model: isText,
  endpoint: isText,
  system_prompt: isText,
  parameters: isShape({
    temperature: isNumber,
    top_p: isNumber,
    max_tokens: isNumber,
    presence_penalty: isNumber,
    frequency_penalty: isNumber,
    stop: (value) => isText(value) || isTexts(value),
    seed: isNumber,
  }),
  examples: isList(isShape({ user: isText, assistant: isText }, ["user", "assistant"])),
  greeting: isLocal,
  suggestions: isTexts,
  knowledge: isSome,
  channels: isList((value) => CHANNELS.some((channel) => channel === value)),
  default_for: isTexts,
  tools: isSome,
  limits: isShape({ history_tokens: isNumber, timeout_seconds: isNumber }),
};

const REQUIRED = ["title", "model", "system_prompt"];

/** The first field that is missing, unknown or of another kind; empty: this is no object at all. */
function wrongField(
  value: unknown,
  fields: Record<string, Check>,
  required: readonly string[],
): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return missing;
  const wrong = Object.entries(value).find(
    ([name, held]) => !(Object.hasOwn(fields, name) && fields[name]?.(held)),
  );
  return wrong?.[0] ?? null;
}

export type DraftReading =
  | { ok: true; file: ModelFile }
  /** `field`: the one at fault; empty: the text is no JSON object. */
  | { ok: false; field: string };

/** Name, version and time may come along, as the service gives them. */
export function readDraft(text: string): DraftReading {
  const value = withoutMarks(parsed(text));
  return isModelFile(value)
    ? { ok: true, file: value }
    : { ok: false, field: wrongField(value, FIELDS, REQUIRED) ?? "" };
}

function isModelFile(value: unknown): value is ModelFile {
  return wrongField(value, FIELDS, REQUIRED) === null;
}

export function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const {
    name: _name,
    version: _version,
    updated_at: _updatedAt,
    ...file
  } = value as Record<string, unknown>;
  return file;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
