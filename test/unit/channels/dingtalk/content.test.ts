// Kinds of messages: what is read of each, and what a person is told about the rest.
import { describe, expect, it } from "vitest";
import { message, read } from "./deliveries.ts";

const image = (key: string) => ({ kind: "image", key });

describe("rich text", () => {
  it("is its words in order, with its pictures beside them", () => {
    const richText = [
      { text: "look at " },
      { type: "picture" as const, downloadCode: "code-1", pictureDownloadCode: "small-1" },
      { text: "and this" },
      { type: "picture" as const, pictureDownloadCode: "small-2" },
    ];
    const { text, origin } = read(message({ richText }));
    expect(text).toBe("look at \nand this");
    expect(origin.attachments).toEqual([image("code-1"), image("small-2")]);
  });

  it("names other people and not the robot", () => {
    const event = message({
      group: true,
      richText: [
        { type: "at", atName: "Clawdbot", atUserId: "$:LWCP_v1:$bot0001" },
        { type: "at", atName: "张三", atUserId: "zhang" },
        { text: "在吗" },
      ],
      atUsers: [{ dingtalkId: "$:LWCP_v1:$zhang", staffId: "zhang" }],
    });
    expect(read(event).text).toBe("@张三 在吗");
  });

  it("can hold a command, and parts that nobody knows do no harm", () => {
    expect(read(message({ richText: [{ text: "/new" }] })).command?.name).toBe("new");
    const fields = { content: { richText: [null, 5, {}, { type: "sticker" }, { text: 7 }, { text: "ok" }] } };
    expect(read(message({ richText: [], fields })).text).toBe("ok");
  });

  it("that is empty, or no list, asks for help", () => {
    for (const content of [{ richText: [] }, { richText: "x" }, {}, null])
      expect(read(message({ richText: [], fields: { content } })).command?.name).toBe("help");
  });
});

describe("a picture", () => {
  it("is an attachment, by its code or else by that of the smaller one", () => {
    expect(read(message({ picture: {} })).origin.attachments).toEqual([image("picture-code")]);
    const small = { pictureDownloadCode: "small" };
    expect(read(message({ picture: small })).origin.attachments).toEqual([image("small")]);
    expect(read(message({ picture: {} }))).toMatchObject({ text: "", command: null });
  });

  it("without a code cannot be read, and the person is told", () => {
    const event = message({ picture: {}, fields: { content: {} } });
    expect(read(event)).toMatchObject({ command: { name: "unreadable", argument: "other" } });
  });

  it("is found where the content comes as JSON text", () => {
    const event = message({ picture: {}, fields: { content: '{"downloadCode":"c9"}' } });
    expect(read(event).origin.attachments).toEqual([image("c9")]);
  });
});

describe("a voice message", () => {
  it("is what the platform heard", () => {
    expect(read(message({ audio: { recognition: " 明天几点开会 " } })).text).toBe("明天几点开会");
    expect(read(message({ audio: { recognition: "/新对话" } })).command?.name).toBe("new");
  });

  it("in which it heard nothing cannot be read", () => {
    for (const recognition of ["", "  "])
      expect(read(message({ audio: { recognition } })).command).toEqual({
        name: "unreadable",
        argument: "audio",
      });
    expect(read(message({ audio: {} })).command).toEqual({ name: "unreadable", argument: "audio" });
  });
});

describe("what nobody here can read", () => {
  it.each([
    ["video", message({ video: {} })],
    ["file", message({ file: {} })],
    ["other", message({ unknown: "vote" })],
    ["other", message({ fields: { msgtype: "chatRecord", content: { summary: "x", chatRecord: "[]" } } })],
    ["other", message({ fields: { msgtype: "interactiveCard", content: {} } })],
    ["other", message({ fields: { msgtype: 5 } })],
    ["other", message({ fields: { text: { content: 5 } } })],
    ["other", message({ fields: { text: "plain" } })],
  ])("gets a polite word: %s (%#)", (kind, event) => {
    expect(read(event)).toMatchObject({ text: "", command: { name: "unreadable", argument: kind } });
  });

  it("in a group gets one only when the robot was mentioned", () => {
    expect(() => read(message({ file: {}, group: true, isInAtList: false }))).toThrow("not mentioned");
  });
});

it("half of a character becomes a whole one, so that it can be stored and sent", () => {
  const { text } = read(message({ text: "a\ud83d" }));
  expect(text).toBe("a\ufffd");
});
