// A message that arrives: whether it is meant for the bot, which conversation it belongs to, and what was said.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BotIdentity, ChannelMessage, Reading } from "../../../../src/channels/channel.ts";
import { readEvent } from "../../../../src/channels/feishu/event.ts";
import { cleanMentions, type Mention } from "../../../../src/channels/feishu/mention.ts";
import { readTime } from "../../../../src/channels/feishu/message.ts";
import type { FeishuSettings } from "../../../../src/core/channel-settings.ts";
import { BOT, BOT_MENTION, envelope, messageEvent, NOW, SETTINGS, textOf } from "./deliveries.ts";

type Fields = Record<string, unknown>;

function read(event: Fields, bot: BotIdentity | null = BOT, settings: Partial<FeishuSettings> = {}): Reading {
  return readEvent({ ...SETTINGS, ...settings }, event, bot, NOW);
}

function taken(
  event: Fields,
  bot: BotIdentity | null = BOT,
  settings: Partial<FeishuSettings> = {},
): ChannelMessage {
  const reading = read(event, bot, settings);
  if (reading.kind !== "message") throw new Error(`not a message: ${JSON.stringify(reading)}`);
  return reading.message;
}

const mention = (number: number, openId: string, name: string) => ({
  key: `@_user_${number}`,
  id: { open_id: openId },
  name,
});
const TOM = mention(2, "ou_tom", "Tom");
const inGroup = (text: string, mentions: unknown, fields: Fields = {}) =>
  textOf(text, { chat_type: "group", mentions, ...fields });

describe("a message", () => {
  it("in a private chat is taken as it is, with all that its answer needs", () => {
    expect(read(textOf(" hello there "))).toEqual({
      kind: "message",
      acknowledgement: { msg: "success" },
      message: {
        messageId: "om_1",
        conversation: ["oc_1"],
        userId: "ou_tom",
        userName: null,
        text: "hello there",
        command: null,
        origin: {
          messageId: "om_1",
          chatId: "oc_1",
          threadId: null,
          chatKind: "private",
          senderId: "ou_tom",
          sentAt: NOW - 1500,
          replyUrl: null,
          replyUrlEndsAt: null,
          attachments: [],
        },
      },
    });
  });

  it("of a bot is never answered, or bots would answer each other for ever", () => {
    for (const sender_type of ["app", "bot", "anonymous", "", undefined, null, 1])
      expect(read(messageEvent({}, { sender_type }))).toMatchObject({
        kind: "ignored",
        acknowledgement: { msg: "success" },
      });
  });

  it("without id, chat or sender is no message", () => {
    for (const message of [
      { message_id: undefined },
      { message_id: "" },
      { chat_id: 1 },
      { chat_id: "\ud800" },
    ])
      expect(read(messageEvent(message))).toMatchObject({ kind: "ignored" });
    for (const sender_id of [undefined, null, {}, { open_id: "" }, { user_id: "u1" }])
      expect(read(messageEvent({}, { sender_id }))).toMatchObject({ kind: "ignored" });
  });

  it("that is very late is taken, with the time when it was sent", () => {
    const message = taken(messageEvent({ create_time: String(NOW - 7 * 3_600_000) }));
    expect(message.origin.sentAt).toBe(NOW - 7 * 3_600_000);
  });
});

describe("in a group", () => {
  it("the bot is meant only when exactly its id is mentioned", () => {
    expect(taken(inGroup("@_user_1 hi", [BOT_MENTION])).text).toBe("hi");
    const others = [
      [],
      undefined,
      null,
      "ou_bot",
      [TOM],
      [{ key: "@_user_1", id: { open_id: "ou_bot2" }, name: BOT.name }],
      [{ key: "@_user_1", id: { open_id: "", user_id: "" }, name: BOT.name }],
      [{ key: "@_user_1", id: { union_id: BOT.id }, name: BOT.name }],
      [{ key: "@_user_1", id: BOT.id, name: BOT.name }],
      [{ id: { open_id: BOT.id } }],
    ];
    for (const mentions of others)
      expect(read(inGroup("@_user_1 hi", mentions)), JSON.stringify(mentions)).toMatchObject({
        kind: "ignored",
      });
  });

  it("nobody knows whether the bot is meant while its identity is unknown, so nothing is answered yet", () => {
    expect(read(inGroup("@_user_1 hi", [BOT_MENTION]), null)).toEqual({
      kind: "unidentified",
      acknowledgement: { msg: "success" },
    });
    expect(read(inGroup("hi", []), null)).toMatchObject({ kind: "ignored" });
    expect(taken(textOf("hi"), null).text).toBe("hi");
  });

  it("a call to everybody is none to the bot", () => {
    const all = { key: "@_all", id: { open_id: "", union_id: "" }, name: "所有人" };
    for (const bot of [BOT, null])
      for (const mentions of [undefined, [], [all]])
        expect(read(inGroup("@_all lunch!", mentions), bot)).toMatchObject({ kind: "ignored" });
    expect(taken(inGroup("@_all @_user_1 lunch?", [all, BOT_MENTION])).text).toBe("@所有人 lunch?");
  });

  it("of any kind that is not private a mention is needed", () => {
    for (const chat_type of ["group", "topic_group", "something new", "", undefined, null])
      expect(read(textOf("hi", { chat_type }))).toMatchObject({ kind: "ignored" });
  });
});

describe("the conversation", () => {
  it("of a group is one, or one a member, and a topic is always its own", () => {
    const group = inGroup("@_user_1 hi", [BOT_MENTION]);
    const topic = inGroup("@_user_1 hi", [BOT_MENTION], { thread_id: "omt_9" });
    expect(taken(group).conversation).toEqual(["oc_1"]);
    expect(taken(group, BOT, { groupSession: "user" }).conversation).toEqual(["oc_1", "ou_tom"]);
    for (const groupSession of ["chat", "user"] as const) {
      const message = taken(topic, BOT, { groupSession });
      expect(message.conversation).toEqual(["oc_1", "omt_9"]);
      expect(message.origin.threadId).toBe("omt_9");
      expect(taken(textOf("hi"), BOT, { groupSession }).conversation).toEqual(["oc_1"]);
    }
  });

  it("does not change with a quoted reply: a root is no topic", () => {
    const message = taken(textOf("hi", { root_id: "om_root", parent_id: "om_parent" }));
    expect(message.conversation).toEqual(["oc_1"]);
    expect(message.origin.threadId).toBeNull();
  });
});

describe("mentions in the text", () => {
  it("of the bot go, wherever they stand, and commands behind them are commands", () => {
    const command = (text: string) => taken(inGroup(text, [BOT_MENTION])).command;
    expect(command("@_user_1 /new")).toEqual({ name: "new", argument: "" });
    expect(command("/新对话 @_user_1")).toEqual({ name: "new", argument: "" });
    expect(command("@_user_1\n /model  fast ")).toEqual({ name: "model", argument: "fast" });
    expect(command("@_user_1 what does /new do?")).toBeNull();
    expect(taken(inGroup("ask @_user_1 about it", [BOT_MENTION])).text).toBe("ask about it");
  });

  it("of other people stay, by name, so that the model knows who is meant", () => {
    const message = taken(inGroup("@_user_1 greet @_user_2, please", [BOT_MENTION, TOM]));
    expect(message.text).toBe("greet @Tom, please");
  });

  it("with ten people in it are told apart: the first key is no beginning of the tenth", () => {
    const people = Array.from({ length: 11 }, (_, index) =>
      mention(index + 1, `ou_${index + 1}`, `P${index + 1}`),
    );
    const bot = { id: "ou_1", name: "Helper" };
    const text = "@_user_1 @_user_10@_user_11 @_user_2";
    expect(taken(inGroup(text, people), bot).text).toBe("@P10@P11 @P2");
    expect(taken(inGroup(text, people.slice(0, 1)), bot).text).toBe("@_user_10@_user_11 @_user_2");
  });

  it("that repeat the bot under several keys all go", () => {
    expect(taken(inGroup("@_user_1 @_user_2 hi", [BOT_MENTION, mention(2, BOT.id, "Helper")])).text).toBe(
      "hi",
    );
  });

  it("of people whose name is a key, a pattern or nothing do no harm", () => {
    const text = "@_user_1 @_user_2 @_user_3";
    const names = [mention(2, "ou_2", "@_user_3"), mention(3, "ou_3", "$& $1 $`")];
    expect(taken(inGroup(text, [BOT_MENTION, ...names])).text).toBe("@@_user_3 @$& $1 $`");
    expect(taken(inGroup(text, [BOT_MENTION, { key: "@_user_2", id: {} }])).text).toBe("@_user_2 @_user_3");
    const odd = { key: "(.*)+[", id: { open_id: "x" }, name: "odd" };
    expect(taken(inGroup("@_user_1 a (.*)+[", [BOT_MENTION, odd])).text).toBe("a @odd");
  });

  it("are cleaned in time that grows with the text only", () => {
    const many = Array.from({ length: 2000 }, (_, index) => mention(index, `ou_${index}`, "n"));
    const started = performance.now();
    taken(inGroup("@_user_".repeat(20_000), [BOT_MENTION, ...many]));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("never leave a key of the list behind, and never touch another one", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 20 }), (known, used) => {
        const mentions: Mention[] = known.map((n) => ({
          key: `@_user_${n}`,
          openId: `ou_${n}`,
          name: `<${n}>`,
        }));
        const cleaned = cleanMentions(used.map((n) => `@_user_${n}`).join(" "), mentions, null);
        const expected = used.map((n) => (known.includes(n) ? `@<${n}>` : `@_user_${n}`)).join(" ");
        expect(cleaned).toBe(expected);
      }),
      { seed: 20260202 },
    );
  });

  it("in front of a command of a private chat go while nobody knows who the bot is (row 12)", () => {
    const said = (text: string, mentions: unknown = [BOT_MENTION, TOM]) =>
      taken(textOf(text, { mentions }), null);
    expect(said("@_user_1 /new")).toMatchObject({ text: "/new", command: { name: "new" } });
    expect(said(" @_user_1@_user_2  /model  fast ")).toMatchObject({ command: { argument: "fast" } });
    expect(said("@_user_1 ")).toMatchObject({ text: "", command: { name: "help" } });
    expect(said("@_user_2 is nice")).toMatchObject({ text: "@Tom is nice", command: null });
    expect(said("@_user_10 /new")).toMatchObject({ text: "@_user_10 /new", command: null });
    expect(said("@_user_1 /new", [])).toMatchObject({ command: null });
    expect(taken(textOf("@_user_2 /new", { mentions: [TOM] })).command).toBeNull();
  });

  it("with nothing else in the message are a call for help", () => {
    expect(taken(inGroup("@_user_1 ", [BOT_MENTION]))).toMatchObject({ text: "", command: { name: "help" } });
  });
});

describe("the time of sending", () => {
  it("is read by its length: seconds, milliseconds, microseconds", () => {
    expect(readTime("1760000000")).toBe(NOW);
    expect(readTime("1760000000123")).toBe(NOW + 123);
    expect(readTime("1760000000123456")).toBe(NOW + 123);
    expect(readTime(1760000000123)).toBe(NOW + 123);
  });

  it("is now where none can be read", () => {
    for (const create_time of [undefined, null, "", "soon", "12", "9".repeat(30), -1, 1.5, {}, Number.NaN])
      expect(taken(messageEvent({ create_time })).origin.sentAt).toBe(NOW);
  });
});

describe("other events", () => {
  it.each([
    "im.message.message_read_v1",
    "im.message.reaction.created_v1",
    "im.message.recalled_v1",
    "im.chat.member.bot.added_v1",
    "im.chat.member.bot.deleted_v1",
    "im.chat.access_event.bot_p2p_chat_entered_v1",
    "application.bot.menu_v6",
    "something.nobody.knows_v9",
  ])("get their 200 and nothing else: %s", (eventType) => {
    const reading = read(envelope(eventType, { message: {}, operator: {} }));
    expect(reading).toMatchObject({ kind: "ignored", acknowledgement: { msg: "success" } });
    expect(reading.kind === "ignored" && reading.reason).toContain(eventType);
  });

  it("of the old version are not answered a second time", () => {
    const { event, header } = messageEvent();
    const old = { uuid: "x", token: SETTINGS.verificationToken, type: "event_callback", event };
    expect(read(old)).toMatchObject({ kind: "ignored" });
    expect(read({ event, header })).toMatchObject({ kind: "ignored" });
  });

  it("put nothing of their own making into the log", () => {
    for (const event_type of ["a b", "x".repeat(101), "<script>", 1, null, undefined, "\n"]) {
      const reading = read(envelope("x", {}, { event_type }));
      expect(reading.kind === "ignored" && reading.reason).toBe("nothing to do for an event without a name");
    }
  });
});
