// Reads fields of what somebody outside sent, whatever is really there.
import { findJsonExcess, isRecord, type JsonRecord, parseJson } from "./json.ts";

/** An object without fields where there is none. */
export function recordIn(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** Null for anything but a text, for an empty one, and for one with half a character: it names nothing, and could go into no address. */
export function wordIn(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.isWellFormed() ? value : null;
}

export function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The object that a JSON text holds; null for anything else, malformed or too costly to parse. */
export function objectIn(json: unknown): JsonRecord | null {
  if (typeof json !== "string" || findJsonExcess(json) !== null) return null;
  const value = parseJson(json);
  return isRecord(value) ? value : null;
}
