// A conversation's way out, taken apart: real tables, a sender that plays a platform, and a clock that the test turns.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Sender } from "../../src/channels/channel.ts";
import { acceptMessage } from "../../src/conversation/accept.ts";
import { Deliverer } from "../../src/conversation/deliverer.ts";
import { DeliveryJournal } from "../../src/conversation/delivery-journal.ts";
import { DeliveryStore } from "../../src/conversation/delivery-store.ts";
import { LiveAnswer } from "../../src/conversation/live-answer.ts";
import { Outbox, type RecordTask } from "../../src/conversation/outbox.ts";
import { Parts } from "../../src/conversation/parts.ts";
import { Showing } from "../../src/conversation/showing.ts";
import { Speaker } from "../../src/conversation/speaker.ts";
import { makeTables } from "../../src/conversation/tables.ts";
import type { TurnRow } from "../../src/conversation/turn-row.ts";
import { TurnStore } from "../../src/conversation/turn-store.ts";
import type { Origin, ReplyPart, SendOutcome, ShowOutcome } from "../../src/core/delivery.ts";
import type { Outcome } from "../../src/core/message.ts";
import type { Services } from "../../src/services.ts";
import { Erasures } from "../../src/storage/erasures.ts";
import { Records } from "../../src/storage/records.ts";
import { Shares } from "../../src/storage/shares.ts";
import { message } from "./conversation-support.ts";
import { fresh, quietTelemetry } from "./support.ts";

const ORIGIN: Origin = {
  messageId: "om_1",
  chatId: "oc_1",
  threadId: null,
  chatKind: "group",
  senderId: "ou_1",
  sentAt: 0,
  replyUrl: null,
  replyUrlEndsAt: null,
  attachments: [],
};

export interface Played {
  turns: TurnStore;
  store: DeliveryStore;
  deliverer: Deliverer;
  journal: DeliveryJournal;
  /** What the platform was told, in order. */
  calls: { verb: "send" | "show" | "sign" | "unsign"; key: string; text: string }[];
  /** What it answers to the next calls; then everything is well. */
  sends: SendOutcome[];
  shows: ShowOutcome[];
  clock: { now: number; slowdown: number | null; restedCards: number; isOff: boolean };
  /** A message of this id arrives; its turn. */
  arrives(id: string, origin?: Partial<Origin>, text?: string): TurnRow;
  /** Its answer begins to be made. */
  begins(turn: TurnRow): LiveAnswer;
  /** Its answer is there. */
  answered(turn: TurnRow, end?: Partial<Outcome>): void;
  /** The operator's list as it was told: direction, state, attempts. */
  told(): string[];
}

const OUTCOME: Outcome = {
  status: "ok",
  reply: "the answer",
  model: "m",
  modelVersion: null,
  cached: false,
  usage: null,
  sources: [],
  tools: [],
  truncated: false,
  error: null,
  firstTokenAt: null,
};

/** Runs a test inside a Durable Object of its own. `streams`: the platform shows unfinished text, at most 20 characters a part. */
export async function withDeliverer(test: (played: Played) => Promise<void>, streams = false): Promise<void> {
  const stub = env.CONVERSATIONS.getByName(fresh("deliverer"));
  await runInDurableObject(stub, async (_, state) => {
    makeTables(state.storage);
    await test(play(state.storage.sql, streams));
    await state.storage.deleteAll();
  });
}

function play(sql: SqlStorage, streams: boolean): Played {
  const turns = new TurnStore(sql);
  const store = new DeliveryStore(sql);
  const clock = { now: 1_000_000, slowdown: 1 as number | null, restedCards: 0, isOff: false };
  const played = { calls: [] as Played["calls"], sends: [] as SendOutcome[], shows: [] as ShowOutcome[] };
  const sender = playedSender(played, streams);
  const services = {
    senderOf: () => (clock.isOff ? null : sender),
    slowdownOf: async () => clock.slowdown,
    async restCardsOf() {
      clock.restedCards += 1;
    },
    languageOf: () => "zh",
    telemetry: quietTelemetry(),
    now: () => clock.now,
    pause: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  } as unknown as Services;
  const records = new Records(env.DB, env.SEARCH, new Erasures(env.FILES));
  const outbox = new Outbox(sql, {
    records,
    shares: new Shares(env.DB),
    telemetry: services.telemetry,
  });
  const journal = new DeliveryJournal(turns, store, outbox, () => clock.now);
  const speaker = new Speaker(services, turns);
  const parts = new Parts(store);
  const showing = new Showing(services, store, parts, speaker);
  const deliverer = new Deliverer(services, turns, { store, parts, journal, speaker, showing });
  return {
    ...played,
    turns,
    store,
    deliverer,
    journal,
    clock,
    arrives(id, origin = {}, text = `question ${id}`) {
      const sent = { ...ORIGIN, messageId: id, sentAt: clock.now, ...origin };
      const incoming = message(id, { channel: "feishu", text, origin: sent });
      const accepted = acceptMessage(turns, incoming, "feishu/app/oc_1", clock.now, () => `in ${id}`);
      if (!accepted.ok) throw new Error(accepted.failure.kind);
      return accepted.value.turn;
    },
    begins(turn) {
      const live = new LiveAnswer(1);
      store.open(turn.seq, `out ${turn.message_id}`, clock.now);
      showing.begin(turn, live);
      return live;
    },
    answered(turn, end = {}) {
      turns.finish(turn.seq, { ...OUTCOME, ...end }, `log ${turn.message_id}`, clock.now);
      store.open(turn.seq, `out ${turn.message_id}`, clock.now);
      store.makeReady(turn.seq, clock.now);
    },
    told: () => tasksOf(sql).map(({ direction, state, attempts }) => `${direction} ${state} ${attempts}`),
  };
}

function playedSender(played: Pick<Played, "calls" | "sends" | "shows">, streams: boolean): Sender {
  const told = (verb: "send" | "show", { key }: ReplyPart, text: string) =>
    played.calls.push({ verb, key, text });
  return {
    split: (markdown) => markdown.match(/[\s\S]{1,20}/g) ?? [],
    async send(_origin, part, progress, note) {
      told("send", part, part.markdown);
      const outcome = played.sends.shift() ?? { kind: "sent" as const };
      if (outcome.kind !== "sent") note({ ...progress, form: "tried" });
      return outcome;
    },
    show: streams
      ? async (_origin, part, progress, note) => {
          told("show", part, part.markdown);
          const outcome = played.shows.shift() ?? { kind: "shown" as const };
          if (outcome.kind === "shown" && progress.card === null)
            note({ ...progress, card: `card ${part.index}` });
          return outcome;
        }
      : null,
    async beginWork() {
      played.calls.push({ verb: "sign", key: "", text: "" });
      return "sign-1";
    },
    async endWork(_origin, handle) {
      played.calls.push({ verb: "unsign", key: "", text: handle });
    },
    fetchAttachment: async () => ({ ok: true, value: new Uint8Array() }),
    showEveryMs: 5,
  };
}

function tasksOf(sql: SqlStorage) {
  return sql
    .exec<{ task: string }>("SELECT task FROM outbox ORDER BY id")
    .toArray()
    .map(({ task }) => JSON.parse(task) as RecordTask)
    .flatMap((task) => (task.kind === "delivery" ? [task.entry] : []));
}
