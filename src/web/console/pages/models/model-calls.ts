// Calls to the doors of the model files.
import { type Caller, post, type Query, queryOf, withJson } from "../../http.ts";
import type { Page } from "../../wire.ts";
import type { ModelFilePage, ModelVersion, StoredModelFile, Trial, TrialMessage } from "./wire.ts";

const ROOT = "/api/admin/models";
const at = (...parts: (string | number)[]) => [ROOT, ...parts.map(encodeURIComponent)].join("/");

export function listModelFiles({ json }: Caller, query: Query, signal: AbortSignal): Promise<ModelFilePage> {
  return json(ROOT + queryOf(query), { signal });
}

export function readModelFile({ json }: Caller, name: string, signal: AbortSignal): Promise<StoredModelFile> {
  return json(at(name), { signal });
}

/** `version`: the one that it takes the place of; null: there is none of this name; `any`: whatever is there. */
export function saveModelFile(
  { json }: Caller,
  name: string,
  file: unknown,
  version: number | "any" | null,
): Promise<StoredModelFile> {
  const condition: Record<string, string> = version === null ? { "if-none-match": "*" } : {};
  if (typeof version === "number") condition["if-match"] = `"${version}"`;
  return json(at(name), withJson("PUT", file, condition));
}

export async function removeModelFile({ call }: Caller, name: string): Promise<void> {
  await call(at(name), { method: "DELETE" });
}

export function listVersions(
  { json }: Caller,
  name: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<ModelVersion>> {
  return json(at(name, "versions") + queryOf({ cursor }), { signal });
}

export function readVersion(
  { json }: Caller,
  name: string,
  version: number,
  signal: AbortSignal,
): Promise<StoredModelFile> {
  return json(at(name, "versions", version), { signal });
}

export function restoreVersion({ json }: Caller, name: string, version: number): Promise<StoredModelFile> {
  return json(at(name, "versions", version, "restore"), post());
}

export function tryModelFile(
  { json }: Caller,
  file: unknown,
  messages: readonly TrialMessage[],
  signal: AbortSignal,
): Promise<Trial> {
  return json(at("test"), { ...post({ file, messages }), signal });
}
