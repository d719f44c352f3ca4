// What a refusal means to the operator.
import type { Refusal } from "../common/refusal.ts";
import type { FailureKind } from "./words.ts";

const KIND_OF_CODE = new Map<string, FailureKind>([
  ["misconfigured", "setup"],
  ["not_configured", "setup"],
  ["channel_off", "setup"],
  ["backup_busy", "busy"],
]);

const KIND_OF_STATUS = new Map<number, FailureKind>([
  [0, "offline"],
  [404, "missing"],
  [429, "wait"],
]);

export function kindOfRefusal({ code, status }: Refusal): FailureKind {
  return KIND_OF_CODE.get(code) ?? KIND_OF_STATUS.get(status) ?? (status < 500 ? "refused" : "server");
}

/** The server's own words, in English, where they add a fact to ours. */
export function detailOfRefusal(refusal: Refusal): string {
  return kindOfRefusal(refusal) === "wait" ? "" : refusal.message;
}
