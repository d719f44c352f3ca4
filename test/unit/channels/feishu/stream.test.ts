// An answer that grows in a card: opened once, filled in order, given up in time, and never in the answer's way.
import { describe, expect, it } from "vitest";
import { NOTHING_SENT } from "../../../../src/core/delivery.ts";
import { NOW } from "./deliveries.ts";
import { FakePlatform, Notebook, ORIGIN, partOf, refusal } from "./platform.ts";

const MINUTE_MS = 60_000;
const OPEN = { card: "card_1", openedAt: NOW, messageId: "om_answer" };

function showing(platform: FakePlatform, notebook: Notebook, sender = platform.channel().sender) {
  if (sender.show === null) throw new Error("streams");
  const { show } = sender;
  return (markdown: string, origin = ORIGIN) =>
    show(origin, partOf(markdown), notebook.progress, notebook.note);
}

const cardOf = (body: Record<string, unknown>) => JSON.parse(String(body.data));

describe("the first showing", () => {
  it("opens a card, writes it down, and sends it as a reply with the part's own key", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook();
    expect(await showing(platform, notebook)("")).toEqual({ kind: "shown" });
    expect(platform.operations).toEqual(["card.create", "message.reply"]);
    const [create, reply] = platform.calls;
    expect(create?.body.type).toBe("card_json");
    const card = cardOf(create?.body ?? {});
    expect(card).toMatchObject({ schema: "2.0", config: { streaming_mode: true, update_multi: true } });
    expect(card.body.elements).toEqual([
      { tag: "markdown", element_id: "answer", content: expect.stringMatching(/思考/) },
    ]);
    expect(reply?.path).toBe("/open-apis/im/v1/messages/om_question/reply");
    expect(reply?.body).toEqual({
      msg_type: "interactive",
      content: '{"type":"card","data":{"card_id":"card_1"}}',
      uuid: partOf("").key,
    });
    expect(notebook.history).toEqual([
      { ...NOTHING_SENT, card: "card_1", openedAt: NOW },
      { ...NOTHING_SENT, ...OPEN },
    ]);
  });

  it("has its card written down before anybody can see it", async () => {
    const platform = new FakePlatform().script("message.reply", new Error("down"));
    const notebook = new Notebook();
    expect(await showing(platform, notebook)("Hi")).toMatchObject({ kind: "over" });
    expect(notebook.progress).toMatchObject({ card: "card_1", openedAt: NOW, messageId: null });
  });

  it("stays in the topic from which the question came", async () => {
    const platform = new FakePlatform();
    await showing(platform, new Notebook())("", { ...ORIGIN, threadId: "omt_1" });
    expect(platform.of("message.reply")[0]?.body.reply_in_thread).toBe(true);
  });

  it("that fails is over at once, and leaves the answer to an ordinary message", async () => {
    for (const answer of [refusal(99991672), refusal(230020), new Error("down"), { code: 0, data: {} }]) {
      const platform = new FakePlatform().script("card.create", answer);
      const notebook = new Notebook();
      expect(await showing(platform, notebook)("Hi")).toMatchObject({ kind: "over" });
      expect([platform.operations, notebook.history]).toEqual([["card.create"], []]);
    }
  });

  it.each([
    ["a lost connection", () => new Error("down")],
    ["refused words", () => refusal(230099)],
    ["a recalled question", () => refusal(230011)],
    ["a chat without the bot", () => refusal(230002)],
    ["the organisation's audit", () => refusal(230028)],
  ])("that fails by %s says nothing of other people's cards", async (_, answer) => {
    for (const operation of ["card.create", "message.reply"]) {
      // Refused words are tried once more as plain ones.
      const platform = new FakePlatform().script(operation, answer(), answer());
      expect(await showing(platform, new Notebook())("Hi")).toMatchObject({ kind: "over", onlyHere: true });
    }
  });

  it.each([230020, 99991400, 99991672, 230027, 99991403, 10014])(
    "that fails by a limit, a permission or the month concerns them all: %d",
    async (code) => {
      for (const operation of ["card.create", "message.reply"]) {
        const platform = new FakePlatform().script(operation, refusal(code));
        const outcome = await showing(platform, new Notebook())("Hi");
        expect(outcome).toEqual({ kind: "over", error: expect.stringContaining(String(code)) });
      }
    },
  );

  it("after a stop between opening and sending sends the same card with the same key", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook({ card: "card_9", openedAt: NOW - 500 });
    expect(await showing(platform, notebook)("Hi")).toEqual({ kind: "shown" });
    expect(platform.operations).toEqual(["message.reply"]);
    expect(platform.calls[0]?.body).toMatchObject({
      uuid: partOf("").key,
      content: expect.stringContaining("card_9"),
    });
  });
});

describe("a later showing", () => {
  it("gives the whole text so far, with numbers that rise from 1", async () => {
    const platform = new FakePlatform();
    const show = showing(platform, new Notebook(OPEN));
    for (const text of ["Hel", "Hello", "Hello there"]) expect(await show(text)).toEqual({ kind: "shown" });
    expect(platform.calls.map(({ path }) => path)[0]).toBe(
      "/open-apis/cardkit/v1/cards/card_1/elements/answer/content",
    );
    expect(platform.calls.map(({ body }) => body)).toEqual([
      { content: "Hel", sequence: 1 },
      { content: "Hello", sequence: 2 },
      { content: "Hello there", sequence: 3 },
    ]);
    expect(platform.permits.every(({ chatId }) => chatId === null)).toBe(true);
  });

  it("goes on above its numbers after a crash", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook(OPEN);
    const show = showing(platform, notebook);
    for (let update = 1; update <= 8; update += 1) {
      platform.now += 500;
      await show(`${"x".repeat(update)}`);
    }
    platform.now += 500;
    await showing(platform, notebook, platform.channel().sender)("restarted");
    const numbers = platform.calls.map(({ body }) => Number(body.sequence));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(9);
  });

  it("that is told to have too low a number jumps once and is not stuck for ever", async () => {
    const platform = new FakePlatform().script("card.text", refusal(300317));
    expect(await showing(platform, new Notebook(OPEN))("Hi")).toEqual({ kind: "shown" });
    expect(platform.calls.map(({ body }) => body.sequence)).toEqual([1, 101]);
  });

  it("without a word yet spends no call: the platform takes no empty text", async () => {
    const platform = new FakePlatform();
    expect(await showing(platform, new Notebook(OPEN))("")).toEqual({ kind: "shown" });
    expect(platform.calls).toEqual([]);
  });

  it("that was lost or came too fast does not matter: the next one carries its text too", async () => {
    const faults = [
      new Error("down"),
      new Response("x", { status: 502 }),
      refusal(99991400),
      refusal(300120),
      refusal(200810),
    ];
    const platform = new FakePlatform().script("card.text", ...faults);
    const notebook = new Notebook(OPEN);
    const show = showing(platform, notebook);
    for (const _ of faults) expect(await show("Hi")).toEqual({ kind: "shown" });
    expect(await show("Hi there")).toEqual({ kind: "shown" });
    expect(notebook.progress.closed).toBe(false);
  });

  it.each([300309, 200850, 200740, 200750, 300313, 99991403, 99991672])(
    "that is refused with %i is the last one: nobody calls a closed card again",
    async (code) => {
      const platform = new FakePlatform().script("card.text", refusal(code));
      const notebook = new Notebook(OPEN);
      const show = showing(platform, notebook);
      expect(await show("Hi")).toMatchObject({ kind: "over", error: expect.stringContaining(String(code)) });
      expect(notebook.progress).toMatchObject({ closed: true, card: "card_1" });
      for (let again = 0; again < 5; again += 1)
        expect(await show("Hi there")).toMatchObject({ kind: "over" });
      expect(platform.calls.length).toBe(1);
    },
  );

  it("goes on with tables as code in a card that refused one table more", async () => {
    const table = "| a | b |\n| - | - |\n| 1 | 2 |\n\n";
    const platform = new FakePlatform().script("card.text", refusal(230099, "ErrCode: 11310; ErrMsg: table"));
    const show = showing(platform, new Notebook(OPEN));
    expect(await show(table.repeat(4))).toEqual({ kind: "shown" });
    expect(await show(`${table.repeat(4)}more`)).toEqual({ kind: "shown" });
    const contents = platform.calls.map(({ body }) => String(body.content));
    expect(contents.map((content) => content.match(/```/g)?.length ?? 0)).toEqual([0, 8, 8]);
  });

  it("is possible too in a card whose very first text had one table too many", async () => {
    const table = "| a | b |\n| - | - |\n| 1 | 2 |\n\n";
    const platform = new FakePlatform().script(
      "card.create",
      refusal(230099, "ErrCode: 11310; ErrMsg: table"),
    );
    const notebook = new Notebook();
    const show = showing(platform, notebook);
    expect(await show(table.repeat(4))).toEqual({ kind: "shown" });
    expect(await show(table.repeat(5))).toEqual({ kind: "shown" });
    expect(platform.operations).toEqual(["card.create", "card.create", "message.reply", "card.text"]);
    expect(notebook.progress).toMatchObject({ card: "card_1", notes: { plain: 1 } });
    expect(String(platform.calls[3]?.body.content).match(/```/g)?.length).toBe(10);
  });

  it("that is refused with tables and without is the last one", async () => {
    const platform = new FakePlatform().script("card.text", refusal(230099), refusal(200860));
    const notebook = new Notebook(OPEN);
    expect(await showing(platform, notebook)("Hi")).toMatchObject({ kind: "over" });
    expect([platform.calls.length, notebook.progress.closed]).toEqual([2, true]);
  });

  it("is not begun for a part that is already on its way as a message, or has arrived", async () => {
    for (const progress of [{ form: "post" }, { done: true }, { ...OPEN, closed: true }]) {
      const platform = new FakePlatform();
      expect(await showing(platform, new Notebook(progress))("Hi")).toMatchObject({ kind: "over" });
      expect(platform.calls).toEqual([]);
    }
  });

  it("shows no image by address and calls nobody up", async () => {
    const platform = new FakePlatform();
    await showing(
      platform,
      new Notebook(OPEN),
    )("![cat](https://example.com/cat.png) <at id=all></at>\n\n# Big\n");
    const content = String(platform.calls[0]?.body.content);
    expect(content).not.toMatch(/!\[|<at /);
    expect(content).toContain("](https://example.com/cat.png)");
    expect(content).toMatch(/^####+ Big/m);
  });
});

describe("a long answer", () => {
  it("has its streaming renewed before the platform ends it after ten minutes", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook(OPEN);
    const show = showing(platform, notebook);
    for (let minute = 0; minute <= 30; minute += 1) {
      platform.now = NOW + minute * MINUTE_MS;
      await show(`minute ${minute}`);
    }
    const settings = platform.of("card.settings");
    expect(settings.map(({ body }) => JSON.parse(String(body.settings)))).toEqual([
      { config: { streaming_mode: true } },
      { config: { streaming_mode: true } },
      { config: { streaming_mode: true } },
    ]);
    const numbers = platform.calls.map(({ body }) => Number(body.sequence));
    expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))).toBe(true);
  });

  it("whose renewal is lost asks again, and whose renewal is refused does not ask at every piece", async () => {
    const lost = new FakePlatform().script("card.settings", new Error("down"));
    lost.now = NOW + 9 * MINUTE_MS;
    const first = showing(lost, new Notebook(OPEN));
    for (const text of ["a", "ab", "abc"]) expect(await first(text)).toEqual({ kind: "shown" });
    expect(lost.of("card.settings").length).toBe(2);
    const refused = new FakePlatform().script("card.settings", refusal(2200));
    refused.now = NOW + 9 * MINUTE_MS;
    const second = showing(refused, new Notebook(OPEN));
    for (const text of ["a", "ab", "abc"]) expect(await second(text)).toEqual({ kind: "shown" });
    expect(refused.of("card.settings").length).toBe(1);
  });
});

describe("without streaming", () => {
  it("nothing unfinished is shown", () => {
    expect(new FakePlatform().channel({ streams: false }).sender.show).toBeNull();
    expect(new FakePlatform().channel().sender.showEveryMs).toBe(500);
  });
});
