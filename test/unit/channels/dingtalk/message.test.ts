// What a callback means: who asks where, what is said, and where the answer may go.
import { describe, expect, it } from "vitest";
import { readMessage } from "../../../../src/channels/dingtalk/message.ts";
import { parseCommand } from "../../../../src/core/command.ts";
import { type Fields, message, NOW, read, SETTINGS } from "./deliveries.ts";

const inGroup = (options: Parameters<typeof message>[0] = {}) => message({ group: true, ...options });
/** As it comes when the platform left the robot's name where it stood. */
const named = (content: string, options: Parameters<typeof message>[0] = {}) =>
  inGroup({ ...options, fields: { text: { content } } });

function becomes(event: Fields): string {
  const reading = readMessage(SETTINGS, event, NOW);
  return reading.kind === "ignored" ? reading.reason : reading.kind;
}

describe("a message of a single chat", () => {
  it("is read with its person, name, place and time", () => {
    const event = message({
      msgId: "msg1==",
      conversationId: "cid1==",
      senderNick: "张三",
      createAt: NOW - 500,
    });
    expect(read(event)).toEqual({
      messageId: "msg1==",
      conversation: ["cid1=="],
      userId: "staff0001",
      userName: "张三",
      text: "hello",
      command: null,
      origin: {
        messageId: "msg1==",
        chatId: "cid1==",
        threadId: null,
        chatKind: "private",
        senderId: "staff0001",
        sentAt: NOW - 500,
        replyUrl: event.sessionWebhook,
        replyUrlEndsAt: NOW + 90 * 60_000,
        attachments: [],
      },
    });
  });

  it("needs no mention, and keeps an @ that it begins with", () => {
    expect(read(message({ text: "@张三 是谁" })).text).toBe("@张三 是谁");
    expect(read(message({ text: "@bot /help" })).command).toBeNull();
  });

  it("of an external contact is theirs by the opaque id, to whom nobody can write (row 45)", () => {
    const { userId, origin } = read(message({ senderStaffId: null, senderId: "$:LWCP_v1:$x" }));
    expect([userId, origin.senderId]).toEqual(["$:LWCP_v1:$x", null]);
    expect(origin.replyUrl).not.toBeNull();
  });

  it("without a time of its own was sent now; a time as text is a time", () => {
    for (const createAt of [undefined, null, "soon", -1, Number.NaN])
      expect(read(message({ fields: { createAt } })).origin.sentAt).toBe(NOW);
    expect(read(message({ fields: { createAt: "1577262231338" } })).origin.sentAt).toBe(1577262231338);
  });
});

describe("a message of a group", () => {
  it("is read when it mentions the robot", () => {
    const { text, origin } = read(inGroup({ text: "hello" }));
    expect([text, origin.chatKind]).toEqual(["hello", "group"]);
  });

  it("that does not say so is ignored: without the list nobody knows who is meant", () => {
    for (const isInAtList of [false, undefined, null, "true", 1])
      expect(becomes(inGroup({ fields: { isInAtList } }))).toBe("the robot is not mentioned");
  });

  it("of a kind of chat that nobody knows counts as one of a group", () => {
    for (const conversationType of ["3", 1, undefined])
      expect(becomes(message({ fields: { conversationType } }))).toBe("the robot is not mentioned");
  });

  it("is a conversation of all, or of each member, by staff id or else by the opaque one", () => {
    const chat = { conversationId: "cid9" };
    expect(read(inGroup(chat)).conversation).toEqual(["cid9"]);
    const own = { groupSession: "user" } as const;
    expect(read(inGroup({ ...chat, senderStaffId: "s7" }), own).conversation).toEqual(["cid9", "s7"]);
    const stranger = inGroup({ ...chat, senderStaffId: null, senderId: "$x" });
    expect(read(stranger, own).conversation).toEqual(["cid9", "$x"]);
    expect(read(message(chat), own).conversation).toEqual(["cid9"]);
  });

  it("inside a thread belongs to the thread, whoever asks", () => {
    const event = inGroup({ conversationId: "cid9", fields: { openThreadId: "thread1" } });
    for (const groupSession of ["chat", "user"] as const) {
      const { conversation, origin } = read(event, { groupSession });
      expect([conversation, origin.threadId]).toEqual([["cid9", "thread1"], "thread1"]);
    }
    expect(read(inGroup({ fields: { openThreadId: 5 } })).origin.threadId).toBeNull();
  });
});

describe("the robot's own name", () => {
  const zhang = [{ dingtalkId: "$:LWCP_v1:$zhang", staffId: "zhang" }];

  it("that the platform left in front of a command does not hide the command (row 12)", () => {
    for (const text of ["@Clawdbot /帮助", "@Clawdbot\u2005/help", " @助手  /help ", "/help"])
      for (const event of [inGroup({ text }), named(text)])
        expect(read(event).command).toEqual({ name: "help", argument: "" });
    expect(read(named("@Clawdbot /model gpt")).command).toEqual({
      name: "model",
      argument: "gpt",
    });
  });

  it("is not shown to the model, and other people's names are (row 12)", () => {
    expect(read(named("@Clawdbot who is @张三 ?", { atUsers: zhang })).text).toBe("who is @张三 ?");
    expect(read(named("@Clawdbot hi")).text).toBe("hi");
  });

  it("is gone already where a blank stands in front: what begins with an @ there is the question's own", () => {
    for (const blank of [" ", "  ", "\u2005", "\t"])
      for (const text of ["@Override 是什么意思", "@media queries in CSS", "@types/node or not?"]) {
        expect(read(named(blank + text)).text).toBe(text);
        expect(read(named(text)).text).not.toBe(text);
      }
    // A line end stands where a picture was, and says nothing about the name.
    const richText = [{ type: "picture" as const, downloadCode: "c" }, { text: "@Clawdbot hi" }];
    expect(read(inGroup({ richText })).text).toBe("hi");
  });

  it("is not mistaken for somebody else's who is mentioned first", () => {
    expect(read(named("@张三 最近怎么样", { atUsers: zhang })).text).toBe("@张三 最近怎么样");
    expect(read(named("@Clawdbot @张三 最近怎么样", { atUsers: zhang })).text).toBe("@张三 最近怎么样");
  });

  it("is dropped once and no more, and an address is no name", () => {
    expect(read(named("@a @b c")).text).toBe("@b c");
    expect(read(named("write to tom@example.com")).text).toBe("write to tom@example.com");
  });

  it("alone asks what it can do", () => {
    for (const text of ["", "  ", "@Clawdbot", "@Clawdbot "])
      expect(read(named(text)).command).toEqual({ name: "help", argument: "" });
    for (const text of ["", "  "])
      expect(read(inGroup({ text })).command).toEqual({ name: "help", argument: "" });
  });
});

describe("commands", () => {
  it.each(["/new", "/新对话", "／stop", " /retry ", "/model gpt-4o"])("%s is one, as everywhere", (text) => {
    expect(read(message({ text })).command).toEqual(parseCommand(text));
    expect(read(message({ text })).command).not.toBeNull();
  });

  it("stay commands when they answer a message, and take no quote along", () => {
    const repliedMsg = { msgType: "text", msgId: "m0", content: { text: "before" } };
    const { text, command } = read(message({ text: "/retry", repliedMsg }));
    expect([text, command?.name]).toEqual(["/retry", "retry"]);
  });
});

describe("a quoted message", () => {
  const quoting = (content: unknown, text = "why?") =>
    read(message({ text, repliedMsg: { msgType: "text", msgId: "m0", content } })).text;

  it("goes in front of the question, as an object or as JSON text", () => {
    expect(quoting({ text: "The sky is green." })).toBe("> The sky is green.\n\nwhy?");
    expect(quoting('{"text":"The sky is green."}')).toBe("> The sky is green.\n\nwhy?");
    expect(quoting({ richText: [{ text: "a" }, { downloadCode: "c" }, { text: "b" }] })).toBe("> ab\n\nwhy?");
  });

  it("of several lines is a quote in each of them", () => {
    expect(quoting({ text: "one\r\ntwo\n\n# three" })).toBe("> one\n> two\n> \n> # three\n\nwhy?");
  });

  it("is cut at 500 characters, and no character in half", () => {
    const [quote = ""] = quoting({ text: `${"字".repeat(499)}😀${"x".repeat(9_000)}` }).split("\n\n");
    expect(quote.length).toBeLessThanOrEqual(503);
    expect(quote.endsWith("…")).toBe(true);
    expect(quote.isWellFormed()).toBe(true);
  });

  it("without words is none", () => {
    for (const content of [
      undefined,
      null,
      {},
      { text: "" },
      { text: 5 },
      "{broken",
      "words",
      { fileName: "a.pdf" },
    ])
      expect(quoting(content)).toBe("why?");
  });

  it("alone is the question, when nothing but the robot's name stands beside it", () => {
    expect(quoting({ text: "Translate this." }, "")).toBe("> Translate this.");
  });
});

describe("the address for the answer", () => {
  const addressOf = (sessionWebhook: unknown, settings = {}) =>
    read(message({ fields: { sessionWebhook } }), settings).origin.replyUrl;

  it.each([
    "https://oapi.dingtalk.com/robot/sendBySession?session=1",
    "https://api.dingtalk.com/robot/sendBySession?session=1",
  ])(
    "is believed on both of the platform's hosts: an allowlist of one would lose every genuine reply (row 44): %s",
    (address) => {
      expect(addressOf(address)).toBe(address);
    },
  );

  it.each([
    "http://oapi.dingtalk.com/robot/sendBySession?session=1",
    "https://oapi.dingtalk.com:8443/robot/sendBySession",
    "https://oapi.dingtalk.com.evil.example/robot/sendBySession",
    "https://evil.example/robot/sendBySession?session=1",
    "https://oapi.dingtalk.com/robot/send?access_token=own",
    "https://oapi.dingtalk.com/robot/send?x=/robot/sendBySession",
    "https://oapi.dingtalk.com/robot/sendBySession/../send?access_token=own",
    "https://oapi.dingtalk.com/robot/sendBySession/%2e%2e/send?access_token=own",
    "https://oapi.dingtalk.com/robot/sendBySession/",
    "https://oapi.dingtalk.com//robot/sendBySession",
    "https://oapi.dingtalk.com/robot/sendbysession",
    "https://api.dingtalk.com/v1.0/robot/groupMessages/send",
    "https://oapi.dingtalk.com/",
    "https://evil.example/oapi.dingtalk.com",
    "https://oapi.dingtalk.com@evil.example/",
    "https://user:pass@oapi.dingtalk.com/robot/sendBySession",
    "https://user@oapi.dingtalk.com/",
    "https://xoapi.dingtalk.com/",
    "https://sub.oapi.dingtalk.com/",
    "https://oapi.dingtalk.com\\@evil.example/",
    "https://oapi.dingtalk.com./robot",
    "http://169.254.169.254/latest/meta-data",
    "http://127.0.0.1/",
    "https://[::1]/",
    "//oapi.dingtalk.com/robot",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "oapi.dingtalk.com",
    "",
    null,
    5,
    ["https://oapi.dingtalk.com/robot"],
  ])(
    "is not believed anywhere else, or anybody could have our answers sent to himself (row 44): %j",
    (address) => {
      expect(addressOf(address)).toBeNull();
    },
  );

  it("follows the configured hosts, and only those", () => {
    const own = { apiBase: "https://api.dingtalk.io", oapiBase: "http://127.0.0.1:8080" };
    const path = "/robot/sendBySession?session=1";
    for (const base of ["https://api.dingtalk.io", "http://127.0.0.1:8080"])
      expect(addressOf(base + path, own)).toBe(base + path);
    for (const other of ["https://oapi.dingtalk.com", "http://127.0.0.1:8081", "https://127.0.0.1:8080"])
      expect(addressOf(other + path, own)).toBeNull();
  });

  it("has no end where it is not believed, and none where none is told", () => {
    expect(read(message({ sessionWebhook: "https://evil.example/" })).origin.replyUrlEndsAt).toBeNull();
    const { origin } = read(message({ fields: { sessionWebhookExpiredTime: undefined } }));
    expect(origin).toMatchObject({ replyUrl: expect.any(String), replyUrlEndsAt: null });
  });
});

describe("what is ignored", () => {
  it("is the robot's own message: bots that answer bots never end", () => {
    const event = message();
    expect(becomes({ ...event, senderId: event.chatbotUserId })).toBe("sent by the robot itself");
    expect(becomes({ ...event, senderId: undefined, chatbotUserId: undefined })).toBe("message");
  });

  it("is what names no message, no chat or no person", () => {
    for (const name of ["msgId", "conversationId"])
      for (const value of [undefined, "", 5, "\ud800"])
        expect(becomes(message({ fields: { [name]: value } }))).toBe("message, chat or sender is not named");
    expect(becomes(message({ fields: { senderId: undefined, senderStaffId: undefined } }))).toBe(
      "message, chat or sender is not named",
    );
  });
});
