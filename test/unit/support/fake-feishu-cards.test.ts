// The fake Feishu's cards: what may stand in one, what changes one, and the streaming of text into one.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startFakeFeishu } from "../../support/fake-feishu.ts";
import { CHAT, createClient, markdownCard, QUESTION } from "./fake-feishu-client.ts";

const feishu = await startFakeFeishu();
const { call, card, reply, openCard, sendCard, stream, settings, replaceCard } = createClient(feishu.url);

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n\n";
const STREAMING = { streaming_mode: true };
/** What makes a key one that the fake gave out. */
const STORED = { bytes: new Uint8Array([1]), contentType: "image/png" };

beforeEach(() => feishu.reset());
afterAll(() => feishu.close());

async function codeOf(answer: Promise<{ code: number }>): Promise<number> {
  return (await answer).code;
}

/** The code inside the text of a refusal. */
async function innerCodeOf(answer: Promise<{ code: number; msg: string }>): Promise<string> {
  const { code, msg } = await answer;
  return `${code} ${/ErrCode: (\d+)/.exec(msg)?.[1]}`;
}

async function createCode(json: unknown): Promise<number> {
  const data = typeof json === "string" ? json : JSON.stringify(json);
  return codeOf(call("POST", "cardkit/v1/cards", { type: "card_json", data }));
}

function elements(count: number): unknown {
  const all = Array.from({ length: count }, (_, index) => ({ tag: "markdown", content: String(index) }));
  return { ...markdownCard(""), body: { elements: all } };
}

/** A card that streams and was sent. */
async function openStream(content = "…"): Promise<string> {
  const cardId = await openCard(markdownCard(content, STREAMING));
  await sendCard(cardId, { uuid: "u1" });
  return cardId;
}

describe("a card in a message", () => {
  it("of version 2.0 shows the text of all its elements", async () => {
    const inside = {
      tag: "column_set",
      columns: [{ tag: "column", elements: [{ tag: "markdown", content: "two" }] }],
    };
    const button = {
      tag: "button",
      text: { tag: "plain_text", content: "Go" },
      behaviors: [{ type: "callback", value: { a: 1 } }],
    };
    const header = { title: { tag: "plain_text", content: "Title" } };
    const body = {
      elements: [{ tag: "markdown", content: "**one** <at id=ou_1></at>" }, inside, { tag: "hr" }, button],
    };
    const config = { update_multi: true, summary: { content: "short" } };
    expect(await codeOf(card({ schema: "2.0", config, header, body }))).toBe(0);
    expect(feishu.visible(CHAT)).toMatchObject([
      {
        msgType: "interactive",
        title: "Title",
        text: "**one** <at id=ou_1></at>\ntwo\nGo",
        mentions: ["ou_1"],
        summary: "short",
        streaming: false,
        cardId: null,
      },
    ]);
  });

  it("of version 1.0 does the same", async () => {
    const all = [
      { tag: "markdown", content: "one" },
      { tag: "div", text: { tag: "lark_md", content: "two" } },
      { tag: "note", elements: [{ tag: "plain_text", content: "three" }] },
      { tag: "img", img_key: "img_own", alt: { tag: "plain_text", content: "unseen" } },
    ];
    feishu.file("img_own", STORED);
    expect(await codeOf(card({ config: { wide_screen_mode: true }, elements: all }))).toBe(0);
    expect(feishu.visible(CHAT)).toMatchObject([{ text: "one\ntwo\nthree" }]);
  });

  it.each([
    ["no elements", { schema: "2.0", body: {} }],
    ["elements in the place of the other version", { schema: "2.0", elements: [] }],
    ["an unknown version", { schema: "3.0", body: { elements: [] } }],
    [
      "an element that version 2.0 no longer has",
      { schema: "2.0", body: { elements: [{ tag: "action", actions: [] }] } },
    ],
    ["Markdown without content", { schema: "2.0", body: { elements: [{ tag: "markdown" }] } }],
    [
      "an element's name that begins with a digit",
      { schema: "2.0", body: { elements: [{ tag: "markdown", content: "a", element_id: "1a" }] } },
    ],
    [
      "an element's name of 21 characters",
      { schema: "2.0", body: { elements: [{ tag: "markdown", content: "a", element_id: "a".repeat(21) }] } },
    ],
    ["a template without its id", { type: "template", data: {} }],
  ])("with %s is refused, and the text says why", async (_what, json) => {
    expect(await innerCodeOf(card(json))).toBe("230099 200621");
  });

  it("has at most three tables, counted over its elements and outside of code", async () => {
    expect(await codeOf(card(markdownCard(TABLE.repeat(3))))).toBe(0);
    const refused = await card(markdownCard(TABLE.repeat(4)));
    expect(refused).toMatchObject({ status: 400, code: 230099 });
    expect(refused.msg).toBe(
      "Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit; ErrorValue: table; ",
    );
    const two = { tag: "markdown", content: TABLE.repeat(2) };
    expect(await innerCodeOf(card({ schema: "2.0", body: { elements: [two, two] } }))).toBe("230099 11310");
    const fenced = `${TABLE.repeat(3)}\`\`\`\n${TABLE.repeat(3)}\`\`\`\n`;
    expect(await codeOf(card(markdownCard(fenced)))).toBe(0);
    expect(await codeOf(card(markdownCard(`~~~md\n\`\`\`\n${TABLE.repeat(4)}~~~\n${TABLE}`)))).toBe(0);
    expect(await innerCodeOf(card(markdownCard(`${fenced}${TABLE}`)))).toBe("230099 11310");
    // An open fence lasts to the end.
    expect(await codeOf(card(markdownCard(`\`\`\`\n${TABLE.repeat(9)}`)))).toBe(0);
  });

  it("takes for a table only what is one", async () => {
    const otherwise = [
      "text",
      "|---|---|",
      "",
      "| a | b |",
      "|---|",
      "",
      "---",
      "",
      "x || y",
      "- | -",
      "",
      "a | b",
      "c | d",
      "",
    ];
    expect(await codeOf(card(markdownCard(otherwise.join("\n").repeat(5))))).toBe(0);
    const bare = "a | b\n--|:-:\n1 | 2\n\n";
    expect(await codeOf(card(markdownCard(bare.repeat(3))))).toBe(0);
    expect(await innerCodeOf(card(markdownCard(bare.repeat(4))))).toBe("230099 11310");
  });

  it("has another limit of tables when a test wants one", async () => {
    feishu.limit({ tablesPerCard: 0 });
    expect(await innerCodeOf(card(markdownCard(TABLE)))).toBe("230099 11310");
  });

  it("has at most two hundred elements", async () => {
    expect(await codeOf(card(elements(200)))).toBe(0);
    expect(await innerCodeOf(card(elements(201)))).toBe("230099 11310");
  });

  it.each([
    ["![a](https://example.com/a.png)", "230099 200570"],
    ["text ![](http://x) text", "230099 200570"],
    ["![a]( <data:image/png;base64,AA> )", "230099 200570"],
    ["![a](img_v3_0123)", "230099 200570"],
    ["![a](img_own)", "0 undefined"],
    ["[a](https://example.com/a.png)", "0 undefined"],
    ["`![a](https://example.com)`", "0 undefined"],
    ["```\n![a](https://example.com)\n```", "0 undefined"],
    ["\\![a](https://example.com)", "0 undefined"],
  ])("with the image %s answers %s", async (markdown, expected) => {
    feishu.file("img_own", STORED);
    expect(await innerCodeOf(card(markdownCard(markdown)))).toBe(expected);
  });

  it("with an image element needs an uploaded one too", async () => {
    const image = (key: string) => ({ schema: "2.0", body: { elements: [{ tag: "img", img_key: key }] } });
    expect(await innerCodeOf(card(image("https://example.com")))).toBe("230099 200570");
    expect(await innerCodeOf(card(image("img_1")))).toBe("230099 200570");
    feishu.file("img_own", STORED);
    expect(await codeOf(card(image("img_own")))).toBe(0);
  });

  it("has 30 KB, as bytes of the request", async () => {
    expect(await codeOf(card(markdownCard("字".repeat(10_000))))).toBe(0);
    expect(await codeOf(card(markdownCard("字".repeat(10_240))))).toBe(230025);
  });
});

describe("another card in the place of a card", () => {
  const patch = (id: unknown, json: unknown) =>
    call("PATCH", `im/v1/messages/${id}`, {
      content: typeof json === "string" ? json : JSON.stringify(json),
    });

  it("is seen at once and leaves no mark", async () => {
    const { data } = await card(markdownCard("old"));
    expect(await codeOf(patch(data.message_id, markdownCard("new")))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "new", edits: 0 }]);
  });

  it("needs update_multi in both, and the same version", async () => {
    const { data: unshared } = await card({ elements: [{ tag: "markdown", content: "old" }] });
    expect(await codeOf(patch(unshared.message_id, markdownCard("new")))).toBe(230001);
    const { data } = await card(markdownCard("old"));
    expect(await codeOf(patch(data.message_id, markdownCard("new", { update_multi: false })))).toBe(230001);
    const oldVersion = { config: { update_multi: true }, elements: [{ tag: "markdown", content: "new" }] };
    expect(await innerCodeOf(patch(data.message_id, oldVersion))).toBe("230099 200830");
    expect(feishu.visible().map(({ text }) => text)).toEqual(["old", "old"]);
  });

  it("is held to the same rules as a new one", async () => {
    const { data } = await card(markdownCard("old"));
    expect(await codeOf(patch(data.message_id, "no json"))).toBe(230001);
    expect(await codeOf(patch(data.message_id, markdownCard("x".repeat(31_000))))).toBe(230025);
    expect(await innerCodeOf(patch(data.message_id, markdownCard(TABLE.repeat(4))))).toBe("230099 11310");
    expect(feishu.visible()).toMatchObject([{ text: "old" }]);
  });

  it("is for the bot's own cards of the last fourteen days", async () => {
    expect(await codeOf(patch(QUESTION, markdownCard("new")))).toBe(230012);
    const { data: text } = await reply("text", { text: "hi" });
    expect(await codeOf(patch(text.message_id, markdownCard("new")))).toBe(230001);
    const { data } = await card(markdownCard("old"));
    feishu.advance(14 * DAY_MS);
    expect(await codeOf(patch(data.message_id, markdownCard("new")))).toBe(230031);
  });

  it("takes the place of a card that exists by itself", async () => {
    const cardId = await openStream("streamed");
    const [seen] = feishu.visible();
    expect(await codeOf(patch(seen?.messageId, markdownCard("patched")))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "patched", streaming: false, cardId: null }]);
    expect(await codeOf(stream(cardId, "later", 1))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "patched" }]);
  });
});

describe("a card that exists by itself", () => {
  it("has an id of 19 digits and is seen once it was sent", async () => {
    const cardId = await openCard(markdownCard("…", STREAMING));
    expect(cardId).toMatch(/^7\d{18}$/);
    expect(feishu.visible()).toEqual([]);
    const { data } = await sendCard(cardId, { uuid: "u1" });
    expect(feishu.visible(CHAT)).toMatchObject([
      { messageId: data.message_id, cardId, uuid: "u1", text: "…", streaming: true, summary: "[生成中...]" },
    ]);
  });

  it.each([
    ["no JSON", "hello", 200220],
    ["version 1.0", { elements: [] }, 200220],
    ["no elements", { schema: "2.0" }, 200220],
    ["not shared", markdownCard("a", { update_multi: false }), 300302],
    ["too many elements", elements(201), 300305],
    ["more than 30 KB", markdownCard("字".repeat(10_240)), 200860],
    ["too many tables", markdownCard(TABLE.repeat(4)), 230099],
    ["a foreign image", markdownCard("![](http://x)"), 230099],
    [
      "one name twice",
      {
        schema: "2.0",
        body: {
          elements: [
            { tag: "markdown", content: "a", element_id: "same" },
            { tag: "markdown", content: "b", element_id: "same" },
          ],
        },
      },
      300301,
    ],
  ])("is not made: %s", async (_what, json, code) => {
    expect(await createCode(json)).toBe(code);
  });

  it("needs its type, and its JSON as a text", async () => {
    const data = JSON.stringify(markdownCard("a"));
    expect(await codeOf(call("POST", "cardkit/v1/cards", { data }))).toBe(10002);
    expect(
      await codeOf(call("POST", "cardkit/v1/cards", { type: "card_json", data: markdownCard("a") })),
    ).toBe(200220);
  });

  it("is sent once, and by the same uuid as often as one likes", async () => {
    const cardId = await openCard(markdownCard("a"));
    expect(await codeOf(sendCard(cardId, { uuid: "u1" }))).toBe(0);
    expect(await codeOf(sendCard(cardId, { uuid: "u1" }))).toBe(0);
    expect(await innerCodeOf(sendCard(cardId, { uuid: "u2" }))).toBe("230099 11310");
    expect(feishu.visible()).toHaveLength(1);
  });

  it("that is unknown or fourteen days old is not sent and not changed", async () => {
    expect(await innerCodeOf(sendCard("7000000000000000000"))).toBe("230099 11310");
    expect(await codeOf(stream("7000000000000000000", "a", 1))).toBe(200740);
    expect(await codeOf(stream("7".repeat(21), "a", 1))).toBe(99992402);
    const cardId = await openCard(markdownCard("a", STREAMING));
    feishu.advance(14 * DAY_MS);
    expect(await innerCodeOf(sendCard(cardId))).toBe("230099 11310");
    expect(await codeOf(replaceCard(cardId, markdownCard("b"), 1))).toBe(200750);
  });
});

describe("text that streams into a card", () => {
  it("is the whole text so far, and is seen at once", async () => {
    const cardId = await openStream();
    await stream(cardId, "Hel", 1);
    await stream(cardId, "Hello", 2);
    expect(feishu.visible()).toMatchObject([{ text: "Hello", streaming: true }]);
    expect(feishu.visible({ streaming: false })).toEqual([]);
  });

  it("needs a number above all before it, over all operations, and one that failed has used its own", async () => {
    const cardId = await openStream();
    expect(await codeOf(stream(cardId, "a", 0))).toBe(300317);
    expect(await codeOf(stream(cardId, "a", 1))).toBe(0);
    expect(await codeOf(stream(cardId, "b", 1))).toBe(300317);
    expect(await codeOf(settings(cardId, STREAMING, 5))).toBe(0);
    expect(await codeOf(stream(cardId, "b", 5))).toBe(300317);
    expect(await codeOf(stream(cardId, "", 6))).toBe(300307);
    expect(await codeOf(stream(cardId, "b", 6))).toBe(300317);
    expect(await codeOf(replaceCard(cardId, markdownCard("c"), 6))).toBe(300317);
    expect(await codeOf(replaceCard(cardId, markdownCard("c"), 2 ** 31 - 1))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "c" }]);
  });

  it.each([[2 ** 31], [1.5], ["1"], [null]])(
    "has a number that is an int32: %s is none",
    async (sequence) => {
      expect(await codeOf(stream(await openStream(), "a", sequence))).toBe(99992402);
    },
  );

  it("has 1 to 100 000 characters, and the card with it at most 30 KB", async () => {
    const cardId = await openStream();
    expect(await codeOf(stream(cardId, "", 1))).toBe(300307);
    expect(await codeOf(stream(cardId, "x".repeat(30_000), 2))).toBe(0);
    expect(await codeOf(stream(cardId, "字".repeat(10_240), 3))).toBe(200860);
    expect(await codeOf(stream(cardId, "x".repeat(100_001), 4))).toBe(99992402);
    expect(feishu.visible()).toMatchObject([{ text: "x".repeat(30_000) }]);
  });

  it("goes into a text that is there", async () => {
    const cardId = await openCard({
      ...markdownCard("", STREAMING),
      body: {
        elements: [
          { tag: "markdown", element_id: "answer", content: "a" },
          { tag: "hr", element_id: "line" },
        ],
      },
    });
    const missing = await stream(cardId, "a", 1, {}, "other");
    expect(missing).toMatchObject({ status: 400, code: 300313, msg: "ErrMsg: not find elementID: other" });
    expect(await codeOf(stream(cardId, "a", 2, {}, "line"))).toBe(300310);
  });

  it("is refused with a fourth table or a foreign image, and the card stays as it was", async () => {
    const cardId = await openStream("before");
    expect(await innerCodeOf(stream(cardId, TABLE.repeat(4), 1))).toBe("230099 11310");
    expect(await innerCodeOf(stream(cardId, "![](http://x)", 2))).toBe("230099 200570");
    expect(feishu.visible()).toMatchObject([{ text: "before", streaming: true }]);
  });

  it("is done once under one uuid, and another text under it is a conflict", async () => {
    const cardId = await openStream();
    expect(await codeOf(stream(cardId, "one", 1, { uuid: "u" }))).toBe(0);
    expect(await codeOf(stream(cardId, "two", 2))).toBe(0);
    expect(await codeOf(stream(cardId, "one", 1, { uuid: "u" }))).toBe(0);
    expect(await codeOf(stream(cardId, "three", 3, { uuid: "u" }))).toBe(200770);
    expect(feishu.visible()).toMatchObject([{ text: "two" }]);
    expect(await codeOf(stream(cardId, "a", 4, { uuid: "" }))).toBe(99992402);
    expect(await codeOf(stream(cardId, "a", 4, { uuid: "u".repeat(65) }))).toBe(99992402);
    expect(await codeOf(stream(cardId, "a", 4, { uuid: "u".repeat(64) }))).toBe(0);
  });

  it("comes at most ten times a second where a test wants that limit", async () => {
    feishu.limit({ cardPerSecond: 10, appPerSecond: 5 });
    const cardId = await openStream();
    const codes: number[] = [];
    for (let sequence = 1; sequence <= 11; sequence += 1)
      codes.push(await codeOf(stream(cardId, "a", sequence)));
    expect(codes).toEqual([...Array(10).fill(0), 99991400]);
    feishu.advance(1000);
    expect(await codeOf(stream(cardId, "b", 11))).toBe(0);
  });
});

describe("the end of streaming", () => {
  it("comes by settings, and the text that stands stays", async () => {
    const cardId = await openStream();
    await stream(cardId, "done", 1);
    expect(await codeOf(settings(cardId, { streaming_mode: false }, 2))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "done", streaming: false, summary: null }]);
    expect(await codeOf(stream(cardId, "more", 3))).toBe(300309);
    expect(await codeOf(settings(cardId, STREAMING, 4))).toBe(0);
    expect(await codeOf(stream(cardId, "more", 5))).toBe(0);
  });

  it("comes by another card, with a summary", async () => {
    const cardId = await openStream();
    const config = { streaming_mode: false, summary: { content: "short" } };
    expect(await codeOf(replaceCard(cardId, markdownCard("done", config), 1))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "done", streaming: false, summary: "short" }]);
    expect(await codeOf(stream(cardId, "more", 2))).toBe(300309);
  });

  it("comes after ten minutes: one caller is told, all others find it closed", async () => {
    const cardId = await openStream();
    await stream(cardId, "a", 1);
    feishu.advance(10 * MINUTE_MS - 2000);
    expect(await codeOf(stream(cardId, "b", 2))).toBe(0);
    feishu.advance(2000);
    expect(feishu.visible()).toMatchObject([{ text: "b", streaming: false }]);
    expect(await codeOf(stream(cardId, "c", 3))).toBe(200850);
    expect(await codeOf(stream(cardId, "c", 4))).toBe(300309);
    expect(await codeOf(stream(cardId, "c", 5))).toBe(300309);
    expect(await codeOf(replaceCard(cardId, markdownCard("all of it"), 6))).toBe(0);
    expect(feishu.visible()).toMatchObject([{ text: "all of it" }]);
  });

  it("is put off by switching streaming on again", async () => {
    const cardId = await openStream();
    feishu.advance(8 * MINUTE_MS);
    expect(await codeOf(settings(cardId, STREAMING, 1))).toBe(0);
    feishu.advance(8 * MINUTE_MS);
    expect(await codeOf(stream(cardId, "b", 2))).toBe(0);
    feishu.advance(2 * MINUTE_MS);
    expect(await codeOf(stream(cardId, "c", 3))).toBe(200850);
  });

  it("comes when a test says so, of one chat or of all", async () => {
    const cardId = await openStream();
    feishu.endStreaming("oc_other");
    expect(await codeOf(stream(cardId, "a", 1))).toBe(0);
    feishu.endStreaming(CHAT);
    expect(await codeOf(stream(cardId, "b", 2))).toBe(200850);
    const other = await openCard(markdownCard("", STREAMING));
    feishu.endStreaming();
    expect(await codeOf(stream(other, "b", 1))).toBe(200850);
  });

  it("never was a beginning for a card without it", async () => {
    const cardId = await openCard(markdownCard("a"));
    feishu.endStreaming();
    expect(await codeOf(stream(cardId, "b", 1))).toBe(300309);
  });
});

describe("settings", () => {
  it("take no summary, no private card, and nothing but the JSON text of an object", async () => {
    const cardId = await openStream();
    expect(await codeOf(settings(cardId, { streaming_mode: false, summary: { content: "s" } }, 1))).toBe(
      2200,
    );
    expect(await codeOf(settings(cardId, { update_multi: false }, 2))).toBe(300302);
    const raw = (value: unknown, sequence: number) =>
      codeOf(call("PATCH", `cardkit/v1/cards/${cardId}/settings`, { settings: value, sequence }));
    expect(await raw({ config: STREAMING }, 3)).toBe(10002);
    expect(await raw("{}", 4)).toBe(10002);
    expect(feishu.visible()).toMatchObject([{ streaming: true }]);
  });
});

describe("a full update", () => {
  it("is held to the rules of a new card, and a refused one changes nothing", async () => {
    const cardId = await openStream("before");
    expect(await codeOf(replaceCard(cardId, { elements: [] }, 1))).toBe(200220);
    expect(await codeOf(replaceCard(cardId, markdownCard("a", { update_multi: false }), 2))).toBe(300302);
    expect(await innerCodeOf(replaceCard(cardId, markdownCard(TABLE.repeat(4)), 3))).toBe("230099 11310");
    expect(await codeOf(replaceCard(cardId, markdownCard("字".repeat(10_240)), 4))).toBe(200860);
    expect(await codeOf(call("PUT", `cardkit/v1/cards/${cardId}`, { card: "x", sequence: 5 }))).toBe(10002);
    expect(feishu.visible()).toMatchObject([{ text: "before", streaming: true }]);
  });
});
