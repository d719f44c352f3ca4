// The fake's AI cards: created, streamed into, finished, and what is left of them when the chat is opened again.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";
import { startFakeDingTalk } from "../../support/fake-dingtalk.ts";
import { cardCreation, createClient, GROUP, toPerson } from "./fake-dingtalk-client.ts";

const platform = await startFakeDingTalk();
const client = createClient(platform.url);
const { robotCode } = DINGTALK_TEST_APP;

beforeEach(() => platform.reset());
afterAll(() => platform.close());

/** The state of the only card that anybody sees. */
function card() {
  const seen = platform.visible();
  expect(seen).toHaveLength(1);
  return seen[0]?.card;
}

describe("a card is created", () => {
  it("and delivered to a group by one call", async () => {
    const { status, body } = await client.createCard("track1");
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      result: {
        outTrackId: "track1",
        deliverResults: [
          {
            success: true,
            errorMsg: "",
            spaceId: GROUP,
            spaceType: "IM_GROUP",
            carrierId: expect.any(String),
          },
        ],
      },
    });
    expect(platform.visible({ chat: GROUP })).toMatchObject([
      { kind: "card", via: "card", text: "…", outTrackId: "track1", card: { finished: false, error: false } },
    ]);
  });

  it("and delivered to a person, or to both, in either case of the space's name", async () => {
    await client.createCard("track1", toPerson("staff7"));
    expect(platform.visible({ chat: "staff7" })).toHaveLength(1);
    const both = `dtv1.card//im_group.${GROUP};im_robot.staff8`;
    await client.createCard("track2", { ...toPerson("staff8"), openSpaceId: both });
    await client.stream("track2", "for both");
    expect(platform.visible({ contains: "for both" }).map(({ chat }) => chat)).toEqual([GROUP, "staff8"]);
  });

  it("only once for one outTrackId", async () => {
    await client.createCard("track1");
    expect(await client.createCard("track1")).toMatchObject({
      status: 400,
      body: { code: "param.cardAlreadyExist" },
    });
    expect(platform.visible()).toHaveLength(1);
  });

  it.each([
    [{ cardTemplateId: "other.schema" }, "param.templateNotExist"],
    [{ cardTemplateId: "toString" }, "param.templateNotExist"],
    [{ cardTemplateId: "" }, "param.cardTemplateIdEmpty"],
    [{ outTrackId: "" }, "param.outTrackIdEmpty"],
    [{ openSpaceId: "" }, "param.openSpaceIdEmpty"],
    [{ openSpaceId: GROUP }, "param.openSpaceIdInvalid"],
    [{ openSpaceId: "dtv1.card//IM_GROUP." }, "param.openSpaceIdInvalid"],
    [{ openSpaceId: "dtv1.card//ONE_BOX.x" }, "param.openSpaceIdInvalid"],
    [{ cardData: null }, "param.cardPublicDataEmpty"],
    [{ cardData: { cardParamMap: { content: "a", flowStatus: 1 } } }, "param.invalid"],
    [{ callbackType: "PUSH" }, "param.invalid"],
    [{ imGroupOpenSpaceModel: null }, "param.openSpaceModelInvalid"],
    [{ imGroupOpenDeliverModel: null }, "param.openDeliverModelEmpty"],
    [{ ...toPerson("li"), imRobotOpenDeliverModel: { robotCode } }, "param.openDeliverModelError"],
  ])("only when it is complete: %j", async (change, code) => {
    expect(await client.createCard("track1", change)).toMatchObject({ status: 400, body: { code } });
    expect(platform.visible()).toEqual([]);
  });

  it("without a callback type as well", async () => {
    const { callbackType: _, ...creation } = cardCreation("track1");
    const answer = await client.call("POST", "/v1.0/card/instances/createAndDeliver", creation);
    expect(answer.status).toBe(200);
  });

  it("and not delivered, in HTTP 200, when the test or a foreign robot says so", async () => {
    platform.reach(GROUP, { cardError: "robot not in group" });
    const { status, body } = await client.createCard("track1");
    expect([status, body.success]).toEqual([200, true]);
    expect(body.result).toMatchObject({
      deliverResults: [{ success: false, errorMsg: "robot not in group" }],
    });
    platform.reach(GROUP, { cardError: null });
    const foreign = await client.createCard("track2", {
      imGroupOpenDeliverModel: { robotCode: "dingother" },
    });
    expect(foreign.body.result).toMatchObject({ deliverResults: [{ success: false }] });
    expect(platform.visible()).toEqual([]);
    expect((await client.createCard("track1")).body.code).toBe("param.cardAlreadyExist");
  });
});

describe("a card grows", () => {
  beforeEach(() => client.createCard("track1"));

  it("with every frame, and is the whole of the last one", async () => {
    expect((await client.stream("track1", "one")).body).toEqual({ success: true, result: true });
    await client.stream("track1", "one two");
    expect(card()).toMatchObject({ text: "one two", updates: 2, finished: false });
    expect(platform.visible()[0]?.text).toBe("one two");
  });

  it("not at all under a key that is not the template's, though the answer is a success", async () => {
    const { status, body } = await client.stream("track1", "lost", { key: "msgContent" });
    expect([status, body.success]).toEqual([200, true]);
    expect(card()?.text).toBe("…");
  });

  it("not twice by one guid", async () => {
    await client.stream("track1", "first", { guid: "g1" });
    expect((await client.stream("track1", "second", { guid: "g1" })).body.success).toBe(true);
    expect(card()).toMatchObject({ text: "first", updates: 1 });
  });

  it.each([
    [{ guid: "" }, "param.stream.guidEmpty"],
    [{ key: "" }, "param.stream.keyEmpty"],
    [{ content: "" }, "param.stream.contentEmpty"],
    [{ isFull: false }, "param.stream.isFull"],
    [{ isFull: undefined }, "param.stream.isFull"],
    [{ outTrackId: "track9" }, "param.stream.outTrackId"],
    [{ outTrackId: "" }, "MissingoutTrackId"],
  ])("only by a complete frame: %j", async (change, code) => {
    expect(await client.stream("track1", "text", change)).toMatchObject({ status: 400, body: { code } });
    expect(card()?.updates).toBe(0);
  });

  it("no further than a limit that the test sets, in bytes", async () => {
    platform.limit({ cardContentBytes: 6 });
    expect((await client.stream("track1", "你好")).status).toBe(200);
    expect((await client.stream("track1", "你好!")).body.code).toBe("param.stream.content");
  });
});

describe("a card ends", () => {
  beforeEach(() => client.createCard("track1"));

  it("by its last frame, and takes no more", async () => {
    await client.stream("track1", "all of it", { isFinalize: true, guid: "last" });
    expect(card()).toMatchObject({ text: "all of it", finished: true, error: false });
    const late = await client.stream("track1", "too late");
    expect([late.status, card()?.text]).toEqual([400, "all of it"]);
    expect((await client.stream("track1", "again", { isFinalize: true, guid: "last" })).status).toBe(200);
    expect(card()?.text).toBe("all of it");
  });

  it("by a failure", async () => {
    await client.stream("track1", "half", { isError: true });
    expect(card()).toMatchObject({ finished: true, error: true });
    expect((await client.stream("track1", "more")).status).toBe(400);
  });

  it("blank for the next reader when the text was only streamed into a template with a static variable", async () => {
    const more = {
      cardTemplateId: "template-static.schema",
      cardData: { cardParamMap: { msgContent: "…" } },
    };
    await client.createCard("track2", { ...more, ...toPerson("staff7") });
    await client.stream("track2", "the answer", { key: "msgContent", isFinalize: true });
    const [seen] = platform.visible({ chat: "staff7" });
    expect(seen?.card).toMatchObject({
      text: "the answer",
      finished: true,
      reopenedText: "",
      blankOnReopen: true,
    });
    await client.update("track2", { staticMsgContent: "the answer" });
    expect(platform.visible({ chat: "staff7" })[0]?.card).toMatchObject({
      reopenedText: "the answer",
      blankOnReopen: false,
    });
  });

  it("with what was there at the beginning when only the stream knew the answer", async () => {
    await client.stream("track1", "the answer", { isFinalize: true });
    expect(card()).toMatchObject({ text: "the answer", reopenedText: "…", blankOnReopen: false });
    await client.update("track1", { content: "the answer" });
    expect(card()).toMatchObject({ text: "the answer", reopenedText: "the answer" });
  });

  it("only by both signs, where its flow status was ever used", async () => {
    await client.update("track1", { flowStatus: "2" });
    await client.stream("track1", "text", { isFinalize: true });
    expect(card()).toMatchObject({ finished: false, flowStatus: "2" });
    await client.update("track1", { flowStatus: "3", content: "text" });
    expect(card()).toMatchObject({ finished: true, error: false, flowStatus: "3" });
    await client.update("track1", { flowStatus: "5" });
    expect(card()).toMatchObject({ finished: true, error: true });
  });

  it("not by its flow status alone while a stream is open", async () => {
    await client.stream("track1", "text");
    await client.update("track1", { flowStatus: "3", content: "text" });
    expect(card()?.finished).toBe(false);
  });

  it("by its flow status alone when nothing was ever streamed", async () => {
    await client.update("track1", { flowStatus: "3", content: "at once" });
    expect(card()).toMatchObject({ text: "at once", finished: true, blankOnReopen: false });
  });

  it("and can be told from one that grows", async () => {
    await client.createCard("track2", toPerson("staff7"));
    await client.stream("track2", "done", { isFinalize: true });
    expect(platform.visible({ finished: true }).map(({ outTrackId }) => outTrackId)).toEqual(["track2"]);
  });

  it("when it is recalled by what its delivery said", async () => {
    const created = await client.createCard("track2", toPerson("staff7"));
    const carrier = platform.visible({ chat: "staff7" })[0]?.processQueryKey;
    expect(JSON.stringify(created.body)).toContain(String(carrier));
    const recall = { robotCode, processQueryKeys: [carrier] };
    await client.call("POST", "/v1.0/robot/otoMessages/batchRecall", recall);
    expect(platform.visible({ chat: "staff7" })).toEqual([]);
  });
});

describe("a card's variables", () => {
  beforeEach(() => client.createCard("track1", { cardData: { cardParamMap: { content: "a", title: "t" } } }));

  it("are updated one by one when asked so", async () => {
    await client.update("track1", { flowStatus: "2" });
    expect(card()).toMatchObject({ text: "a", flowStatus: "2", reopenedText: "a" });
  });

  it("are all replaced otherwise, the text too", async () => {
    await client.update("track1", { flowStatus: "2" }, false);
    expect(card()).toMatchObject({ text: "", flowStatus: "2", blankOnReopen: true });
  });

  it.each([
    ["track1", { flowStatus: 3 }, "param.invalid"],
    ["track9", {}, "param.cardNotExist"],
    ["", {}, "param.outTrackIdEmpty"],
  ])("are refused: %j %j", async (outTrackId, values, code) => {
    expect(await client.update(outTrackId, values)).toMatchObject({ status: 400, body: { code } });
    expect(card()?.updates).toBe(0);
  });
});
