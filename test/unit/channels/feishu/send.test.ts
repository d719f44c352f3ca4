// A finished part on its way: into the open card, or down the ladder of forms. Nothing is shown twice, nothing is lost in silence.
import { describe, expect, it } from "vitest";
import type { PartProgress } from "../../../../src/core/delivery.ts";
import { NOW } from "./deliveries.ts";
import { FakePlatform, Notebook, ORIGIN, partOf, type RecordedCall, refusal } from "./platform.ts";

const KEY = partOf("").key;
const OPEN = { card: "card_1", openedAt: NOW, messageId: "om_card" };
const TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n";

function sending(platform: FakePlatform, notebook: Notebook, sender = platform.channel().sender) {
  return (markdown = "Hello **you**", origin = ORIGIN) =>
    sender.send(origin, partOf(markdown), notebook.progress, notebook.note);
}

/** The card or message that a call carries, whatever it is wrapped in. */
function contentOf(call: RecordedCall | undefined) {
  const { content, card } = call?.body ?? {};
  const json = typeof content === "string" ? content : String((card as { data?: unknown } | undefined)?.data);
  return JSON.parse(json);
}

const textIn = (call: RecordedCall | undefined): string => contentOf(call).body.elements[0].content;

describe("a finished answer", () => {
  it("is a card that replies to the question, with the part's key, and is done", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook();
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.calls).toMatchObject([
      {
        path: "/open-apis/im/v1/messages/om_question/reply",
        body: { msg_type: "interactive", uuid: KEY },
      },
    ]);
    expect(platform.calls[0]?.body).not.toHaveProperty("reply_in_thread");
    expect(contentOf(platform.calls[0])).toMatchObject({
      schema: "2.0",
      config: { streaming_mode: false, update_multi: true, summary: { content: "Hello you" } },
    });
    expect(platform.permits).toEqual([{ operation: "message.reply", chatId: "oc_chat" }]);
    expect(notebook.progress).toMatchObject({ done: true, form: "card", messageId: "om_answer" });
  });

  it("stays in its topic, and opens none elsewhere", async () => {
    const platform = new FakePlatform();
    await sending(platform, new Notebook())("Hi", { ...ORIGIN, threadId: "omt_1" });
    expect(platform.calls[0]?.body.reply_in_thread).toBe(true);
  });

  it("that has arrived is not sent again", async () => {
    const platform = new FakePlatform();
    expect(await sending(platform, new Notebook({ done: true }))()).toEqual({ kind: "sent" });
    expect(platform.calls).toEqual([]);
  });

  it("whose confirmation was lost is sent with the same key and form, so that it shows once", async () => {
    const platform = new FakePlatform().script("message.reply", new Error("response lost"));
    const notebook = new Notebook();
    expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
    expect(notebook.progress).toMatchObject({ done: false, form: "card" });
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.calls[0]?.body).toEqual(platform.calls[1]?.body);
  });

  it.each([
    [new Error("down"), null],
    [new Response("x", { status: 503, headers: { "retry-after": "2" } }), 2000],
    [refusal(230020), null],
    [refusal(11232), null],
    [refusal(99991400, "slow", { status: 400, headers: { "x-ogw-ratelimit-reset": "9" } }), 9000],
  ])(
    "that meets a passing fault is tried again later (%#), after the pause that was asked for",
    async (answer, pauseMs) => {
      const platform = new FakePlatform().script("message.reply", answer);
      expect(await sending(platform, new Notebook())()).toMatchObject({ kind: "again", pauseMs });
      expect(platform.calls.length).toBe(1);
    },
  );
});

describe("a refusal that no form cures", () => {
  it.each([230002, 230006, 230011, 230013, 230027, 230028, 231003, 99991672, 99991403, 10003])(
    "%i is the end at once, with a reason",
    async (code) => {
      const platform = new FakePlatform().script("message.reply", refusal(code, "because"));
      const outcome = await sending(platform, new Notebook())("Hi", { ...ORIGIN, threadId: "omt_1" });
      expect(outcome).toMatchObject({
        kind: "dead",
        error: expect.stringMatching(new RegExp(`^${code}: .*because`)),
      });
      expect(platform.operations).toEqual(["message.reply"]);
    },
  );

  it("never makes a new message in the chat out of a reply", async () => {
    const codes = [230011, 231003, 230001, 230099, 5];
    for (const code of codes) {
      const platform = new FakePlatform().script(
        "message.reply",
        ...Array.from({ length: 9 }, () => refusal(code)),
      );
      await sending(platform, new Notebook())();
      expect(new Set(platform.operations)).toEqual(new Set(["message.reply"]));
    }
  });
});

describe("the ladder", () => {
  const forms = (platform: FakePlatform) => platform.calls.map(({ body }) => body.msg_type);

  it("begins again one form lower when a card is refused, with the same key: the refused one left nothing", async () => {
    const platform = new FakePlatform().script(
      "message.reply",
      refusal(230099),
      refusal(230099),
      refusal(230001),
    );
    const notebook = new Notebook();
    expect(await sending(platform, notebook)('a <at user_id="all"></at> **b**')).toEqual({ kind: "sent" });
    expect(forms(platform)).toEqual(["interactive", "interactive", "post", "text"]);
    expect(new Set(platform.calls.map(({ body }) => body.uuid))).toEqual(new Set([KEY]));
    expect(notebook.history.map(({ form }) => form)).toEqual(["card", "card-plain", "post", "text", "text"]);
    expect(contentOf(platform.calls[2]).zh_cn.content).toEqual([[{ tag: "md", text: expect.any(String) }]]);
    for (const call of platform.calls) expect(String(call.body.content)).not.toContain("<at ");
  });

  it("shows at most three tables in a card, and all of them as code when the card is refused for them", async () => {
    const platform = new FakePlatform().script(
      "message.reply",
      refusal(230099, "ErrCode: 11310; ErrMsg: table"),
    );
    const notebook = new Notebook();
    expect(await sending(platform, notebook)(`${TABLE}\n`.repeat(5))).toEqual({ kind: "sent" });
    expect(textIn(platform.calls[0]).match(/```/g)?.length).toBe(4);
    expect(textIn(platform.calls[1]).match(/```/g)?.length).toBe(10);
    expect(notebook.progress.form).toBe("card-plain");
  });

  it("goes on where it was after a stop", async () => {
    const platform = new FakePlatform().script(
      "message.reply",
      refusal(230099),
      refusal(230099),
      refusal(230020),
    );
    const notebook = new Notebook();
    expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(forms(platform)).toEqual(["interactive", "interactive", "post", "post"]);
  });

  it("ends: what is refused in every form is dead, with the last reason", async () => {
    const platform = new FakePlatform().script(
      "message.reply",
      ...Array.from({ length: 9 }, () => refusal(230025, "long")),
    );
    expect(await sending(platform, new Notebook())()).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("230025"),
    });
    expect(platform.calls.length).toBe(4);
  });

  it("begins at the top when what was noted is no form of ours", async () => {
    const platform = new FakePlatform();
    expect(await sending(platform, new Notebook({ form: "telegram" }))()).toEqual({ kind: "sent" });
    expect(forms(platform)).toEqual(["interactive"]);
  });

  it("shows images as links and Chinese bold as bold", async () => {
    const platform = new FakePlatform();
    await sending(platform, new Notebook())("# 标题\n\n这是**“重点”**内容 ![图](https://example.com/a.png)");
    const text = textIn(platform.calls[0]);
    expect(text).not.toContain("![");
    expect(text).toContain("](https://example.com/a.png)");
    expect(text).toMatch(/^#### 标题/);
  });
});

describe("an open card", () => {
  it("is finished by one full update that also ends its streaming", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook(OPEN);
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.calls).toMatchObject([
      {
        method: "PUT",
        path: "/open-apis/cardkit/v1/cards/card_1",
        body: { card: { type: "card_json" }, sequence: 1 },
      },
    ]);
    expect(contentOf(platform.calls[0])).toMatchObject({
      config: { streaming_mode: false, summary: { content: "Hello you" } },
      body: { elements: [{ element_id: "answer", content: "Hello **you**" }] },
    });
    expect(notebook.progress).toMatchObject({ done: true, closed: true });
  });

  it("that a crash left open is finished with a number above all that went out", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook(OPEN);
    const { show } = platform.channel().sender;
    for (let update = 0; update < 5; update += 1) {
      platform.now += 500;
      await show?.(ORIGIN, partOf("x".repeat(update + 1)), notebook.progress, notebook.note);
    }
    platform.now += 60_000;
    await sending(platform, notebook)();
    const numbers = platform.calls.map(({ body }) => Number(body.sequence));
    expect(numbers.at(-1)).toBeGreaterThan(Math.max(...numbers.slice(0, -1)));
  });

  it("whose streaming the platform ended is still finished in place", async () => {
    const platform = new FakePlatform();
    expect(await sending(platform, new Notebook({ ...OPEN, closed: true }))()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update"]);
  });

  it("whose number was too low jumps once, and is given up after that", async () => {
    const once = new FakePlatform().script("card.update", refusal(300317));
    expect(await sending(once, new Notebook(OPEN))()).toEqual({ kind: "sent" });
    expect(once.calls.map(({ body }) => body.sequence)).toEqual([1, 101]);
    const always = new FakePlatform().script(
      "card.update",
      ...Array.from({ length: 9 }, () => refusal(300317)),
    );
    expect(await sending(always, new Notebook(OPEN))()).toEqual({ kind: "sent" });
    expect(always.operations).toEqual(["card.update", "card.update", "message.patch"]);
  });

  it.each([200740, 200750, 300311])("that is gone (%i) has its message changed instead", async (code) => {
    const platform = new FakePlatform().script("card.update", refusal(code));
    const notebook = new Notebook(OPEN);
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "message.patch"]);
    expect(platform.calls[1]?.path).toBe("/open-apis/im/v1/messages/om_card");
    expect(contentOf(platform.calls[1])).toMatchObject({
      config: { update_multi: true, streaming_mode: false },
    });
    expect(notebook.progress.done).toBe(true);
  });

  it("that is known to be gone is not called again", async () => {
    const platform = new FakePlatform()
      .script("card.update", refusal(200740))
      .script("message.patch", new Error("down"));
    const notebook = new Notebook(OPEN);
    expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "message.patch", "message.patch"]);
  });

  it("that can be neither finished nor changed is followed by a message with a key of its own: with the card's it would be dropped", async () => {
    const platform = new FakePlatform()
      .script("card.update", refusal(200740))
      .script("message.patch", refusal(230031));
    const notebook = new Notebook(OPEN);
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "message.patch", "message.reply"]);
    const { uuid } = platform.calls[2]?.body ?? {};
    expect(uuid).not.toBe(KEY);
    expect(String(uuid).length).toBeLessThanOrEqual(50);
    expect(notebook.progress).toMatchObject({ done: true, form: "card" });
  });

  it("that was given up for a message stays given up: the retry has the message's key again", async () => {
    const platform = new FakePlatform()
      .script("card.update", refusal(200740))
      .script("message.patch", refusal(230031))
      .script("message.reply", new Error("response lost"));
    const notebook = new Notebook(OPEN);
    expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.operations.slice(3)).toEqual(["message.reply"]);
    expect(platform.calls[2]?.body).toEqual(platform.calls[3]?.body);
  });

  it("that refuses its content gets it once more with all tables as code", async () => {
    const platform = new FakePlatform().script("card.update", refusal(230099, "ErrCode: 11310"));
    expect(await sending(platform, new Notebook(OPEN))(`${TABLE}\n`.repeat(2))).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "card.update"]);
    expect(textIn(platform.calls[1]).match(/```/g)?.length).toBe(4);
  });

  it("that meets a passing fault is finished later, and nothing else is sent meanwhile", async () => {
    for (const answer of [new Error("down"), refusal(99991400), refusal(200810)]) {
      const platform = new FakePlatform().script("card.update", answer);
      const notebook = new Notebook(OPEN);
      expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
      expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
      expect(platform.operations).toEqual(["card.update", "card.update"]);
    }
  });

  it("whose message was recalled or deleted is the end: nothing is put in its place", async () => {
    for (const code of [230011, 231003]) {
      const platform = new FakePlatform()
        .script("card.update", refusal(200740))
        .script("message.patch", refusal(code));
      expect(await sending(platform, new Notebook(OPEN))()).toMatchObject({ kind: "dead" });
      expect(platform.operations).toEqual(["card.update", "message.patch"]);
    }
  });
});

describe("a card that is left", () => {
  const sentences = (platform: FakePlatform) => platform.of("card.update").map((call) => textIn(call));

  it("says where the answer is before the message leaves, and that it is no longer being made", async () => {
    const platform = new FakePlatform()
      .script("card.update", refusal(300305))
      .script("message.patch", refusal(230031));
    expect(await sending(platform, new Notebook(OPEN))("Whole")).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "message.patch", "card.update", "message.reply"]);
    expect(sentences(platform)[1]).toMatch(/下一条消息.*next message/);
    expect(platform.calls[2]?.body).toMatchObject({
      card: { data: expect.stringContaining('"streaming_mode":false') },
    });
  });

  it("is left once, and whatever comes of that, the answer is sent", async () => {
    for (const answer of [refusal(300317), refusal(99991400), new Error("down")]) {
      const platform = new FakePlatform()
        .script("card.update", refusal(300305), answer)
        .script("message.patch", refusal(230031))
        .script("message.reply", refusal(230020));
      const notebook = new Notebook(OPEN);
      expect(await sending(platform, notebook)()).toMatchObject({ kind: "again" });
      const before = platform.of("card.update").length;
      expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
      expect(platform.of("card.update").length).toBe(before);
    }
  });

  it("says that nothing will come when the answer is refused for good", async () => {
    const audited = new FakePlatform()
      .script("card.update", refusal(230028))
      .script("message.patch", refusal(230028));
    expect(await sending(audited, new Notebook(OPEN))()).toMatchObject({ kind: "dead", error: /^230028/ });
    expect(sentences(audited)[1]).toMatch(/没能送达.*could not be delivered/);
    const later = new FakePlatform().script("message.reply", refusal(230028));
    expect(await sending(later, new Notebook({ ...OPEN, form: "post" }))()).toMatchObject({ kind: "dead" });
    expect(sentences(later)).toEqual([expect.stringMatching(/没能送达/)]);
  });

  it("is not called when it is gone, or when there is none", async () => {
    const gone = new FakePlatform().script("message.reply", refusal(230028));
    await sending(gone, new Notebook({ ...OPEN, form: "card", notes: { gone: 1 } }))();
    const none = new FakePlatform().script("message.reply", refusal(230028));
    await sending(none, new Notebook())();
    for (const { operations } of [gone, none]) expect(operations).toEqual(["message.reply"]);
  });
});

describe("a card that nobody knows to be sent", () => {
  const UNSENT: Partial<PartProgress> = { card: "card_1", openedAt: NOW };

  it("is filled first and then sent with the first try's key: it shows once, and in full", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook(UNSENT);
    expect(await sending(platform, notebook)()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.update", "message.reply"]);
    expect(platform.calls[1]?.body).toMatchObject({ uuid: KEY, content: expect.stringContaining("card_1") });
    expect(notebook.progress).toMatchObject({ done: true, messageId: "om_answer" });
  });

  it("is sent later when that meets a passing fault, and dead when nothing helps", async () => {
    const busy = new FakePlatform().script("message.reply", refusal(230020));
    const notebook = new Notebook(UNSENT);
    expect(await sending(busy, notebook)()).toMatchObject({ kind: "again" });
    expect(await sending(busy, notebook)()).toEqual({ kind: "sent" });
    const gone = new FakePlatform().script("message.reply", refusal(230002));
    expect(await sending(gone, new Notebook(UNSENT))()).toMatchObject({ kind: "dead" });
  });

  it("and that cannot be sent or filled gives way to a message", async () => {
    const unsendable = new FakePlatform().script("message.reply", refusal(230099));
    expect(await sending(unsendable, new Notebook(UNSENT))()).toEqual({ kind: "sent" });
    expect(unsendable.operations).toEqual(["card.update", "message.reply", "card.update", "message.reply"]);
    const unfillable = new FakePlatform().script("card.update", refusal(200740));
    expect(await sending(unfillable, new Notebook(UNSENT))()).toEqual({ kind: "sent" });
    expect(unfillable.operations).toEqual(["card.update", "message.reply"]);
  });
});
