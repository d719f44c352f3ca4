// What one message asks of the platform: counted calls and rows, by the door that it comes through.
import { makeCallbacksOf, type PlatformName } from "./callbacks.ts";
import { chatCall, completionCall, freshQuestion, signedCall } from "./calls.ts";
import { type Call, send, sendForText } from "./client.ts";
import type { Counts } from "./counted/counts.ts";
import { untilAtRest } from "./processes.ts";
import type { Stage } from "./stage.ts";
import { type RunningWorker, startWorker } from "./workers.ts";

/** A conversation is so many messages with their answers; its first one makes its tables. */
export const MESSAGES_A_CONVERSATION = 5;
const CONVERSATIONS = 8;
const MESSAGES = CONVERSATIONS * MESSAGES_A_CONVERSATION;
/** Lines of a minute are one file however many they are: that is counted with the minute, not with the message. */
const SETTINGS = { LOG_FLUSH_SECONDS: "3600" };
const QUIET_MINUTES = 3;

/** Where a message comes in; `cached`: one of the API, whose answer is in the cache; `minute`: nothing comes, and the round is made. */
export const KINDS = ["web", "api", "openai", "cached", "feishu", "dingtalk", "signed", "minute"] as const;
export type Kind = (typeof KINDS)[number];
export type MessageCounts = Record<Kind, Counts>;

/** Means of so many messages each, a fifth of which begins a conversation. */
export async function countMessages(stage: Stage, progress: (kind: Kind) => void): Promise<MessageCounts> {
  const worker = await startWorker(await stage.buildCounted(), { ...stage.settings, ...SETTINGS });
  await worker.migrate();
  const counted = new Map<Kind, Counts>();
  for (const kind of KINDS) {
    progress(kind);
    await stage.reset();
    counted.set(kind, await countKind(stage, worker, kind));
  }
  await worker.stop();
  return Object.fromEntries(counted) as MessageCounts;
}

/** Once uncounted, until tokens are fetched and lists are known. */
async function countKind(stage: Stage, worker: RunningWorker, kind: Kind): Promise<Counts> {
  const play = await playerOf(stage, worker, kind);
  await play();
  await takeCounts(worker);
  await play();
  const counts = await takeCounts(worker);
  const share = kind === "minute" ? QUIET_MINUTES : MESSAGES;
  const means = Object.entries(counts).map(([name, count]) => [name, count / share]);
  return Object.fromEntries(means) as Counts;
}

async function playerOf(stage: Stage, worker: RunningWorker, kind: Kind): Promise<() => Promise<void>> {
  const { url } = worker;
  switch (kind) {
    case "web":
      return () => inConversations(() => visit(url));
    case "api":
      return () =>
        inConversations(() => {
          const session = crypto.randomUUID();
          return async () => void (await sendForText(url, chatCall(freshQuestion(), true, session)));
        });
    case "openai":
      return () =>
        inConversations(() => async () => void (await sendForText(url, completionCall(freshQuestion()))));
    case "cached": {
      const call = completionCall(freshQuestion(), false);
      return () => inConversations(() => async () => void (await sendForText(url, call)));
    }
    case "signed":
      return () =>
        inConversations(() => {
          const session = crypto.randomUUID();
          return async () => void (await sendForText(url, await signedCall(session, freshQuestion())));
        });
    case "minute":
      return async () => {
        for (let minute = 0; minute < QUIET_MINUTES; minute += 1)
          await sendForText(url, { method: "GET", path: "/bench/minute" });
      };
    default:
      return () => playPlatform(stage, worker, kind);
  }
}

/** A visitor's browser: the cookie of the first answer comes back with the next question. */
function visit(url: string): () => Promise<void> {
  const session = crypto.randomUUID();
  let cookie: Record<string, string> = {};
  return async () => {
    const { path, body } = chatCall(freshQuestion(), true, session);
    const answer = await send(url, { path, body, headers: cookie });
    const [given] = answer.headers["set-cookie"] ?? [];
    if (given !== undefined) cookie = { cookie: given.split(";")[0] ?? "" };
    for await (const _ of answer);
  };
}

async function inConversations(begin: () => () => Promise<void>): Promise<void> {
  for (let conversation = 0; conversation < CONVERSATIONS; conversation += 1) {
    const say = begin();
    for (let message = 0; message < MESSAGES_A_CONVERSATION; message += 1) await say();
  }
}

let rounds = 0;

async function playPlatform(stage: Stage, worker: RunningWorker, platform: PlatformName): Promise<void> {
  rounds += 1;
  await stage.reset();
  const calls: Call[] = await makeCallbacksOf(
    stage,
    platform,
    MESSAGES,
    CONVERSATIONS,
    "",
    `round${rounds}-`,
  );
  for (const [index, call] of calls.entries()) {
    await sendForText(worker.url, call);
    await stage[platform].untilAnswered(index + 1);
  }
}

async function takeCounts(worker: RunningWorker): Promise<Counts> {
  await untilAtRest(worker.pid);
  return JSON.parse(await sendForText(worker.url, { method: "GET", path: "/bench/counts" }));
}
