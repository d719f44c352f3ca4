// What a test can make go wrong: a queue of faults for certain calls, and chaos with a seed for all of them.
import { seededRandom } from "../fake-platform/random.ts";
import { skips, used } from "../fake-platform/rules.ts";
import type { RecordedCall } from "./call.ts";

/** `after`: strikes once the platform has done what was asked, so that only its answer is lost. */
export type Fault = { after?: boolean } & (
  | { kind: "status"; status: number; code?: string; message?: string; headers?: Record<string, string> }
  | { kind: "errcode"; errcode: number; errmsg?: string }
  | { kind: "html"; status?: number }
  /** No answer until the client leaves. */
  | { kind: "timeout" }
  | { kind: "disconnect" }
  /** A late answer. */
  | { kind: "slow"; ms: number }
  /** No answer until the test releases NAME. */
  | { kind: "hold"; name: string }
);

export const FAULT_KINDS = ["status", "errcode", "html", "timeout", "disconnect", "slow", "hold"] as const;

/** Which calls: all conditions that are there must hold. */
export interface Target {
  /** An operation's name, or part of a path. */
  match?: string;
  /** Part of the body as it came. */
  contains?: string;
  chat?: string;
}

export interface FaultRule extends Target {
  fault: Fault;
  /** Calls that it strikes; one when absent. */
  count?: number | "always";
  /** Matching calls that pass before it begins. */
  skip?: number;
}

export interface Chaos extends Target {
  seed: number;
  /** Of each call, 0 to 1. */
  probability: number;
  /** Which faults; the passing ones of both hosts when absent. */
  faults?: Fault[];
  /** Strikes at most so often. */
  count?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  setChaos(chaos: Chaos | null): void;
  /** The one fault that strikes this call, and is used up by it. */
  strike(call: RecordedCall, body: string): Fault | null;
  /** Rules that have not struck to their end. */
  pending(): FaultRule[];
  reset(): void;
}

export function createFaults(sameChat: (one: string, other: string) => boolean): Faults {
  let rules: FaultRule[] = [];
  let chaos: (Chaos & { random: () => number; left: number }) | null = null;
  const meant = (target: Target, call: RecordedCall, body: string) =>
    (target.match === undefined || call.operation === target.match || call.path.includes(target.match)) &&
    (target.contains === undefined || body.includes(target.contains)) &&
    (target.chat === undefined || call.chats.some((chat) => sameChat(chat, target.chat ?? "")));
  return {
    add: (rule) => void rules.push({ ...rule }),
    setChaos(next) {
      const { count = Number.POSITIVE_INFINITY } = next ?? {};
      chaos = next && { ...next, random: seededRandom(next.seed), left: count };
    },
    strike(call, body) {
      const rule = rules.find((candidate) => meant(candidate, call, body) && !skips(candidate));
      if (rule !== undefined) {
        rules = used(rules, rule);
        return rule.fault;
      }
      if (chaos === null || chaos.left === 0 || !meant(chaos, call, body)) return null;
      if (chaos.random() >= chaos.probability) return null;
      const choices = chaos.faults ?? passingFaults(call.operation);
      chaos.left -= 1;
      return choices[Math.floor(chaos.random() * choices.length)] ?? null;
    },
    pending: () => rules.filter((rule) => rule.count !== "always").map((rule) => ({ ...rule })),
    reset() {
      rules = [];
      chaos = null;
    },
  };
}

const OLD_API = new Set(["session", "custom"]);

/** Faults that a patient client survives: nothing hangs, nothing is refused for good. */
function passingFaults(operation: string): Fault[] {
  const busy: Fault = OLD_API.has(operation)
    ? { kind: "errcode", errcode: -1, errmsg: "system busy" }
    : { kind: "status", status: 403, code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" };
  return [
    busy,
    { kind: "status", status: 500, code: "system.busy" },
    { kind: "status", status: 503, code: "ServiceUnavailable" },
    { kind: "disconnect" },
    { kind: "disconnect", after: true },
    { kind: "status", status: 504, code: "GatewayTimeout", after: true },
    { kind: "slow", ms: 20 },
  ];
}
