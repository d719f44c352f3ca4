// What waits in conversations that are not open is sent in order, once, and what is refused for good is kept.
import { describe, expect, test } from "vitest";
import type { ChatRequest } from "../../../src/core/wire.ts";
import type { Api } from "../../../src/web/chat/api.ts";
import { sendUnsent } from "../../../src/web/chat/courier.ts";
import { newQuestion } from "../../../src/web/chat/message.ts";
import {
  holdUnsent,
  memoryOutbox,
  provisionalId,
  type UnsentMessage,
  unsentOf,
} from "../../../src/web/chat/outbox.ts";

const written = (id: string, conversation: string, changes: Partial<UnsentMessage> = {}): UnsentMessage => ({
  ...unsentOf(newQuestion(id, `words ${id}`, `2026-11-01T10:00:0${id.slice(1)}.000Z`), conversation),
  ...changes,
});

function answered(request: ChatRequest): Response {
  const ids = {
    session_id: request.session_id ?? `of-${request.message_id}`,
    message_id: request.message_id,
  };
  const done = { ...ids, reply: "A", status: "ok", model: "small", cached: false, usage: null, sources: [] };
  const event = (name: string, data: unknown) => `id: 1\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  return new Response(event("start", ids) + event("done", done));
}

async function play(messages: UnsentMessage[], answer: (request: ChatRequest) => Response, open = "none") {
  const outbox = memoryOutbox();
  for (const message of messages) await outbox.keep(message);
  const posted: ChatRequest[] = [];
  const sent: string[] = [];
  const unused = () => Promise.reject(new Error("not expected in this test"));
  const api: Api = {
    async chat(request) {
      posted.push(request);
      return answer(request);
    },
    ...{ stop: unused, rate: unused, showVersion: unused, sessions: unused, history: unused },
    ...{ forget: unused, models: unused, call: unused },
  };
  const left = await sendUnsent({
    api,
    outbox,
    isOpen: (conversation) => conversation === open,
    onSent: (message, sessionId) => sent.push(`${message.id} in ${sessionId}`),
  });
  return { left, posted, sent, kept: await outbox.list() };
}

const refused = (status: number) => () =>
  Response.json(
    { error: { message: "No.", type: "invalid_request_error", code: "x", param: null }, request_id: "r" },
    { status },
  );

describe("unsent messages", () => {
  test("of a conversation that does not exist yet go into the one that the first of them begins", async () => {
    const name = provisionalId("m1");
    const { left, posted, sent, kept } = await play([written("m2", name), written("m1", name)], answered);
    expect(sent).toEqual(["m1 in of-m1", "m2 in of-m1"]);
    expect(posted[0]).toEqual({ message: "words m1", message_id: "m1", stream: true });
    expect(posted[1]).toMatchObject({ message_id: "m2", session_id: "of-m1" });
    expect({ left, kept }).toEqual({ left: false, kept: [] });
  });

  test("carry the version that they stand for, their model and their pictures", async () => {
    const images = ["data:image/png;base64,AA"];
    const { posted } = await play(
      [written("m1", "s1", { insteadOf: "m0", model: "writer", images })],
      answered,
    );
    expect(posted[0]).toMatchObject({ instead_of: "m0", model: "writer", images, session_id: "s1" });
  });

  test("of the conversation that is open are left to it", async () => {
    const { posted, left } = await play([written("m1", "s1")], answered, "s1");
    expect({ posted, left }).toEqual({ posted: [], left: false });
  });

  test("wait where the server is not well, with all that stands behind them", async () => {
    const messages = [written("m1", "s1"), written("m2", "s1"), written("m3", "s2")];
    const { left, posted, kept } = await play(messages, refused(503));
    expect(posted.map((request) => request.message_id)).toEqual(["m1", "m3"]);
    expect({ left, kept: kept.length }).toEqual({ left: true, kept: 3 });
  });

  test("of somebody else's time are not sent, and stand where they can be found; taken back, they are as before", async () => {
    const outbox = memoryOutbox();
    const name = provisionalId("m3");
    const messages = [written("m1", "s1", { insteadOf: "m0" }), written("m2", "s1"), written("m3", name)];
    for (const message of messages) await outbox.keep(message);
    const takeBack = await holdUnsent(outbox);
    const held = await outbox.list();
    expect(held.map(({ id, conversation, insteadOf }) => [id, conversation, insteadOf])).toEqual([
      ["m1", provisionalId("m1"), null],
      ["m2", provisionalId("m1"), null],
      ["m3", name, null],
    ]);
    const { left, posted, kept } = await play(held, answered);
    expect({ left, posted, kept }).toEqual({ left: false, posted: [], kept: held });
    await takeBack();
    expect(await outbox.list()).toEqual(messages);
  });

  test("that are refused for good are kept with the reason and not tried again; the next ones go", async () => {
    const answer = (request: ChatRequest) =>
      request.message_id === "m1" ? refused(400)() : answered(request);
    const { left, sent, kept } = await play([written("m1", "s1"), written("m2", "s1")], answer);
    expect(sent).toEqual(["m2 in s1"]);
    expect(kept).toMatchObject([{ id: "m1", text: "words m1", refused: { kind: "refused" } }]);
    expect(left).toBe(false);
  });
});
