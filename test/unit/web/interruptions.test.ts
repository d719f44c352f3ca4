// What a person does while something else is under way neither disappears nor tears anything.
import { expect, test } from "vitest";
import type { ChatRequest, HistoryMessage, HistoryPage } from "../../../src/core/wire.ts";
import type { Api } from "../../../src/web/chat/api.ts";
import { Chat } from "../../../src/web/chat/chat.ts";
import { newQuestion } from "../../../src/web/chat/message.ts";
import { memoryOutbox, provisionalId, unsentOf } from "../../../src/web/chat/outbox.ts";

const row = (role: "user" | "assistant", id: string, changes: Partial<HistoryMessage> = {}) => ({
  ...{ message_id: id, role, content: `${role} ${id}`, timestamp: "2026-11-01T10:00:00.000Z" },
  ...{ status: "ok" as const, ...changes },
});
const turn = (id: string) => [row("user", id), row("assistant", id)];
const page = (messages: HistoryMessage[], next_cursor: string | null = null): HistoryPage => ({
  ...{ session_id: "s1", messages, next_cursor },
});

/** A promise that the test fulfils. */
function gate<Value>() {
  let open: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** A server whose histories and answers the test lets go one by one. */
function play() {
  const asked: { request: ChatRequest; say(...events: [string, object][]): void; end(): void }[] = [];
  const read: { cursor: string | null; give(page: HistoryPage): void }[] = [];
  const calls: string[] = [];
  /** The statuses of the next answers. */
  const refuse: number[] = [];
  const unused = () => Promise.reject(new Error("not expected in this test"));
  const api: Api = {
    async chat(request) {
      const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
      const writer = writable.getWriter();
      const ids = { session_id: "s1", message_id: request.message_id };
      const whole = { status: "ok", model: "small", cached: false, usage: null, sources: [], ...ids };
      asked.push({
        request,
        say(...events) {
          const text = events.map(
            ([event, data]) => `id: 1\nevent: ${event}\ndata: ${JSON.stringify({ ...whole, ...data })}\n\n`,
          );
          void writer.write(new TextEncoder().encode(text.join("")));
        },
        end: () => void writer.close(),
      });
      const status = refuse.shift();
      if (status !== undefined) return new Response("{}", { status });
      return new Response(readable);
    },
    history(_session, cursor) {
      const { promise, open } = gate<HistoryPage>();
      read.push({ cursor, give: open });
      return promise;
    },
    async stop(sessionId) {
      calls.push(`stop ${sessionId}`);
    },
    async showVersion(_session, messageId) {
      calls.push(`show ${messageId}`);
    },
    ...{ rate: unused, sessions: unused, forget: unused, call: unused, models: unused },
  };
  let ids = 0;
  const outbox = memoryOutbox();
  const chat = new Chat({
    ...{ api, outbox, wait: async () => undefined, now: () => new Date(0) },
    newId: () => `new${++ids}`,
    schedule(run) {
      queueMicrotask(run);
      return () => undefined;
    },
  });
  return { chat, outbox, asked, read, calls, refuse };
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the condition never held");
}

const shown = (chat: Chat) =>
  chat.store
    .read()
    .messages.map((one) => `${one.role} ${one.id}${one.role === "user" ? "" : ` ${one.status}`}`);

async function opened(play: { chat: Chat; read: { give(page: HistoryPage): void }[] }, first: HistoryPage) {
  const done = play.chat.open("s1");
  play.read[0]?.give(first);
  await done;
}

test("what is sent while the conversation is still being loaded stays in view, with its answer", async () => {
  const { chat, asked, read } = play();
  const open = chat.open("s1");
  const sent = chat.send("quick", [], null);
  await until(() => asked.length === 1);
  asked[0]?.say(["start", {}], ["delta", { text: "A" }]);
  await until(() => shown(chat).at(-1) === "assistant new1 streaming");
  read[0]?.give(page([...turn("m1"), row("user", "new1", { status: "pending" })]));
  await open;
  expect(shown(chat)).toEqual(["user m1", "assistant m1 ok", "user new1", "assistant new1 streaming"]);
  asked[0]?.say(["done", { reply: "AB" }]);
  // The page was read while it was pending: what the server has by now is read once more.
  await until(() => read.length === 2);
  read[1]?.give(page([...turn("m1"), ...turn("new1")]));
  await sent;
  expect(shown(chat)).toEqual(["user m1", "assistant m1 ok", "user new1", "assistant new1 ok"]);
  expect(asked.length).toBe(1);
});

test("an answer that is still being made elsewhere takes nothing from a message sent meanwhile", async () => {
  const { chat, asked, read } = play();
  const open = chat.open("s1");
  const sent = chat.send("quick", [], null);
  await until(() => asked.length === 1);
  read[0]?.give(page([row("user", "m1", { status: "pending" })]));
  await open;
  expect(asked.map(({ request }) => request.message_id)).toEqual(["new1"]);
  asked[0]?.say(["start", {}], ["done", { reply: "B" }]);
  await until(() => read.length === 2);
  read[1]?.give(page([...turn("m1"), ...turn("new1")]));
  await sent;
  expect(shown(chat)).toEqual(["user m1", "assistant m1 ok", "user new1", "assistant new1 ok"]);
});

test("another version that arrives while an answer runs is shown when that is done", async () => {
  const stage = play();
  const { chat, asked, read, calls } = stage;
  await opened(stage, page(turn("m1")));
  const switching = chat.showVersion("m0");
  await until(() => read.length === 2);
  const sent = chat.send("quick", [], null);
  await until(() => asked.length === 1);
  asked[0]?.say(["start", {}], ["delta", { text: "half" }]);
  await until(() => shown(chat).at(-1) === "assistant new1 streaming");
  read[1]?.give(page([...turn("m0"), row("user", "new1", { status: "pending" })]));
  await switching;
  expect(chat.store.read().messages.at(-1)).toMatchObject({ text: "half" });
  asked[0]?.say(["done", { reply: "half and half" }]);
  await until(() => read.length === 3);
  read[2]?.give(page([...turn("m0"), ...turn("new1")]));
  await sent;
  expect(shown(chat)).toEqual(["user m0", "assistant m0 ok", "user new1", "assistant new1 ok"]);
  expect(calls).toEqual(["show m0"]);
});

test("older messages of a path that is shown no longer are left out", async () => {
  const stage = play();
  const { chat, read } = stage;
  await opened(stage, page(turn("m5"), "before m5"));
  const older = chat.loadOlder();
  const following = chat.catchUp();
  read[2]?.give(page(turn("m9"), "before m9"));
  await following;
  read[1]?.give(page(turn("m4"), null));
  await older;
  expect(shown(chat)).toEqual(["user m9", "assistant m9 ok"]);
  expect(chat.store.read()).toMatchObject({ olderCursor: "before m9", loadingOlder: false });
});

test("a stop before the server has the message is told as soon as it has", async () => {
  const stage = play();
  const { chat, asked, calls } = stage;
  await opened(stage, page(turn("m1")));
  const sent = chat.send("too much", [], null);
  await until(() => asked.length === 1);
  await chat.stop();
  // The server would have nothing to stop yet.
  expect(calls).toEqual([]);
  asked[0]?.say(["start", {}]);
  await until(() => calls.length === 1);
  expect(calls).toEqual(["stop s1"]);
  asked[0]?.say(["done", { reply: "", status: "stopped" }]);
  await sent;
  expect(shown(chat).at(-1)).toBe("assistant new1 stopped");
});

test("what waits behind a message that the server was not well enough for is not sent before it", async () => {
  const stage = play();
  const { chat, outbox, asked, refuse } = stage;
  const wait = (id: string, second: number) =>
    outbox.keep(unsentOf(newQuestion(id, id, `2026-11-01T10:00:0${second}.000Z`), "s1"));
  await wait("m2", 1);
  await wait("m3", 2);
  refuse.push(503);
  await opened(stage, page(turn("m1")));
  expect(asked.map(({ request }) => request.message_id)).toEqual(["m2"]);
  const order = ["user m1", "assistant m1 ok", "user m2", "assistant m2 failed", "user m3"];
  expect(shown(chat)).toEqual(order);
  refuse.push(400);
  const again = chat.retry("m2");
  // Refused for good, it is in nobody's way.
  await until(() => asked.length === 3);
  expect(asked[2]?.request.message_id).toBe("m3");
  asked[2]?.say(["start", {}], ["done", { reply: "C" }]);
  await again;
});

test("what waits behind the first message of a conversation is given its place before that message is let go", async () => {
  const { chat, outbox, asked } = play();
  const name = provisionalId("m1");
  const wait = (id: string, second: number) =>
    outbox.keep(unsentOf(newQuestion(id, id, `2026-11-01T10:00:0${second}.000Z`), name));
  await wait("m1", 1);
  await wait("m2", 2);
  const steps: string[] = [];
  const { keep, drop } = outbox;
  outbox.keep = (message) => {
    steps.push(`${message.id} in ${message.conversation}`);
    return keep(message);
  };
  outbox.drop = (id) => {
    steps.push(`no ${id}`);
    return drop(id);
  };
  void chat.open(name);
  await until(() => asked.length === 1);
  asked[0]?.say(["start", {}]);
  await until(() => steps.includes("no m1"));
  expect(steps).toEqual(["m1 in s1", "m2 in s1", "no m1"]);
});
