// What the pages in the browser read: the server's events, answers as Markdown, files of conversations, addresses.

import { EventSourceParserStream } from "eventsource-parser/stream";
import { HEARTBEAT } from "../../../src/core/event-stream.ts";
import { followAnswer } from "../../../src/web/chat/chat-stream.ts";
import { messagesOfPage, pendingQuestion } from "../../../src/web/chat/history.ts";
import { joinCodeOfHash, sessionOfHash, shareTokenOfPath } from "../../../src/web/chat/route.ts";
import {
  isHistoryPage,
  isModelPage,
  isSessionPage,
  readChatEvent,
} from "../../../src/web/chat/wire-check.ts";
import { readReport } from "../../../src/web/common/diagram-frame.ts";
import { readRefusal, secondsToWait } from "../../../src/web/common/refusal.ts";
import { readRange } from "../../../src/web/console/day-range.ts";
import { idOf, tagsOf } from "../../../src/web/console/pages/knowledge/document-id.ts";
import { readDraft } from "../../../src/web/console/pages/models/read-draft.ts";
import { routeOf } from "../../../src/web/console/route.ts";
import { Broken, hold } from "../hold.ts";
import { onText, type Target } from "../target.ts";
import { inPieces } from "./model.ts";

const EVENTS = `id: 1-0\nevent: start\ndata: {"session_id":"s","message_id":"m"}\n\n${HEARTBEAT}id: 1-2\nevent: delta\ndata: {"text":"hi"}\n\nevent: done\ndata: {"session_id":"s","message_id":"m","reply":"hi","model":"m","sources":[{"title":"t","snippet":"s"}],"tools":[{"name":"n","ok":true,"ms":1}]}\n\n`;
const HISTORY =
  '{"session_id":"s","next_cursor":null,"messages":[{"role":"user","message_id":"m","content":"q","timestamp":"2026-01-01T00:00:00Z","status":"failed"},{"role":"assistant","message_id":"m","content":"a","timestamp":"t","status":"ok","rating":"up"}]}';

export const pageTargets: Target[] = [
  {
    name: "page-stream",
    covers: ["src/web/chat/chat-stream.ts", "src/web/chat/wire-check.ts", "src/web/chat/failure.ts"],
    seeds: () => [EVENTS, EVENTS.slice(0, 90)],
    tokens: ["event: done\n", "event: error\n", "data: {", "id: 1-3\n", "\n\n", "\r\n"],
    mostBytes: 8_192,
    async check(input) {
      let [posts, ended] = [0, 0];
      const outcome = await followAnswer({
        post: async () => {
          posts += 1;
          return inPieces(input);
        },
        wait: async () => undefined,
        signal: new AbortController().signal,
        onEvent({ event }) {
          hold(ended === 0, "nothing comes behind the end");
          if (event === "done" || event === "error") ended += 1;
        },
        onBroken: () => hold(posts < 30, "it gives up at last"),
      }).catch((error: unknown) => {
        // Each connection brings an event here, and then breaks: for ever, but for this.
        hold(error instanceof Broken && posts >= 30, `nothing is thrown: ${String(error)}`);
        return null;
      });
      if (outcome !== null)
        hold((outcome.kind === "finished") === (ended === 1), "finished means that it ended");
    },
  },
  {
    name: "page-events",
    covers: ["src/web/chat/wire-check.ts", "src/web/common/refusal.ts"],
    seeds: () => [
      EVENTS,
      HISTORY,
      '{"error":{"message":"m","type":"t","code":"c","param":null},"request_id":"r"}',
    ],
    tokens: [
      "event: delta\n",
      "data: ",
      "id: ",
      "\n\n",
      "\r",
      ":",
      "retry: 1\n",
      '"text":',
      '"sources":[',
      '"ok":true',
    ],
    async check(input) {
      const stream = inPieces(input).body ?? new ReadableStream();
      const events = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const { event, data } of events) {
        const read = readChatEvent(event, data);
        if (read?.event === "delta") hold(typeof read.data.text === "string", "a piece of text");
      }
      const text = Buffer.from(input).toString("utf8");
      const refusal = await readRefusal(new Response(text, { status: 500 }));
      hold(typeof refusal.code === "string" && typeof refusal.message === "string", "a refusal in words");
      const wait = secondsToWait(text.slice(0, 100), 1_760_000_000_000);
      hold(wait === null || wait >= 0, "nobody waits backwards");
    },
  },
  {
    name: "page-lists",
    covers: [
      "src/web/chat/wire-check.ts",
      "src/web/chat/history.ts",
      "src/web/console/pages/models/read-draft.ts",
      "src/web/common/diagram-frame.ts",
    ],
    seeds: () => [
      HISTORY,
      '{"next_cursor":"c","sessions":[{"session_id":"s","title":"t","updated_at":"u","pinned":true}]}',
      '{"data":[{"id":"a","title":"t","kind":"k","suggestions":["s"]}]}',
      '{"title":"t","model":"m","system_prompt":"","tools":true}',
      '{"state":"drawn","height":40}',
    ],
    tokens: ['"messages":[', '"status":"pending"', '"role":"user"', '"error":{', '"state":', '"height":'],
    check: onText((text) => {
      readDraft(text);
      const value = parsed(text);
      if (isHistoryPage(value)) {
        const messages = messagesOfPage(value);
        hold(messages.length >= value.messages.length, "no message is lost");
        pendingQuestion(value);
      }
      isSessionPage(value);
      isModelPage(value);
      const report = readReport(value);
      if (report?.state === "drawn")
        hold(report.height >= 40 && report.height <= 4_000, "a height that fits");
    }),
  },
  {
    name: "page-addresses",
    covers: [
      "src/web/chat/route.ts",
      "src/web/console/route.ts",
      "src/web/console/day-range.ts",
      "src/web/console/pages/knowledge/document-id.ts",
    ],
    seeds: () => [
      "#/c/abc",
      "#/join/abc",
      "/s/token/",
      "/admin/knowledge/%E9%80%89",
      "/admin/models/a",
      "2026-02-31",
      "a,b，c",
    ],
    tokens: ["/admin/", "/", "%", "%ff", "#/c/", "2026-", "-31", "+275760-", "，"],
    check: onText((text) => {
      for (const read of [sessionOfHash, joinCodeOfHash, shareTokenOfPath])
        hold(read(text) === null || text.includes(read(text) ?? ""), "a part of it");
      hold(typeof routeOf(text).page === "string", "some page");
      readRange(new URLSearchParams({ from: text, to: text.slice(0, 10) }));
      const id = idOf(text);
      hold(id === "" || /^[\p{L}\p{M}\p{N}._-]{1,128}$/u.test(id), "an id that the service takes");
      hold(
        tagsOf(text).every((tag) => tag !== ""),
        "no tag is empty",
      );
    }),
  },
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
