// What a message holds, type by type: text, rich text with its images, and what nobody here can read.
import { describe, expect, it } from "vitest";
import { readContent } from "../../../../src/channels/feishu/content.ts";
import { readEvent } from "../../../../src/channels/feishu/event.ts";
import { readPost } from "../../../../src/channels/feishu/post.ts";
import { BOT, BOT_MENTION, messageEvent, NOW, SETTINGS } from "./deliveries.ts";

const read = (type: string, content: unknown) => readContent(type, JSON.stringify(content));
const post = (...paragraphs: object[][]) => readPost({ title: "", content: paragraphs })?.markdown;

function taken(message: Record<string, unknown>) {
  const reading = readEvent(SETTINGS, messageEvent(message), BOT, NOW);
  return reading.kind === "message" ? reading.message : reading.kind;
}

describe("content", () => {
  it("that is text or an image is taken", () => {
    expect(read("text", { text: "你好 🌍" })).toEqual({ kind: "text", text: "你好 🌍", imageKeys: [] });
    expect(read("image", { image_key: "img_1" })).toEqual({ kind: "text", text: "", imageKeys: ["img_1"] });
  });

  it.each([
    ["audio", "audio"],
    ["media", "video"],
    ["file", "file"],
    ["folder", "file"],
    ["sticker", "sticker"],
    ["interactive", "other"],
    ["merge_forward", "other"],
    ["share_chat", "other"],
    ["share_user", "other"],
    ["location", "other"],
    ["a kind of next year", "other"],
  ])("of the kind %s gets a polite word", (type, what) => {
    expect(read(type, { file_key: "f", text: "x", content: [] })).toEqual({ kind: "unreadable", what });
    expect(taken({ message_type: type, content: '{"file_key":"f"}' })).toMatchObject({
      text: "",
      command: { name: "unreadable", argument: what },
    });
  });

  it.each(["system", "vote", "todo", "calendar", "share_calendar_event", "hongbao", "video_chat"])(
    "of the kind %s is the client's own and gets no word",
    (type) => {
      expect(taken({ message_type: type, content: "{}" })).toBe("ignored");
    },
  );

  it("in a group gets its polite word only when the bot was called", () => {
    const voice = { message_type: "audio", content: "{}", chat_type: "group" };
    expect(taken(voice)).toBe("ignored");
    expect(taken({ ...voice, mentions: [BOT_MENTION] })).toMatchObject({ command: { argument: "audio" } });
  });

  it("that is malformed never throws, and is something that cannot be read", () => {
    const broken = [undefined, null, 1, {}, "", "{", "[]", "null", '"x"', "hello", "[".repeat(100_000)];
    for (const type of ["text", "image", "post", undefined, null, 1, {}])
      for (const json of broken)
        expect(readContent(type, json)).toEqual({ kind: "unreadable", what: "other" });
    for (const content of [{}, { text: 1 }, { image_key: 1 }, { content: 1 }, { zh_cn: 1 }])
      for (const type of ["text", "image", "post"])
        expect(read(type, content)).toEqual({ kind: "unreadable", what: "other" });
  });
});

describe("an image", () => {
  it("alone is a message with something to fetch", () => {
    expect(taken({ message_type: "image", content: '{"image_key":"img_1"}' })).toMatchObject({
      text: "",
      command: null,
      origin: { attachments: [{ kind: "image", key: "img_1" }] },
    });
  });

  it("inside rich text is not overlooked", () => {
    const content = JSON.stringify({
      title: "Look",
      content: [
        [{ tag: "img", image_key: "img_1", width: 1 }],
        [{ tag: "text", text: "and " }, { tag: "img", image_key: "img_2" }, { tag: "img" }],
      ],
    });
    expect(taken({ message_type: "post", content })).toMatchObject({
      text: "Look\n\n\nand",
      origin: {
        attachments: [
          { kind: "image", key: "img_1" },
          { kind: "image", key: "img_2" },
        ],
      },
    });
  });
});

describe("rich text", () => {
  it("becomes Markdown, its title first", () => {
    const markdown = readPost({
      title: "Minutes",
      content: [
        [
          { tag: "text", text: "We " },
          { tag: "text", text: "agreed", style: ["bold"] },
          { tag: "text", text: " on " },
          { tag: "a", text: "this", href: "https://example.com/a" },
        ],
        [{ tag: "text", text: " done ", style: ["lineThrough", "italic"] }],
        [
          { tag: "emotion", emoji_type: "SMILE" },
          { tag: "media", file_key: "f" },
        ],
        [{ tag: "hr" }],
        [{ tag: "md", text: "- *item*" }],
      ],
    })?.markdown;
    expect(markdown).toBe(
      "Minutes\n\nWe **agreed** on [this](https://example.com/a)\n *~~done~~* \n[SMILE][video]\n\n---\n\n- *item*",
    );
  });

  it("is read with its language around it too, as bots send it", () => {
    const content = [[{ tag: "text", text: "hi" }]];
    expect(readPost({ zh_cn: { title: "T", content } })?.markdown).toBe("T\n\nhi");
    expect(readPost({ note: "x", en_us: { content } })?.markdown).toBe("hi");
  });

  it("holds the keys of mentions, which are cleaned like those of a text", () => {
    const content = JSON.stringify({
      content: [
        [
          { tag: "at", user_id: "@_user_1", user_name: "Helper" },
          { tag: "text", text: " /new" },
        ],
      ],
    });
    const message = { message_type: "post", content, chat_type: "group", mentions: [BOT_MENTION] };
    expect(taken(message)).toMatchObject({ command: { name: "new" }, text: "/new" });
    expect(post([{ tag: "at", user_name: "Tom" }, { tag: "at" }])).toBe("@Tom");
  });

  it("keeps code as code, whatever fences stand in it", () => {
    expect(post([{ tag: "code_block", language: "PYTHON", text: "print(1)\n" }])).toBe(
      "```python\nprint(1)\n```",
    );
    expect(post([{ tag: "code_block", language: "a b`", text: "```\nx\n```" }])).toBe(
      "````\n```\nx\n```\n````",
    );
  });

  it("puts no marks around white space, where they would mean nothing", () => {
    expect(post([{ tag: "text", text: "  ", style: ["bold"] }])).toBe("");
    expect(post([{ tag: "text", text: "a", style: ["underline"] }])).toBe("a");
    expect(
      post([
        { tag: "text", text: " a b ", style: ["bold"] },
        { tag: "text", text: "c" },
      ]),
    ).toBe("**a b** c");
  });

  it("with elements of no known kind keeps what text they have", () => {
    const odd = [{ tag: "new", text: "x" }, {}, { tag: "text", text: 1 }, { tag: "a", text: "y" }];
    expect(post(odd, [])).toBe("xy");
    expect(readPost({ content: [null, 1, "x", [null, 1, "x", []]] })?.markdown).toBe("");
    expect(post([{ tag: "a", text: "https://a.b", href: "https://a.b" }])).toBe("https://a.b");
    expect(post([{ tag: "text", text: "x", style: ["toString", "__proto__", 1] }])).toBe("x");
  });
});
