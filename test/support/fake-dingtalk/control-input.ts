// The bodies of /control/, checked: a misspelt fault would never strike, and its test would pass for nothing.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { type Chaos, FAULT_KINDS, type Fault, type FaultRule, type Target } from "./faults.ts";
import { type StoredFile, TINY_PNG } from "./files.ts";
import type { Limits } from "./limits.ts";
import type { Expiry } from "./sessions.ts";
import type { Reach } from "./world.ts";

/** What is wrong with a body; its message goes back to the test. */
export class ControlError extends Error {}

export function readRules(json: unknown): FaultRule[] {
  return (Array.isArray(json) ? json : [json]).map((item) => {
    const rule = only(item, ["match", "contains", "chat", "count", "skip", "fault"]);
    const { count } = rule;
    return {
      ...readTarget(rule),
      ...(count !== undefined && { count: count === "always" ? count : number(rule, "count") }),
      ...(rule.skip !== undefined && { skip: number(rule, "skip") }),
      fault: readFault(rule.fault),
    };
  });
}

/** Null when there is to be no chaos any more. */
export function readChaos(json: unknown): Chaos | null {
  const chaos = only(json, ["match", "contains", "chat", "seed", "probability", "faults", "count"]);
  if (chaos.probability === 0) return null;
  const { faults } = chaos;
  if (faults !== undefined && !Array.isArray(faults)) throw new ControlError("faults must be a list");
  return {
    ...readTarget(chaos),
    seed: number(chaos, "seed"),
    probability: number(chaos, "probability"),
    ...(faults !== undefined && { faults: faults.map(readFault) }),
    ...(chaos.count !== undefined && { count: number(chaos, "count") }),
  };
}

export function readExpiry(json: unknown): Expiry {
  const expiry = only(json, ["chat", "name", "as"]);
  if (![undefined, "errcode", "http500"].includes(optional(expiry, "as")))
    throw new ControlError("as must be errcode or http500");
  return {
    ...(expiry.chat !== undefined && { chat: text(expiry, "chat") }),
    ...(expiry.name !== undefined && { name: text(expiry, "name") }),
    as: expiry.as === "http500" ? "http500" : "errcode",
  };
}

export function readLimits(json: unknown): Partial<Limits> {
  const limits = only(json, ["qps", "monthlyCalls", "customPerMinute", "cardContentBytes"]);
  const numbers = (["qps", "monthlyCalls", "cardContentBytes"] as const).filter(
    (name) => limits[name] !== undefined,
  );
  return {
    ...Object.fromEntries(numbers.map((name) => [name, limits[name] === null ? null : number(limits, name)])),
    ...(limits.customPerMinute !== undefined && { customPerMinute: limits.customPerMinute === true }),
  };
}

export function readReach(json: unknown): { chat: string; reach: Partial<Reach> } {
  const body = only(json, ["chat", "messages", "cardError"]);
  const { messages, cardError } = body;
  if (messages !== undefined && messages !== "ok" && messages !== "invalid" && messages !== "flowControlled")
    throw new ControlError("messages must be ok, invalid or flowControlled");
  return {
    chat: text(body, "chat"),
    reach: {
      ...(messages !== undefined && { messages }),
      ...(cardError !== undefined && { cardError: cardError === null ? null : text(body, "cardError") }),
    },
  };
}

/** `base64`, or `size` bytes behind a PNG's beginning; `refused`: the code is not known. */
export function readFile(json: unknown): { downloadCode: string; file: StoredFile | null } {
  const body = only(json, ["downloadCode", "contentType", "base64", "size", "refused"]);
  const downloadCode = text(body, "downloadCode");
  if (body.refused === true) return { downloadCode, file: null };
  const contentType = optional(body, "contentType") ?? "image/png";
  if (body.base64 !== undefined)
    return { downloadCode, file: { contentType, bytes: Buffer.from(text(body, "base64"), "base64") } };
  const bytes = Buffer.alloc(number(body, "size"));
  TINY_PNG.copy(bytes);
  return { downloadCode, file: { contentType, bytes } };
}

export function number(record: JsonRecord, name: string): number {
  const value = record[name];
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new ControlError(`${name} must be a number`);
  return value;
}

export function only(json: unknown, names: string[]): JsonRecord {
  if (!isRecord(json)) throw new ControlError("a JSON object is wanted");
  const stranger = Object.keys(json).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new ControlError(`${stranger} is not known here, but ${names.join(", ")} are`);
  return json;
}

function readTarget(record: JsonRecord): Target {
  const names = (["match", "contains", "chat"] as const).filter((name) => record[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, text(record, name)]));
}

function readFault(json: unknown): Fault {
  const names = ["kind", "after", "status", "code", "message", "headers", "errcode", "errmsg", "ms", "name"];
  const fault = only(json, names);
  const after = fault.after === true ? { after: true } : {};
  const kind = FAULT_KINDS.find((known) => known === fault.kind);
  switch (kind) {
    case "status":
      return {
        ...after,
        kind,
        status: number(fault, "status"),
        ...optionals(fault, ["code", "message"]),
        ...headers(fault),
      };
    case "errcode":
      return { ...after, kind, errcode: number(fault, "errcode"), ...optionals(fault, ["errmsg"]) };
    case "html":
      return { ...after, kind, ...(fault.status !== undefined && { status: number(fault, "status") }) };
    case "timeout":
    case "disconnect":
      return { ...after, kind };
    case "slow":
      return { ...after, kind, ms: number(fault, "ms") };
    case "hold":
      return { ...after, kind, name: text(fault, "name") };
    default:
      throw new ControlError(`a fault's kind is one of ${FAULT_KINDS.join(", ")}`);
  }
}

function headers({ headers: given }: JsonRecord): { headers?: Record<string, string> } {
  if (!isRecord(given)) return {};
  return { headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])) };
}

function optionals(record: JsonRecord, names: string[]): Record<string, string> {
  const present = names.filter((name) => record[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, text(record, name)]));
}

function optional(record: JsonRecord, name: string): string | undefined {
  return record[name] === undefined ? undefined : text(record, name);
}

function text(record: JsonRecord, name: string): string {
  const value = record[name];
  if (typeof value !== "string") throw new ControlError(`${name} must be a string`);
  return value;
}
