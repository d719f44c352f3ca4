// What a test can make go wrong: a queue of faults for certain calls, and chaos with a seed for all of them.
import { seededRandom } from "../fake-platform/random.ts";
import { skips, used } from "../fake-platform/rules.ts";
import type { RecordedCall } from "./call.ts";

/** `after`: strikes once the platform has done what was asked, so that only its answer is lost. */
export type Fault = { after?: boolean } & (
  | { kind: "status"; status: number; headers?: Record<string, string> }
  /** The platform's own no; with status 400 unless told otherwise. */
  | { kind: "code"; code: number; msg?: string; status?: number; headers?: Record<string, string> }
  | { kind: "html"; status?: number }
  /** No answer until the client leaves. */
  | { kind: "timeout" }
  /** The connection breaks, before anything was read where no `chat` and no `contains` asks for a look at the body. */
  | { kind: "disconnect" }
  /** A late answer. */
  | { kind: "slow"; ms: number }
  /** No answer until the test releases NAME. */
  | { kind: "hold"; name: string }
);

/** Which calls: all conditions that are there must hold. */
export interface Target {
  /** An operation's name, or part of a path. */
  match?: string;
  /** Part of the body as JSON. */
  contains?: string;
  /** One of the chats or people that the call is about. */
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
  /** Which faults; those that a patient client survives when absent. */
  faults?: Fault[];
  /** Strikes at most so often. */
  count?: number;
}

type Seen = Pick<RecordedCall, "operation" | "path">;

export interface Faults {
  add(rule: FaultRule): void;
  /** Null ends it. */
  setChaos(chaos: Chaos | null): void;
  /** The one fault that strikes this call, and is used up by it. */
  strike(call: RecordedCall): Fault | null;
  /** Whether the connection of a call breaks whose body nobody has read yet. */
  breaksUnread(call: Seen): boolean;
  /** Rules that have not struck to their end. */
  pending(): FaultRule[];
  reset(): void;
}

const BUSY_SECONDS = { "x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": "0" };

/** Nothing hangs, nothing is refused for good. */
const PASSING: Fault[] = [
  { kind: "code", code: 99991400, headers: BUSY_SECONDS },
  { kind: "code", code: 230020 },
  { kind: "code", code: 11232 },
  { kind: "status", status: 429, headers: { "retry-after": "0" } },
  { kind: "status", status: 500 },
  { kind: "status", status: 502, after: true },
  { kind: "html", status: 504 },
  { kind: "disconnect" },
  { kind: "disconnect", after: true },
  { kind: "slow", ms: 20 },
];

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  let draw: (call: RecordedCall) => Fault | null = () => null;
  const use = (rule: FaultRule): Fault => {
    rules = used(rules, rule);
    return rule.fault;
  };
  return {
    add: (rule) => void rules.push({ ...rule }),
    setChaos(chaos) {
      draw = chaos === null ? () => null : createChance(chaos);
    },
    strike(call) {
      const rule = rules.find((candidate) => isMeant(candidate, call) && !skips(candidate));
      return rule === undefined ? draw(call) : use(rule);
    },
    breaksUnread(call) {
      const rule = rules.find((candidate) => matches(candidate, call));
      if (rule === undefined || !isBlind(rule)) return false;
      use(rule);
      return true;
    },
    pending: () => rules.filter((rule) => rule.count !== "always").map((rule) => ({ ...rule })),
    reset() {
      rules = [];
      draw = () => null;
    },
  };
}

/** Needs no look at the body, and strikes now. */
function isBlind({ fault, chat, contains, skip = 0 }: FaultRule): boolean {
  return (
    fault.kind === "disconnect" && !fault.after && chat === undefined && contains === undefined && skip === 0
  );
}

function matches({ match }: Target, { operation, path }: Seen): boolean {
  return match === undefined || match === operation || path.includes(match);
}

function isMeant(target: Target, call: RecordedCall): boolean {
  const { chat, contains } = target;
  if (!matches(target, call) || (chat !== undefined && !call.chats.includes(chat))) return false;
  return contains === undefined || JSON.stringify(call.body).includes(contains);
}

function createChance(chaos: Chaos): (call: RecordedCall) => Fault | null {
  const random = seededRandom(chaos.seed);
  let left = chaos.count ?? Number.POSITIVE_INFINITY;
  const { faults = PASSING, probability } = chaos;
  return (call) => {
    if (left === 0 || !isMeant(chaos, call)) return null;
    // Both are drawn each time, so that another probability strikes the same calls with the same faults.
    const [strikes, which] = [random() < probability, Math.floor(random() * faults.length)];
    if (!strikes) return null;
    left -= 1;
    return faults[which] ?? null;
  };
}
