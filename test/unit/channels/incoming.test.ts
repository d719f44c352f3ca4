// Which conversation a message belongs to, and the name that the log shows.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChannelMessage } from "../../../src/channels/channel.ts";
import { toIncoming } from "../../../src/channels/incoming.ts";

const LIMITS = { longest: 100, now: 0 };

function channelMessage(conversation: string[], more: Partial<ChannelMessage> = {}): ChannelMessage {
  return {
    messageId: "om_1",
    conversation,
    userId: "ou_1",
    userName: "Ada",
    text: "hello",
    command: null,
    origin: {
      messageId: "om_1",
      chatId: conversation[0] ?? "",
      threadId: null,
      chatKind: "group",
      senderId: "ou_1",
      sentAt: 0,
      replyUrl: null,
      replyUrlEndsAt: null,
      attachments: [],
    },
    ...more,
  };
}

const addressed = (conversation: string[], app = "cli_1") =>
  toIncoming("feishu", app, channelMessage(conversation), LIMITS, "request");

describe("a platform's message", () => {
  it("keeps what it said, and belongs to nobody who could guess a name", async () => {
    const { message } = await addressed(["oc_1"]);
    expect(message).toMatchObject({
      messageId: "om_1",
      sessionId: "feishu:oc_1",
      sessionIssued: true,
      channel: "feishu",
      owner: "ou_1",
      userName: "Ada",
      text: "hello",
      requestId: "request",
      images: [],
    });
  });

  it("that is too long is not put to a model, whatever its characters are made of", async () => {
    const admit = async (text: string) =>
      (await toIncoming("feishu", "cli_1", channelMessage(["oc_1"], { text }), LIMITS, "request")).message;
    expect(await admit("长".repeat(100))).toMatchObject({ command: null });
    expect(await admit("😀".repeat(100))).toMatchObject({ command: null });
    const long = await admit("长".repeat(101));
    expect(long).toMatchObject({ command: { name: "unreadable", argument: "too_long" } });
    expect(long.text.length).toBe(100);
  });

  it.each(["stop", "new", "retry"] as const)(
    "a /%s that comes hours late does nothing to what was said since",
    async (name) => {
      const late = { longest: 100, now: 31 * 60_000 };
      const admit = async (limits: typeof late) =>
        (
          await toIncoming(
            "feishu",
            "cli_1",
            channelMessage(["oc_1"], { command: { name, argument: "" } }),
            limits,
            "r",
          )
        ).message.command;
      expect(await admit(late)).toEqual({ name: "unreadable", argument: "late_command" });
      expect(await admit({ ...late, now: 29 * 60_000 })).toEqual({ name, argument: "" });
    },
  );

  it("of another app is another conversation, even with the same ids", async () => {
    expect((await addressed(["oc_1"], "cli_1")).objectName).not.toBe(
      (await addressed(["oc_1"], "cli_2")).objectName,
    );
  });

  it("of a chat, of its topic and of its member are three conversations", async () => {
    const names = await Promise.all(
      [["oc_1"], ["oc_1", "omt_1"], ["oc_1", "ou_1"]].map((ids) => addressed(ids)),
    );
    expect(new Set(names.map(({ objectName }) => objectName)).size).toBe(3);
    expect(new Set(names.map(({ message }) => message.sessionId)).size).toBe(3);
  });

  it("cannot be addressed into another conversation by slashes, colons or percent signs in an id", async () => {
    const id = fc.string({
      minLength: 1,
      maxLength: 20,
      unit: fc.constantFrom("a", "/", ":", "%", "2", "F", "=", "+"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(id, { minLength: 1, maxLength: 2 }),
        fc.array(id, { minLength: 1, maxLength: 2 }),
        async (left, right) => {
          fc.pre(JSON.stringify(left) !== JSON.stringify(right));
          expect((await addressed(left)).objectName).not.toBe((await addressed(right)).objectName);
        },
      ),
    );
  });

  it.each([
    ["cid6KeBBLoveMJOGXoYKF5x7EeiodoA=="],
    ["oc_84983ff6516d731e5b5f68d4ea2e1da5", "omt_d4be107c616aed9c1da8ed8068570a9f"],
    ["x".repeat(100)],
    ["群聊"],
  ])("of the chat %s has a session id that fits the log and addresses", async (...conversation) => {
    const { message } = await addressed(conversation);
    expect(message.sessionId).toMatch(/^[A-Za-z0-9._:-]{1,64}$/);
    expect((await addressed(conversation)).message.sessionId).toBe(message.sessionId);
  });
});
