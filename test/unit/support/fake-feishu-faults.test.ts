// The fake Feishu's faults, records, reactions and files, and its second channel: each must do what a test asked for, and no more.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Fault, startFakeFeishu } from "../../support/fake-feishu.ts";
import { CHAT, createClient, markdownCard, QUESTION } from "./fake-feishu-client.ts";

const feishu = await startFakeFeishu();
const { token, call, say, create, openCard, sendCard, stream, control } = createClient(feishu.url);

beforeEach(() => feishu.reset());
afterAll(() => feishu.close());

const REPLY = { match: "message.reply" };
const REPLY_CALLS = { operation: "message.reply" };

/** A reply whose answer is read by hand. */
async function rawReply(signal: AbortSignal | null = null): Promise<Response> {
  return fetch(`${feishu.url}/open-apis/im/v1/messages/${QUESTION}/reply`, {
    method: "POST",
    headers: { authorization: `Bearer ${await token()}` },
    body: JSON.stringify({ msg_type: "text", content: '{"text":"hi"}', uuid: "u" }),
    signal,
  });
}

/** The name of what the platform's answer was, or how the call broke. */
async function outcome(): Promise<string> {
  try {
    const response = await rawReply();
    const text = await response.text();
    return text.startsWith("{") ? `${response.status} ${JSON.parse(text).code}` : `${response.status}`;
  } catch {
    return "broken";
  }
}

describe("a fault in place of an answer", () => {
  it.each([429, 500, 502, 503])("is the status %d, once", async (status) => {
    feishu.fault({ ...REPLY, fault: { kind: "status", status, headers: { "retry-after": "2" } } });
    const response = await rawReply();
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, "2"]);
    expect(feishu.visible()).toEqual([]);
    expect(await outcome()).toBe("200 0");
    expect(feishu.visible()).toHaveLength(1);
  });

  it("is the platform's own code, with its status and headers", async () => {
    const headers = { "x-ogw-ratelimit-reset": "3" };
    feishu.fault({ ...REPLY, fault: { kind: "code", code: 99991400, headers } });
    feishu.fault({ ...REPLY, fault: { kind: "code", code: 230020, status: 200, msg: "slow down" } });
    const first = await say("hi");
    expect(first).toMatchObject({ status: 400, code: 99991400 });
    expect(first.headers.get("x-ogw-ratelimit-reset")).toBe("3");
    expect(await say("hi")).toMatchObject({ status: 200, code: 230020, msg: "slow down" });
    expect((await say("hi")).code).toBe(0);
  });

  it("is a page of a gateway", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "html", status: 504 } });
    const response = await rawReply();
    expect([response.status, response.headers.get("content-type")]).toEqual([504, "text/html"]);
    expect(await response.text()).toContain("<!doctype html>");
  });

  it("is a broken connection, before anything was read", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "disconnect" } });
    await expect(rawReply()).rejects.toThrow();
    const [broken] = feishu.calls({ operation: "message.reply" });
    expect(broken).toMatchObject({ body: null, answered: null, clientGone: false, fault: "disconnect" });
    expect(feishu.visible()).toEqual([]);
  });

  it("is silence until the client leaves", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "timeout" } });
    await expect(rawReply(AbortSignal.timeout(50))).rejects.toThrow();
    await feishu.until(() => feishu.calls(REPLY_CALLS).some(({ clientGone }) => clientGone));
    expect(feishu.visible()).toEqual([]);
  });

  it("is a late answer", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "slow", ms: 80 } });
    const started = performance.now();
    expect(await outcome()).toBe("200 0");
    expect(performance.now() - started).toBeGreaterThan(75);
    expect(feishu.visible()).toHaveLength(1);
  });

  it("is an answer that waits until a test lets it go", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "hold", name: "door" } });
    const held = outcome();
    expect(await control("waiting?name=door&at_least=1")).toEqual({ name: "door", waiting: 1 });
    expect([feishu.visible(), feishu.waiting("door")]).toEqual([[], 1]);
    feishu.release("door");
    expect(await held).toBe("200 0");
    expect(feishu.visible()).toHaveLength(1);
  });

  it("ends with a reset, for those who still wait too", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "timeout" } });
    const waiting = outcome();
    await feishu.until(() => feishu.calls(REPLY_CALLS).length === 1);
    feishu.reset();
    expect(await waiting).toBe("broken");
    expect(await outcome()).toBe("200 0");
  });
});

describe("a fault after the work was done", () => {
  it.each<[Fault, string]>([
    [{ kind: "disconnect", after: true }, "broken"],
    [{ kind: "status", status: 502, after: true }, "502"],
    [{ kind: "html", after: true }, "200"],
    [{ kind: "code", code: 1, after: true }, "400 1"],
  ])("loses only the answer: %j", async (fault, expected) => {
    feishu.fault({ ...REPLY, fault });
    expect(await outcome()).toBe(expected);
    expect(feishu.visible()).toHaveLength(1);
    expect(feishu.calls(REPLY_CALLS)).toMatchObject([{ succeeded: true, fault: fault.kind }]);
    // The same uuid: the platform answers with what it has sent.
    expect(await outcome()).toBe("200 0");
    expect(feishu.visible()).toHaveLength(1);
  });

  it("keeps a client waiting for what has long been done", async () => {
    feishu.fault({ ...REPLY, fault: { kind: "timeout", after: true } });
    await expect(rawReply(AbortSignal.timeout(50))).rejects.toThrow();
    expect(feishu.visible()).toHaveLength(1);
  });
});

describe("which calls a fault strikes", () => {
  it("are told by operation, by path, by chat and by content, all of which must hold", async () => {
    const fault: Fault = { kind: "status", status: 500 };
    feishu.fault({ match: "/bot/v3/", fault });
    feishu.fault({ match: "message.create", chat: "ou_tom", fault });
    feishu.fault({ contains: "mark", chat: CHAT, fault });
    expect((await create("open_id", "ou_ann", "mark").catch(() => null))?.code).toBe(0);
    await expect(create("open_id", "ou_tom", "hi")).rejects.toThrow();
    expect((await say("plain")).code).toBe(0);
    await expect(say("with mark")).rejects.toThrow();
    await expect(call("GET", "bot/v3/info")).rejects.toThrow();
    expect(feishu.pendingFaults()).toEqual([]);
  });

  it("are as many as were said, after as many as were let pass, in the order of the rules", async () => {
    const seen: string[] = [];
    feishu.fault({ ...REPLY, skip: 1, count: 2, fault: { kind: "status", status: 500 } });
    feishu.fault({ ...REPLY, skip: 1, count: "always", fault: { kind: "status", status: 503 } });
    for (let count = 0; count < 5; count += 1) seen.push(await outcome());
    expect(seen).toEqual(["200 0", "500", "500", "503", "503"]);
    feishu.clearFaults();
    expect(await outcome()).toBe("200 0");
  });

  it("may be those for the token and those of a custom bot", async () => {
    feishu.fault({ match: "token", fault: { kind: "status", status: 500 } });
    await expect(token()).rejects.toThrow();
    feishu.fault({ match: "hook", fault: { kind: "code", code: 11232, status: 200 } });
    const response = await fetch(`${feishu.url}/open-apis/bot/v2/hook/hook-unsigned`, {
      method: "POST",
      body: "{}",
    });
    expect(await response.json()).toMatchObject({ code: 11232 });
  });

  it("may be those on one card, once it was sent", async () => {
    const cardId = await openCard(markdownCard("…", { streaming_mode: true }));
    await sendCard(cardId);
    feishu.fault({ match: "card.text", chat: CHAT, fault: { kind: "code", code: 300309 } });
    expect((await stream(cardId, "a", 1)).code).toBe(300309);
    expect((await stream(cardId, "a", 1)).code).toBe(0);
  });
});

describe("chaos", () => {
  async function run(seed: number, probability: number): Promise<string[]> {
    feishu.reset();
    feishu.chaos({ ...REPLY, seed, probability });
    const seen: string[] = [];
    for (let count = 0; count < 40; count += 1) seen.push(await outcome());
    return seen;
  }

  it("is the same for the same seed, another for another one, and strikes about as often as it should", async () => {
    const first = await run(7, 0.3);
    expect(await run(7, 0.3)).toEqual(first);
    expect(await run(8, 0.3)).not.toEqual(first);
    const struck = first.filter((seen) => seen !== "200 0").length;
    expect(struck).toBeGreaterThan(4);
    expect(struck).toBeLessThan(20);
    expect(new Set(first).size).toBeGreaterThan(3);
  });

  it("never sends a message twice that came with one uuid", async () => {
    await run(3, 0.5);
    expect(feishu.visible()).toHaveLength(1);
  });

  it("never strikes at 0, always at 1, at most as often as it may, and with the faults that were named", async () => {
    expect(new Set(await run(7, 0))).toEqual(new Set(["200 0"]));
    await run(7, 1);
    expect(feishu.calls(REPLY_CALLS).every(({ fault }) => fault !== null)).toBe(true);
    feishu.chaos({ seed: 1, probability: 1, count: 2, ...REPLY, faults: [{ kind: "status", status: 418 }] });
    expect([await outcome(), await outcome(), await outcome()]).toEqual(["418", "418", "200 0"]);
    feishu.chaos({ seed: 1, probability: 1 });
    feishu.chaos(null);
    expect(await outcome()).toBe("200 0");
  });
});

describe("records", () => {
  it("keep what was asked, how it was answered, and whether it was done", async () => {
    await say("first", { uuid: "u1" });
    await say("", { uuid: "u2" });
    const [first, second] = feishu.calls(REPLY_CALLS);
    expect(first).toMatchObject({
      method: "POST",
      path: `/open-apis/im/v1/messages/${encodeURIComponent(QUESTION)}/reply`,
      headers: { authorization: expect.stringMatching(/^Bearer t-/) },
      body: { msg_type: "text", content: '{"text":"first"}', uuid: "u1" },
      chats: [CHAT],
      succeeded: true,
      answered: { status: 200, code: 0 },
    });
    expect(second).toMatchObject({ succeeded: false, answered: { status: 400, code: 230001 } });
    expect(first?.at).toBeLessThanOrEqual(Date.now());
  });

  it("are found by operation, content, chat and end", async () => {
    await say("first");
    await create("open_id", "ou_tom", "second");
    expect(feishu.calls({ contains: "second" })).toMatchObject([{ operation: "message.create" }]);
    expect(feishu.calls({ chat: "ou_tom" })).toHaveLength(1);
    expect(feishu.calls({ chat: "oc_p2p_tom" })).toHaveLength(1);
    expect(feishu.calls({ operation: "token" })).toHaveLength(2);
    expect(feishu.calls({ succeeded: false })).toEqual([]);
    expect(await control("calls?operation=message.reply&answered=true&succeeded=true")).toHaveLength(1);
  });

  it("know the chat of a card once it was sent there, for the call too that made it", async () => {
    const cardId = await openCard(markdownCard("a", { streaming_mode: true }));
    await openCard(markdownCard("of nobody"));
    expect(feishu.calls({ chat: CHAT })).toEqual([]);
    await sendCard(cardId);
    await stream(cardId, "b", 1);
    const operations = feishu.calls({ chat: CHAT }).map(({ operation }) => operation);
    expect(operations).toEqual(["card.create", "message.reply", "card.text"]);
  });
});

describe("reactions", () => {
  const path = `im/v1/messages/${encodeURIComponent(QUESTION)}/reactions`;
  const react = (emojiType: string, to = path) =>
    call("POST", to, { reaction_type: { emoji_type: emojiType } });

  it("are seen until they are taken away, and the same one is there once", async () => {
    const { data } = await react("Typing");
    expect((await react("Typing")).data.reaction_id).toBe(data.reaction_id);
    expect(feishu.reactions(CHAT)).toMatchObject([{ messageId: QUESTION, emojiType: "Typing" }]);
    expect(await control(`reactions?chat=${CHAT}&at_least=1`)).toHaveLength(1);
    expect((await call("DELETE", `${path}/${data.reaction_id}`)).code).toBe(0);
    expect(feishu.reactions()).toEqual([]);
    expect((await call("DELETE", `${path}/${data.reaction_id}`)).code).toBe(231007);
  });

  it("have types with their own spelling, and need a message that is there", async () => {
    expect((await react("typing")).code).toBe(231001);
    feishu.message({ messageId: QUESTION, state: "recalled" });
    expect((await react("Typing")).code).toBe(230011);
    expect((await react("Typing", "im/v1/messages/om_unknown/reactions")).code).toBe(231003);
  });

  it("on the bot's own message stand at it", async () => {
    const { data } = await say("hi");
    await react("OK", `im/v1/messages/${data.message_id}/reactions`);
    expect(feishu.visible()).toMatchObject([{ text: "hi", reactions: ["OK"] }]);
  });
});

describe("files that came with a message", () => {
  const get = async (path: string) =>
    fetch(`${feishu.url}/open-apis/im/v1/${path}`, { headers: { authorization: `Bearer ${await token()}` } });
  const resource = (key: string, type: string) =>
    get(`messages/${encodeURIComponent(QUESTION)}/resources/${key}?type=${type}`);

  it("are a small image unless a test has set them, and their type says little", async () => {
    const response = await resource("img_any", "image");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it("are what a test has set, by its own process or another", async () => {
    feishu.file("file_1", { bytes: new Uint8Array([1, 2, 3]), contentType: "audio/ogg" });
    const response = await resource("file_1", "file");
    expect(response.headers.get("content-type")).toBe("audio/ogg");
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3]);
    const init = { method: "PUT", body: new Uint8Array([0, 255]), headers: { "content-type": "image/webp" } };
    await fetch(`${feishu.url}/control/files?key=img_2`, init);
    expect([...new Uint8Array(await (await resource("img_2", "image")).arrayBuffer())]).toEqual([0, 255]);
    await control("files?key=img_2", undefined, "DELETE");
    expect(await (await resource("img_2", "image")).json()).toMatchObject({ code: 234003 });
  });

  it.each(["audio", "video", "media", ""])("have no type %j", async (type) => {
    const response = await resource("file_1", type);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 234001 }]);
  });

  it("are not served where only the bot's own uploads are", async () => {
    for (const path of ["images/img_1", "files/file_1"])
      expect(await (await get(path)).json()).toMatchObject({ code: 234008 });
  });

  it("of a message that nobody knows are refused", async () => {
    expect(await (await get("messages/om_unknown/resources/a?type=image")).json()).toMatchObject({
      code: 231003,
    });
  });
});

describe("the second channel", () => {
  it("waits until there are as many messages as are wanted", async () => {
    const seen = control(`visible?chat=${CHAT}&contains=second&at_least=1`);
    await say("first");
    await say("second");
    expect(await seen).toMatchObject([{ text: "second", chatId: CHAT }]);
    expect(await control("visible")).toHaveLength(2);
    expect(await control("visible?streaming=true")).toEqual([]);
  });

  it("waits for a card to be finished", async () => {
    const cardId = await openCard(markdownCard("…", { streaming_mode: true }));
    await sendCard(cardId);
    const finished = control("visible?streaming=false&at_least=1");
    await stream(cardId, "all of it", 1);
    await call("PATCH", `cardkit/v1/cards/${cardId}/settings`, {
      settings: '{"config":{"streaming_mode":false}}',
      sequence: 2,
    });
    expect(await finished).toMatchObject([{ text: "all of it", streaming: false }]);
  });

  it("does what the object does", async () => {
    await control("faults", [
      { match: "message.reply", fault: { kind: "code", code: 230020 } },
      { match: "message.reply", count: "always", fault: { kind: "code", code: 11232 } },
    ]);
    expect([(await say("a")).code, (await say("a")).code]).toEqual([230020, 11232]);
    expect(await control("faults")).toEqual([]);
    await control("faults", undefined, "DELETE");
    await control("limits", { chatPerSecond: 0, errorStatus: 200 });
    expect(await say("a")).toMatchObject({ status: 200, code: 230020 });
    await control("limits", { chatPerSecond: null });
    await control("chats", { chat: CHAT, member: false });
    expect((await say("a")).code).toBe(230002);
    await control("bot", { fails: true });
    expect((await call("GET", "bot/v3/info")).code).toBe(11205);
    await control("messages", { messageId: "om_told", chatId: "oc_told", threadId: "omt_1" });
    expect((await say("a", {}, "om_told")).data).toMatchObject({ chat_id: "oc_told", thread_id: "omt_1" });
    await control("messages", { messageId: "om_told", state: "recalled" });
    expect((await say("a", {}, "om_told")).code).toBe(230011);
  });

  it("moves the clock, takes tokens away, and ends streaming", async () => {
    const first = await token();
    await control("revoke", {});
    expect(await token()).not.toBe(first);
    await control("token?expire=90", {});
    expect(await token()).not.toBe(first);
    const cardId = await openCard(markdownCard("…", { streaming_mode: true }));
    await control("end-streaming", {});
    expect((await stream(cardId, "a", 1)).code).toBe(200850);
    const before = feishu.calls().at(-1)?.at ?? 0;
    await control("advance?ms=60000", {});
    await token();
    expect((feishu.calls().at(-1)?.at ?? 0) - before).toBeGreaterThanOrEqual(60_000);
  });

  it("begins and ends chaos, and lets go of what is held", async () => {
    await control("chaos", {
      seed: 1,
      probability: 1,
      faults: [{ kind: "hold", name: "gate" }],
      match: "bot.info",
    });
    const held = call("GET", "bot/v3/info");
    await control("waiting?name=gate&at_least=1");
    await control("chaos", { probability: 0 });
    await control("release?name=gate", {});
    expect((await held).code).toBe(0);
    expect((await call("GET", "bot/v3/info")).code).toBe(0);
  });

  it("forgets everything at a reset, but no token", async () => {
    const before = await token();
    await say("hi", { uuid: "u" });
    feishu.fault({ ...REPLY, fault: { kind: "status", status: 500 } });
    await control("reset", {});
    expect([await control("calls"), await control("visible"), await control("faults")]).toEqual([[], [], []]);
    expect(await token()).toBe(before);
    expect((await say("hi", { uuid: "u" })).code).toBe(0);
    expect(feishu.visible()).toHaveLength(1);
  });

  it.each([
    ["faults", { match: "message.reply", fault: { kind: "explode" } }, "fault must be"],
    ["faults", { operation: "message.reply", fault: { kind: "timeout" } }, "operation is not known here"],
    ["faults", { fault: { kind: "status", code: 500 } }, "fault must be"],
    ["faults", { fault: { kind: "slow" } }, "fault must be"],
    ["faults", { match: "token" }, "fault is needed"],
    ["chaos", { seed: 1, probability: 0.5, fault: [] }, "fault is not known here"],
    ["limits", { errorStatus: 500 }, "errorStatus must be 200 or 400"],
    ["chats", { member: false }, "chat is needed"],
    ["messages", { messageId: "om_1", state: "gone" }, "state must be"],
    ["advance?ms=soon", {}, "?ms= must be a whole number"],
    ["release", {}, "?name= is needed"],
  ])("refuses what it does not understand: %s %j", async (name, body, words) => {
    expect(await control(name, body)).toMatchObject({ error: { message: expect.stringContaining(words) } });
  });

  it("says which control does not exist, and that a question is wrong", async () => {
    expect(await control("nonsense")).toMatchObject({ error: { message: "no GET /control/nonsense here" } });
    expect(await control("visible?streaming=perhaps")).toMatchObject({
      error: { message: "streaming is true or false" },
    });
    expect(await control("messages", { messageId: "om_untold" })).toMatchObject({
      error: { message: expect.stringContaining("chatId is needed") },
    });
  });
});
