// An AI card from its first word to its last, and whatever may happen in between: rows 33, 39, 40 and 41.
import { describe, expect, it } from "vitest";
import type { DingTalkSettings } from "../../../../src/core/channel-settings.ts";
import type { Origin, PartProgress } from "../../../../src/core/delivery.ts";
import { NOW } from "./deliveries.ts";
import { FakePlatform, GROUP, KEY, Notebook, partOf, QPS, refusal, SINGLE, STRANGER } from "./platform.ts";

const CARDS = { cardTemplateId: "template-1.schema" };
const OPEN: Partial<PartProgress> = { card: KEY, openedAt: NOW, messageId: "carrier_1" };
const down = () => new Error("down");
const exists = () => refusal(400, "param.cardAlreadyExist");

/** One part of one answer, shown and sent as a conversation does. */
function answering(
  platform: FakePlatform,
  progress: Partial<PartProgress> = {},
  settings: Partial<DingTalkSettings> = {},
) {
  const { sender } = platform.channel({ ...CARDS, ...settings });
  const notebook = new Notebook(progress);
  return {
    notebook,
    show: (markdown: string, origin: Origin = SINGLE) =>
      sender.show?.(origin, partOf(markdown), notebook.progress, notebook.note),
    send: (markdown = "the whole", { origin = SINGLE, failed = false } = {}) =>
      sender.send(origin, partOf(markdown, { failed }), notebook.progress, notebook.note),
  };
}

const valuesOf = (platform: FakePlatform, operation: string) =>
  platform.of(operation).map(({ body }) => (body.cardData as { cardParamMap: unknown }).cardParamMap);

describe("a channel without a template", () => {
  it("shows no unfinished text, and one with a template does", () => {
    expect(new FakePlatform().channel().sender.show).toBeNull();
    const { sender } = new FakePlatform().channel(CARDS);
    expect(sender.show).not.toBeNull();
    expect(sender.showEveryMs).toBe(800);
  });
});

describe("the first words", () => {
  it("open a card that is created and delivered in one call, its id the part's key", async () => {
    const platform = new FakePlatform();
    const { show, notebook } = answering(platform);
    expect(await show("Hel")).toEqual({ kind: "shown" });
    expect(platform.calls).toMatchObject([
      {
        operation: "card.create",
        method: "POST",
        body: {
          cardTemplateId: "template-1.schema",
          outTrackId: KEY,
          callbackType: "STREAM",
          cardData: { cardParamMap: { content: "Hel", flowStatus: "2" } },
          userIdType: 1,
          openSpaceId: "dtv1.card//IM_ROBOT.staff1",
          imRobotOpenSpaceModel: { supportForward: true },
          imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode: "dingtestappkey0001" },
        },
      },
    ]);
    expect(platform.calls[0]?.body).not.toHaveProperty("imGroupOpenDeliverModel");
    expect(notebook.progress).toMatchObject({ card: KEY, openedAt: NOW, messageId: "carrier_1", form: null });
  });

  it("go to the group that asked", async () => {
    const platform = new FakePlatform();
    await answering(platform).show("Hel", GROUP);
    expect(platform.calls[0]?.body).toMatchObject({
      openSpaceId: "dtv1.card//IM_GROUP.cid_group==",
      imGroupOpenSpaceModel: { supportForward: true },
      imGroupOpenDeliverModel: { robotCode: "dingtestappkey0001" },
    });
    expect(platform.calls[0]?.body).not.toHaveProperty("imRobotOpenDeliverModel");
  });

  it("are there even before the model says any: an empty card stays blank (row 40)", async () => {
    const platform = new FakePlatform();
    await answering(platform).show("");
    expect(valuesOf(platform, "card.create")).toEqual([
      { content: expect.stringMatching(/\S/), flowStatus: "2" },
    ]);
  });

  it("stand in the template's own variable, with those that the vendor's public one has beside it (row 40)", async () => {
    const own = new FakePlatform();
    await answering(own, {}, { cardContentKey: "answer" }).show("Hel");
    expect(valuesOf(own, "card.create")).toEqual([{ answer: "Hel", flowStatus: "2" }]);
    const vendor = new FakePlatform();
    await answering(vendor, {}, { cardContentKey: "msgContent" }).show("Hel");
    const [values] = valuesOf(vendor, "card.create");
    expect(values).toMatchObject({ msgContent: "Hel", staticMsgContent: "", flowStatus: "2" });
    for (const value of Object.values(values as object)) expect(typeof value).toBe("string");
  });

  it("are written down before the call, so that a stop in the middle leaves no card behind (row 41)", async () => {
    const { show, notebook } = answering(new FakePlatform());
    await show("Hel");
    expect(notebook.history.map(({ card, openedAt }) => [card, openedAt])).toEqual([
      [KEY, null],
      [KEY, NOW],
    ]);
  });
});

describe("a card that cannot be opened", () => {
  it.each([
    ["refused", () => refusal(400, "param.templateNotExist")],
    [
      "delivered to nobody, with status 200 (row 33)",
      () =>
        Response.json({
          success: true,
          result: { deliverResults: [{ success: false, errorMsg: "robot not exist" }] },
        }),
    ],
    ["refused with status 200", () => Response.json({ success: false })],
    ["over the limit a second (row 39)", QPS],
    ["over the month's limit (row 39)", () => refusal(403, "Forbidden.AccessDenied.ApiCountLimitForOrg")],
  ])("holds nothing up: %s, and the answer comes as a message", async (_, answer) => {
    const platform = new FakePlatform().script("card.create", answer());
    const { show, send, notebook } = answering(platform);
    expect(await show("Hel")).toMatchObject({ kind: "over", error: expect.stringMatching(/^\S+: \S/) });
    expect(notebook.progress).toMatchObject({ card: null, openedAt: null });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.create", "session"]);
  });

  it.each([
    [
      "a chat that it does not reach",
      () => Response.json({ result: { deliverResults: [{ success: false }] } }),
    ],
    ["a content that is taken for unsafe", () => refusal(400, "contentUnsafe")],
    ["a group without the robot", () => refusal(400, "invalidParameter.openConversationId.invalid")],
  ])("says nothing about the next one, when the reason is %s", async (_, answer) => {
    const platform = new FakePlatform().script("card.create", answer());
    expect(await answering(platform).show("Hel")).toMatchObject({ kind: "over", onlyHere: true });
  });

  it.each([
    ["a limit a second", QPS],
    ["the month's limit", () => refusal(403, "Forbidden.AccessDenied.ApiCountLimitForOrg")],
    ["a permission", () => refusal(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")],
    ["the template", () => refusal(400, "param.templateNotExist")],
  ])("is a reason to rest cards for all, when it is %s", async (_, answer) => {
    const platform = new FakePlatform().script("card.create", answer());
    expect(await answering(platform).show("Hel")).not.toHaveProperty("onlyHere");
  });

  it("because nobody can be addressed is not even tried (row 45)", async () => {
    const platform = new FakePlatform();
    const { show, send, notebook } = answering(platform);
    expect(await show("Hel", STRANGER)).toMatchObject({
      kind: "over",
      onlyHere: true,
      error: expect.stringMatching(/staff id/),
    });
    expect(platform.calls).toEqual([]);
    expect(notebook.history).toEqual([]);
    expect(await send("x", { origin: STRANGER })).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session"]);
  });
});

describe("a card of which nobody knows whether it is there", () => {
  it("is asked for again under the same id, which makes it once", async () => {
    const platform = new FakePlatform().script("card.create", down(), exists());
    const { show, notebook } = answering(platform);
    expect(await show("Hel")).toEqual({ kind: "shown" });
    expect(notebook.progress).toMatchObject({ card: KEY, openedAt: null });
    expect(await show("Hello")).toEqual({ kind: "shown" });
    expect(await show("Hello y")).toEqual({ kind: "shown" });
    expect(platform.operations).toEqual(["card.create", "card.create", "card.stream"]);
    expect(platform.of("card.create").map(({ body }) => body.outTrackId)).toEqual([KEY, KEY]);
  });

  it("is finished all the same, and nothing is sent beside it (row 41)", async () => {
    const platform = new FakePlatform().script("card.create", exists());
    const { send } = answering(platform, { card: KEY });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.create", "card.stream", "card.update"]);
  });

  it("stays noted while the platform is busy, and gives way to a message when it is refused", async () => {
    const busy = new FakePlatform().script("card.create", QPS(), QPS());
    const waiting = answering(busy, { card: KEY });
    expect(await waiting.show("Hel")).toEqual({ kind: "shown" });
    expect(await waiting.send()).toMatchObject({ kind: "again" });
    expect(waiting.notebook.progress.card).toBe(KEY);
    const gone = new FakePlatform().script("card.create", refusal(400, "param.templateNotExist"));
    const giving = answering(gone, { card: KEY });
    expect(await giving.send()).toEqual({ kind: "sent" });
    expect(gone.operations).toEqual(["card.create", "session"]);
  });
});

describe("a text that grows", () => {
  it("is streamed in full, each time under a name of its own (row 39)", async () => {
    const platform = new FakePlatform();
    const { show } = answering(platform, OPEN);
    await show("Hello");
    await show("Hello you");
    expect(platform.of("card.stream")).toMatchObject([
      {
        method: "PUT",
        body: {
          outTrackId: KEY,
          key: "content",
          content: "Hello",
          isFull: true,
          isFinalize: false,
          isError: false,
        },
      },
      { body: { content: "Hello you" } },
    ]);
    const guids = platform.calls.map(({ body }) => body.guid);
    expect(new Set(guids).size).toBe(2);
    for (const guid of guids) expect(guid).toMatch(/^[\w-]{16,}$/);
  });

  it("holds back the last line of a table that is just being written: it would flicker", async () => {
    const platform = new FakePlatform();
    const { show } = answering(platform, OPEN);
    await show("text\n\n| a | b |\n| - | - |\n| 1 | 2");
    await show("text\n\n| a | b |\n| - | - |\n| 1 | 2 |\n");
    await show("| a");
    expect(platform.calls.map(({ body }) => String(body.content).trimEnd())).toEqual([
      "text\n\n| a | b |\n| - | - |",
      "text\n\n| a | b |\n| - | - |\n| 1 | 2 |",
    ]);
  });

  it("survives an update that is lost or comes too early: the next one carries its text too", async () => {
    for (const answer of [down(), QPS(), new Response("x", { status: 500 }), refusal(400, "system.busy")]) {
      const platform = new FakePlatform().script("card.stream", answer);
      const { show, notebook } = answering(platform, OPEN);
      expect(await show("Hello")).toEqual({ kind: "shown" });
      expect(await show("Hello you")).toEqual({ kind: "shown" });
      expect(notebook.progress.closed).toBe(false);
    }
  });

  it("is shown no more once an update was refused, and the card is finished nevertheless", async () => {
    const platform = new FakePlatform().script("card.stream", refusal(400, "contentUnsafe"));
    const { show, send, notebook } = answering(platform, OPEN);
    expect(await show("Hello")).toMatchObject({ kind: "over", error: expect.stringMatching(/unsafe/) });
    expect(notebook.progress).toMatchObject({ closed: true, card: KEY });
    expect(await show("Hello you")).toMatchObject({ kind: "over" });
    expect(platform.operations).toEqual(["card.stream"]);
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "card.stream", "card.update"]);
  });

  it("opens no card for a part that went out as a message, or has arrived", async () => {
    const platform = new FakePlatform();
    for (const progress of [{ form: "session" }, { done: true }, { closed: true }])
      expect(await answering(platform, progress).show("Hel")).toMatchObject({ kind: "over" });
    expect(platform.calls).toEqual([]);
  });
});

describe("the end of an answer", () => {
  it("ends the streaming with the whole text, and leaves it in the card's variables: what was only streamed is gone when the chat is opened again (row 40)", async () => {
    const platform = new FakePlatform();
    const { send, notebook } = answering(platform, OPEN);
    expect(await send("the **whole**")).toEqual({ kind: "sent" });
    expect(platform.calls).toMatchObject([
      {
        operation: "card.stream",
        body: { content: "the **whole**", isFull: true, isFinalize: true, isError: false },
      },
      {
        operation: "card.update",
        method: "PUT",
        body: {
          outTrackId: KEY,
          cardData: { cardParamMap: { content: "the **whole**", flowStatus: "3" } },
          cardUpdateOptions: { updateCardDataByKey: true },
        },
      },
    ]);
    expect(notebook.progress).toMatchObject({ done: true, closed: true, form: null });
  });

  it("fills the public template's static variable too (row 40)", async () => {
    const platform = new FakePlatform();
    await answering(platform, OPEN, { cardContentKey: "msgContent" }).send("all");
    expect(valuesOf(platform, "card.update")).toEqual([
      expect.objectContaining({ msgContent: "all", staticMsgContent: "all", flowStatus: "3" }),
    ]);
  });

  it("of a model that failed shows the sign of failure, and of no other", async () => {
    const platform = new FakePlatform();
    await answering(platform, OPEN).send("sorry", { failed: true });
    expect(platform.calls).toMatchObject([
      { body: { isFinalize: true, isError: true } },
      { body: { cardData: { cardParamMap: { flowStatus: "5" } } } },
    ]);
  });

  it("is reached after a stop at any point, and the streaming is not ended twice (row 41)", async () => {
    const platform = new FakePlatform().script("card.update", down(), QPS());
    const { send, notebook } = answering(platform, OPEN);
    expect(await send()).toMatchObject({ kind: "again" });
    expect(await send()).toMatchObject({ kind: "again" });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "card.update", "card.update", "card.update"]);
    expect(notebook.progress.done).toBe(true);
  });

  it("whose confirmation was lost is confirmed by the refusal of the second one, and shown once", async () => {
    const platform = new FakePlatform().script(
      "card.stream",
      down(),
      refusal(400, "param.invalid", "finished"),
    );
    const { send } = answering(platform, OPEN);
    expect(await send()).toMatchObject({ kind: "again" });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "card.stream", "card.update"]);
  });

  it("is not taken for reached by a refusal after a busy answer: that one did nothing", async () => {
    const platform = new FakePlatform().script("card.stream", QPS(), refusal(400, "contentUnsafe"));
    const { send } = answering(platform, OPEN);
    expect(await send()).toMatchObject({ kind: "again" });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations.at(-1)).toBe("session");
  });
});

describe("a card that cannot be finished", () => {
  it("gives way to a message with the answer, and does not look as if it were still growing (row 41)", async () => {
    const platform = new FakePlatform().script(
      "card.stream",
      refusal(400, "param.stream.content", "too large"),
    );
    const { send, notebook } = answering(platform, OPEN);
    expect(await send("the answer")).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "card.stream", "card.update", "session"]);
    expect(platform.calls[1]?.body).toMatchObject({ isFinalize: true, isError: false });
    expect(valuesOf(platform, "card.update")).toEqual([
      { content: expect.stringContaining("next message"), flowStatus: "3" },
    ]);
    expect(platform.calls[3]?.body).toMatchObject({ markdown: { text: "the answer" } });
    expect(notebook.progress).toMatchObject({ done: true, form: "session" });
  });

  it("because the month's calls are used up costs no further call of the month", async () => {
    const platform = new FakePlatform().script(
      "card.stream",
      refusal(403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
    );
    expect(await answering(platform, OPEN).send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "session"]);
  });

  it("stays given up: a message that is tried again does not go back to the card", async () => {
    const platform = new FakePlatform()
      .script("card.update", refusal(400, "param.invalid"))
      .script("session", down());
    const { send } = answering(platform, OPEN);
    expect(await send()).toMatchObject({ kind: "again" });
    expect(await send()).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["card.stream", "card.update", "session", "session"]);
  });

  it("for a while is finished later, and nothing else is sent meanwhile", async () => {
    for (const answer of [down(), QPS(), refusal(400, "system.busy"), new Response("x", { status: 504 })]) {
      const platform = new FakePlatform().script("card.stream", answer);
      const { send } = answering(platform, OPEN);
      expect(await send()).toMatchObject({ kind: "again" });
      expect(await send()).toEqual({ kind: "sent" });
      expect(platform.operations).toEqual(["card.stream", "card.stream", "card.update"]);
    }
  });
});

it("an answer that never had a card is a message, although there is a template: one call instead of three", async () => {
  const platform = new FakePlatform();
  expect(await answering(platform).send()).toEqual({ kind: "sent" });
  expect(platform.operations).toEqual(["session"]);
});
