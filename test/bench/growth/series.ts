// What grows, how the bench lets it grow without waiting for it, and what people do meanwhile.
import { randomUUID } from "node:crypto";
import { ADMIN, chatCall, freshQuestion } from "../calls.ts";
import { type Call, sendForText } from "../client.ts";
import type { RunningWorker } from "../workers.ts";
import type { Probe } from "./probe.ts";

export interface Series {
  name: string;
  title: string;
  sizes: readonly number[];
  /** From `from` of them to `to`. */
  grow: (worker: RunningWorker, from: number, to: number) => Promise<void>;
  probes: Probe[];
}

const SIZES = [10, 1_000, 100_000];
/** A local bucket takes some hundred files a second. */
const FILE_SIZES = [10, 1_000, 10_000];

const session = randomUUID();
const read = (path: string): Call => ({ method: "GET", path, headers: ADMIN });
const minute: Probe = { title: "the minute's round", call: () => read("/bench/minute") };
const firstMessage: Probe = {
  title: "a message that begins a conversation",
  call: () => chatCall(freshQuestion(), false, randomUUID()),
};

/** Rows number `from` up to the one before `to`. */
const numbers = (from: number, to: number) =>
  `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to - 1})`;

const turns: Series = {
  name: "turns",
  title: "turns in one conversation",
  sizes: SIZES,
  async grow(worker, from, to) {
    if (from === 0) await sendForText(worker.url, chatCall(freshQuestion(), false, session));
    const statement = `INSERT INTO turns (message_id, state, text, image_count, channel, user_id, request_id, skip_cache, received_at, runs,
      reply, model, finished_at) ${numbers(Math.max(1, from), to)} SELECT 'made-' || i, 'ok', 'What about number ' || i || '?', 0, t.channel, t.user_id, 'r', 0,
      t.received_at, 1, 'It is ' || i, t.model, t.received_at FROM n, (SELECT * FROM turns ORDER BY seq LIMIT 1) t`;
    const body = { namespace: "CONVERSATIONS", name: `chat/${session}`, statement };
    await sendForText(worker.url, { path: "/bench/sql", body });
  },
  probes: [
    { title: "the next message", call: () => chatCall(freshQuestion(), false, session) },
    {
      title: "the newest page of it",
      call: () => ({ ...chatCall("", false), method: "GET", path: `/api/chat/${session}`, body: undefined }),
    },
  ],
};

const conversations: Series = {
  name: "conversations",
  title: "conversations, a row of the log each",
  sizes: SIZES,
  async grow(worker, from, to) {
    const when = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (i % 2000000) || ' seconds')";
    await worker.query(
      "DB",
      `INSERT INTO conversations (name, session_id, owner, title, updated_at, pinned) ${numbers(from, to)}
       SELECT 'chat/made-' || i, 'made-' || i, 'visitor:' || (i / 20), 'About ' || i, ${when}, 0 FROM n`,
    );
    await worker.query(
      "DB",
      `INSERT INTO conversation_logs (id, session_id, user_input, bot_response, timestamp, channel, user_id, status, cached, request_id)
       ${numbers(from, to)} SELECT printf('019a0000-%04x-7000-8000-%012x', i / 65536, i), 'made-' || i, 'What about number ' || i || '?',
       'It is ' || i, ${when}, 'web', 'visitor:' || (i / 20), 'ok', 0, 'r' FROM n`,
    );
  },
  probes: [
    firstMessage,
    { title: "the log's first page", call: () => read("/api/admin/conversations") },
    { title: "the charts", call: () => read("/api/admin/stats") },
    { title: "`/metrics`", call: () => read("/metrics") },
    minute,
  ],
};

const documents: Series = {
  name: "documents",
  title: "documents",
  sizes: SIZES,
  async grow(worker, from, to) {
    await worker.query(
      "SEARCH",
      `INSERT INTO documents (id, name, title, language, sha256, updated_at, origin) ${numbers(from, to)}
       SELECT 'operator/made-' || i, 'made-' || i, 'Document ' || i, 'en', 'sum-' || i, '2026-11-01T00:00:00.000Z', 'operator' FROM n`,
    );
  },
  probes: [
    {
      title: "saving one",
      call: () => ({
        method: "PUT",
        path: "/api/admin/knowledge/probe",
        headers: ADMIN,
        body: { title: "Probe", content: freshQuestion() },
      }),
    },
    { title: "the first page of the list", call: () => read("/api/admin/knowledge") },
    {
      title: "a message that is answered from them",
      call: () => chatCall(freshQuestion(), false, randomUUID()),
    },
    minute,
  ],
};

/** Spread over a month, as they would lie. */
const logFiles: Series = {
  name: "log-files",
  title: "log files",
  sizes: FILE_SIZES,
  async grow(worker, from, to) {
    const bucket = await worker.bucket("FILES");
    const numbered = Array.from({ length: to - from }, (_, index) => from + index).values();
    const put = async () => {
      for (const number of numbered) {
        const day = new Date(Date.now() - (number % 30) * 86_400_000).toISOString().slice(0, 10);
        await bucket.put(`logs/access/${day}/${String(number).padStart(9, "0")}-made.ndjson.gz`, EMPTY_GZIP);
      }
    };
    await Promise.all(Array.from({ length: 8 }, put));
  },
  probes: [
    { title: "the newest lines", call: () => read("/api/admin/logs?kind=access&limit=50") },
    firstMessage,
    minute,
  ],
};

/** gzip of nothing. */
const EMPTY_GZIP = Buffer.from("H4sIAAAAAAAAAwMAAAAAAAAAAAA=", "base64");

export const SERIES: Series[] = [turns, conversations, documents, logFiles];
