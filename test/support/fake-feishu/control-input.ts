// The bodies of /control/, checked: a misspelt fault would never strike, and its test would pass for nothing.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import type { Chat } from "./chats.ts";
import type { PersonsMessage } from "./fake.ts";
import type { Chaos, Fault, FaultRule } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { Bot } from "./world.ts";

/** What is wrong with a body; its message goes back to the test. */
export class ControlError extends Error {}

interface Kind {
  is: (value: unknown) => boolean;
  words: string;
}

/** What each field must be. */
type Shape = Record<string, Kind>;

const TEXT: Kind = { is: (value) => typeof value === "string" && value !== "", words: "a text" };
const NUMBER: Kind = { is: (value) => typeof value === "number" && value >= 0, words: "a number from 0 on" };
const FLAG: Kind = { is: (value) => typeof value === "boolean", words: "true or false" };
const STATUS: Kind = {
  is: (value) => typeof value === "number" && value >= 200 && value <= 599,
  words: "a status from 200 to 599",
};
const HEADERS: Kind = {
  is: (value) => isRecord(value) && Object.values(value).every((header) => typeof header === "string"),
  words: "an object of texts",
};
const OBJECT: Kind = { is: isRecord, words: "an object" };
const FAULT: Kind = { is: isFault, words: "a fault as faults.ts knows it" };
const FAULTS: Kind = {
  is: (value) => Array.isArray(value) && value.every(isFault),
  words: "a list of faults",
};

const TARGET: Shape = { match: TEXT, contains: TEXT, chat: TEXT };
const RULE: Shape = { ...TARGET, count: oneOf(NUMBER, "always"), skip: NUMBER, fault: FAULT };
const CHAOS: Shape = { ...TARGET, seed: NUMBER, probability: NUMBER, faults: FAULTS, count: NUMBER };
const LIMITS: Shape = {
  appPerSecond: oneOf(NUMBER, null),
  chatPerSecond: oneOf(NUMBER, null),
  cardPerSecond: oneOf(NUMBER, null),
  monthlyCalls: oneOf(NUMBER, null),
  tablesPerCard: NUMBER,
  errorStatus: { is: (value) => value === 200 || value === 400, words: "200 or 400" },
};
const BOT: Shape = { openId: TEXT, appName: TEXT, activateStatus: NUMBER, fails: FLAG };
const CHAT: Shape = { chat: TEXT, member: FLAG, topics: FLAG };
const MESSAGE: Shape = {
  messageId: TEXT,
  chatId: TEXT,
  threadId: oneOf(TEXT, null),
  rootId: oneOf(TEXT, null),
  parentId: oneOf(TEXT, null),
  msgType: TEXT,
  content: OBJECT,
  state: {
    is: (value) => ["there", "recalled", "deleted"].includes(String(value)),
    words: "there, recalled or deleted",
  },
};

/** What each kind of fault must have, and what it may have. */
const FAULT_KINDS: Record<string, { needs: Shape; may: Shape }> = {
  status: { needs: { status: STATUS }, may: { headers: HEADERS } },
  code: { needs: { code: NUMBER }, may: { msg: TEXT, status: STATUS, headers: HEADERS } },
  html: { needs: {}, may: { status: STATUS } },
  timeout: { needs: {}, may: {} },
  disconnect: { needs: {}, may: {} },
  slow: { needs: { ms: NUMBER }, may: {} },
  hold: { needs: { name: TEXT }, may: {} },
};

/** One or a list of them. */
export function readRules(json: unknown): FaultRule[] {
  return (Array.isArray(json) ? json : [json]).map((rule) => read<FaultRule>(rule, RULE, ["fault"]));
}

/** Null when there is to be no chaos any more. */
export function readChaos(json: unknown): Chaos | null {
  if (isRecord(json) && json.probability === 0) return null;
  return read<Chaos>(json, CHAOS, ["seed", "probability"]);
}

export function readLimits(json: unknown): Partial<Limits> {
  return read<Partial<Limits>>(json, LIMITS, []);
}

export function readBot(json: unknown): Partial<Bot> {
  return read<Partial<Bot>>(json, BOT, []);
}

export function readChat(json: unknown): [chatId: string, change: Partial<Chat>] {
  const { chat, ...change } = read<{ chat: string } & Partial<Chat>>(json, CHAT, ["chat"]);
  return [chat, change];
}

export function readMessage(json: unknown): PersonsMessage {
  return read<PersonsMessage>(json, MESSAGE, ["messageId"]);
}

export function numberIn(query: URLSearchParams, name: string): number {
  const word = query.get(name) ?? "";
  if (!/^\d+$/.test(word)) throw new ControlError(`?${name}= must be a whole number`);
  return Number(word);
}

/** Nothing but these fields, each as it must be. */
function read<Value>(json: unknown, shape: Shape, needed: string[]): Value {
  if (!isRecord(json)) throw new ControlError("a JSON object is wanted");
  const flaw = findFlaw(json, shape, needed);
  if (flaw !== null) throw new ControlError(flaw);
  // Every field was looked at.
  return json as Value;
}

function findFlaw(json: JsonRecord, shape: Shape, needed: string[]): string | null {
  const missing = needed.find((name) => json[name] === undefined);
  if (missing !== undefined) return `${missing} is needed`;
  for (const [name, value] of Object.entries(json)) {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) return `${name} is not known here, but ${Object.keys(shape).join(", ")} are`;
    if (!kind.is(value)) return `${name} must be ${kind.words}`;
  }
  return null;
}

function isFault(value: unknown): value is Fault {
  if (!isRecord(value) || typeof value.kind !== "string" || !Object.hasOwn(FAULT_KINDS, value.kind))
    return false;
  const { kind, ...fields } = value;
  const { needs = {}, may = {} } = FAULT_KINDS[kind] ?? {};
  return findFlaw(fields, { ...needs, ...may, after: FLAG }, Object.keys(needs)) === null;
}

function oneOf(kind: Kind, other: string | null): Kind {
  return { is: (value) => value === other || kind.is(value), words: `${kind.words} or ${other}` };
}
