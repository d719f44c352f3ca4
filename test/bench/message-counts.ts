// What one message asks of the platform: counted calls and rows, by the door that it comes through. One person alone, who reads the
// answer before asking again: in a crowd several rows and lines share a call, so there it is less.
import { setTimeout as pause } from "node:timers/promises";
import { makeCallbacksOf, type PlatformName } from "./callbacks.ts";
import { API_AUTHORIZATION, chatCall, completionCall, freshQuestion, signedCall } from "./calls.ts";
import { type Call, send, sendForText } from "./client.ts";
import { type Counts, eachOf } from "./counted/counts.ts";
import { openingCalls } from "./page-opening.ts";
import { untilAtRest } from "./processes.ts";
import type { Stage } from "./stage.ts";
import { type RunningWorker, startWorker } from "./workers.ts";

/** A conversation is so many messages with their answers; its first one makes its tables. */
const MESSAGES_A_CONVERSATION = 5;
/** Behind the first one; each costs the same. */
const FOLLOWING = 2;
const QUIET_MINUTES = 3;
/** Lines of a minute are one file however many they are: that is counted with the minute, not with the message. */
const SETTINGS = { LOG_FLUSH_SECONDS: "3600" };
/** Seconds of an answer: longer than the safety net of a turn takes to ring. */
const ANSWER_SECONDS = 3;
/** Rows and lines that are gathered for a moment have left by then. */
const AFTERWARDS_MS = 1_500;

/** `cached`: on the page, from the cache; `openai`: `/v1`. */
export const KINDS = ["web", "cached", "api", "openai", "feishu", "dingtalk", "signed"] as const;
export type Kind = (typeof KINDS)[number];

export interface KindCounts {
  message: Counts;
  /** Beside its messages, once: the tables of a conversation, and of the page its opening. */
  conversation: Counts;
}

export interface MessageCounts {
  kinds: Record<Kind, KindCounts>;
  /** Nothing is said, and the round is made. */
  minute: Counts;
}

type Say = () => Promise<void>;

export async function countMessages(
  stage: Stage,
  progress: (what: string) => void,
  answerSeconds = ANSWER_SECONDS,
): Promise<MessageCounts> {
  const answer = `[[chunks:${answerSeconds * 10}]][[delay:100]]`;
  const worker = await startWorker(await stage.buildCounted(), { ...stage.settings, ...SETTINGS });
  await worker.migrate();
  const counted = new Map<Kind, KindCounts>();
  for (const kind of KINDS) {
    progress(kind);
    await stage.reset();
    counted.set(kind, await countKind(stage, worker, kind, answer));
  }
  progress("a quiet minute");
  const minute = await countMinute(worker);
  await worker.stop();
  return { kinds: Object.fromEntries(counted) as MessageCounts["kinds"], minute };
}

/** What all messages of a conversation ask together, as a mean of one. */
export function meanOf({ message, conversation }: KindCounts): Counts {
  return combine(message, conversation, (each, once) => each + once / MESSAGES_A_CONVERSATION);
}

async function countKind(
  stage: Stage,
  worker: RunningWorker,
  kind: Kind,
  answer: string,
): Promise<KindCounts> {
  // Once uncounted, until tokens are fetched, lists are known and the cache is filled.
  const before = beginnerOf(stage, worker, kind, answer);
  const rehearsal = await before();
  for (let message = 0; message <= (kind === "cached" ? FOLLOWING : 0); message += 1) await rehearsal();
  await takeCounts(worker);
  const opening = kind === "web" || kind === "cached" ? await openPage(worker) : null;
  const say = await before();
  await say();
  const first = await takeCounts(worker);
  for (let message = 0; message < FOLLOWING; message += 1) {
    await say();
    await rest(worker);
  }
  const following = await takeCounts(worker);
  const message = combine(following, following, (count) => count / FOLLOWING);
  const beginning = combine(first, message, (one, other) => Math.max(0, one - other));
  const conversation =
    opening === null ? beginning : combine(beginning, opening, (one, other) => one + other);
  return { message, conversation };
}

async function openPage(worker: RunningWorker): Promise<Counts> {
  for (const call of await openingCalls(worker.url)) await sendForText(worker.url, call);
  return takeCounts(worker);
}

async function countMinute(worker: RunningWorker): Promise<Counts> {
  const ring = () => sendForText(worker.url, { method: "GET", path: "/bench/minute" });
  // The first one of a day makes the backup.
  await ring();
  await takeCounts(worker);
  for (let minute = 0; minute < QUIET_MINUTES; minute += 1) await ring();
  const counts = await takeCounts(worker);
  return combine(counts, counts, (count) => count / QUIET_MINUTES);
}

/** Opens a conversation, in which each call says something new and waits for the answer. */
function beginnerOf(stage: Stage, worker: RunningWorker, kind: Kind, answer: string): () => Promise<Say> {
  const { url } = worker;
  const ask = async (call: Call) => void (await sendForText(url, call));
  switch (kind) {
    case "web":
      return async () => visit(url, () => freshQuestion(answer));
    case "cached": {
      const known = Array.from({ length: FOLLOWING + 1 }, () => freshQuestion("[[reply:Known.]]"));
      return async () => {
        const left = known.values();
        return visit(url, () => left.next().value ?? "");
      };
    }
    case "api":
      return async () => {
        const session = crypto.randomUUID();
        return () => ask({ ...chatCall(freshQuestion(answer), true, session), headers: API_AUTHORIZATION });
      };
    case "openai":
      return async () => () => ask(completionCall(freshQuestion(answer)));
    case "signed":
      return async () => {
        const session = crypto.randomUUID();
        return async () => ask(await signedCall(session, freshQuestion(answer)));
      };
    default:
      return () => chatOn(stage, worker, kind, answer);
  }
}

/** A visitor's browser: the cookie of the first answer comes back with the next question. */
function visit(url: string, question: () => string): Say {
  const session = crypto.randomUUID();
  let cookie: Record<string, string> = {};
  return async () => {
    const { path, body } = chatCall(question(), true, session);
    const answer = await send(url, { path, body, headers: cookie });
    const [given] = answer.headers["set-cookie"] ?? [];
    if (given !== undefined) cookie = { cookie: given.split(";")[0] ?? "" };
    for await (const _ of answer);
  };
}

let people = 0;

/** A person whom the bot doesn't know yet. */
async function chatOn(
  stage: Stage,
  worker: RunningWorker,
  platform: PlatformName,
  answer: string,
): Promise<Say> {
  people += 1;
  await stage.reset();
  const count = FOLLOWING + 1;
  const calls = await makeCallbacksOf(stage, platform, count, 1, answer, `counted${people}-`);
  let answered = 0;
  return async () => {
    await sendForText(worker.url, calls[answered] ?? calls[0]!);
    answered += 1;
    await stage[platform].untilAnswered(answered);
  };
}

async function rest(worker: RunningWorker): Promise<void> {
  await pause(AFTERWARDS_MS);
  await untilAtRest(worker.pid);
}

async function takeCounts(worker: RunningWorker): Promise<Counts> {
  await rest(worker);
  return JSON.parse(await sendForText(worker.url, { method: "GET", path: "/bench/counts" }));
}

function combine(left: Counts, right: Counts, how: (left: number, right: number) => number): Counts {
  return eachOf((name) => how(left[name], right[name]));
}
