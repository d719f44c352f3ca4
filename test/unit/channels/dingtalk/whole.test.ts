// The sender against a whole platform on loopback: what people see in the end, whatever went wrong on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Account } from "../../../../src/channels/channel.ts";
import { createDingTalk } from "../../../../src/channels/dingtalk/dingtalk.ts";
import { readMessage } from "../../../../src/channels/dingtalk/message.ts";
import { verifyDelivery } from "../../../../src/channels/dingtalk/verify.ts";
import type { DingTalkSettings } from "../../../../src/core/channel-settings.ts";
import type { Origin, SendOutcome } from "../../../../src/core/delivery.ts";
import {
  DINGTALK_TEST_APP,
  dingtalkDelivery,
  dingtalkMessage,
  type MessageOptions,
} from "../../../support/dingtalk-delivery.ts";
import { type FakeDingTalk, startFakeDingTalk } from "../../../support/fake-dingtalk.ts";
import { SETTINGS } from "./deliveries.ts";
import { Notebook, partOf } from "./platform.ts";

let platform: FakeDingTalk;
let settings: DingTalkSettings;
let answers = 0;

beforeAll(async () => {
  platform = await startFakeDingTalk();
  const { appKey, appSecret, robotCode, corpId } = DINGTALK_TEST_APP;
  const bases = { apiBase: platform.url, oapiBase: platform.url };
  settings = { ...SETTINGS, appKey, appSecret, robotCode, corpId, ...bases };
});
beforeEach(() => platform.reset());
afterAll(() => platform.close());

const GROUP = "cidgroup0001==";
const CARDS = {
  cardTemplateId: DINGTALK_TEST_APP.cardTemplateId,
  cardContentKey: DINGTALK_TEST_APP.cardContentKey,
};

/** One token for all, until it is given back. */
function accountOf(own: DingTalkSettings): Account {
  let token: string | null = null;
  return {
    async permit(_operation, _chatId, needsToken = true) {
      if (!needsToken) return { ok: true, value: { token: "", pauseMs: 0 } };
      if (token === null) {
        const fetched = await channelOf(own).credentials.fetchToken();
        if (!fetched.ok) return fetched;
        token = fetched.value.token;
      }
      return { ok: true, value: { token, pauseMs: 0 } };
    },
    async renew(old) {
      if (token === old) token = null;
    },
  };
}

const NO_ACCOUNT: Account = {
  permit: () => Promise.reject(new Error("not asked")),
  renew: () => Promise.reject(new Error("not asked")),
};

function channelOf(own: DingTalkSettings, account = NO_ACCOUNT) {
  return createDingTalk(own, { fetch, now: Date.now, pause: () => Promise.resolve(), account });
}

/** From a callback as it comes over the wire to where its answer goes. */
async function originOf(options: MessageOptions, own = settings): Promise<Origin> {
  const { body, headers } = await dingtalkDelivery(
    dingtalkMessage({ baseUrl: platform.url, text: "hi", ...options }),
  );
  const delivery = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  const verified = await verifyDelivery(own, delivery, Date.now());
  if (!verified.ok) throw new Error(JSON.stringify(verified));
  const reading = readMessage(own, verified.value, Date.now());
  if (reading.kind !== "message") throw new Error(JSON.stringify(reading));
  return reading.message.origin;
}

async function answering(options: MessageOptions, change: Partial<DingTalkSettings> = {}) {
  const own = { ...settings, ...change };
  const { sender } = channelOf(own, accountOf(own));
  const origin = await originOf(options, own);
  const notebook = new Notebook();
  answers += 1;
  const key = String(answers).padStart(32, "0");
  const part = (markdown: string) => partOf(markdown, { key });
  return {
    notebook,
    show: (markdown: string) => sender.show?.(origin, part(markdown), notebook.progress, notebook.note),
    /** As often as a conversation would try. */
    async send(markdown: string): Promise<SendOutcome> {
      for (let tries = 1; ; tries += 1) {
        const outcome = await sender.send(origin, part(markdown), notebook.progress, notebook.note);
        if (outcome.kind !== "again" || tries === 12) return outcome;
      }
    },
  };
}

describe("a message", () => {
  it("reaches a person, and in a group notifies the one who asked (row 38)", async () => {
    expect(await (await answering({ senderStaffId: "s1" })).send("to a person")).toEqual({ kind: "sent" });
    expect(await (await answering({ group: true, senderStaffId: "s2" })).send("to a group")).toEqual({
      kind: "sent",
    });
    expect(platform.visible({ chat: "s1" })).toMatchObject([
      { via: "session", kind: "markdown", text: "to a person" },
    ]);
    expect(platform.visible({ chat: GROUP })).toMatchObject([{ via: "session", notified: ["s2"] }]);
  });

  it.each(["errcode", "http500"] as const)(
    "is not lost with its session, however the platform says so: %s (row 32)",
    async (as) => {
      platform.expireSessions({ as });
      await (await answering({ senderStaffId: "s1" })).send("one");
      await (await answering({ group: true })).send("two");
      expect(platform.visible().map(({ via, text }) => [via, text])).toEqual([
        ["openapi", "one"],
        ["openapi", "two"],
      ]);
    },
  );

  it("survives tokens that the platform took back, however often", async () => {
    for (let times = 0; times < 3; times += 1) {
      const { send } = await answering({ senderStaffId: "s1", sessionWebhook: null });
      platform.revoke();
      expect(await send(`after ${times}`)).toEqual({ kind: "sent" });
    }
    expect(platform.visible({ chat: "s1" })).toHaveLength(3);
  });

  it("arrives once through a storm of faults that did nothing", async () => {
    const faults = [
      { kind: "status", status: 429 },
      { kind: "status", status: 403, code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" },
      { kind: "errcode", errcode: -1, errmsg: "system busy" },
      { kind: "errcode", errcode: 130101 },
    ] as const;
    platform.chaos({ seed: 7, probability: 0.3, faults: [...faults] });
    for (let index = 0; index < 12; index += 1) {
      const options = index % 2 === 0 ? { senderStaffId: "s1" } : { group: true, sessionWebhook: null };
      expect(await (await answering(options)).send(`answer ${index}.`)).toEqual({ kind: "sent" });
    }
    for (let index = 0; index < 12; index += 1)
      expect(platform.visible({ contains: `answer ${index}.` })).toHaveLength(1);
  });

  it("whose confirmation was lost is there twice at most, and never on two roads at once", async () => {
    platform.fault({ match: "session", fault: { kind: "disconnect", after: true } });
    await (await answering({ senderStaffId: "s1" })).send("maybe twice");
    expect(platform.visible({ chat: "s1" }).map(({ via }) => via)).toEqual(["session", "session"]);
  });

  it("of a length that the platform refuses never leaves (row 36)", async () => {
    const { sender } = channelOf(settings, accountOf(settings));
    const text = '很长的回答，"带引号"，<带括号>。\n\n'.repeat(3_000);
    for (const [index, markdown] of sender.split(text).entries()) {
      const { send } = await answering(
        index % 2 === 0 ? { group: true } : { group: true, sessionWebhook: null },
      );
      expect(await send(markdown)).toEqual({ kind: "sent" });
    }
    expect(platform.calls().filter(({ succeeded }) => !succeeded)).toEqual([]);
  });
});

describe("a card", () => {
  const cardOf = (chat: string) => platform.visible({ chat }).map(({ card }) => card);

  it("grows, and is finished with its text left in it (row 40)", async () => {
    const { show, send } = await answering({ senderStaffId: "s1" }, CARDS);
    await show("");
    await show("Hel");
    expect(cardOf("s1")).toMatchObject([{ finished: false, text: "Hel", flowStatus: "2" }]);
    expect(await send("Hello **you**")).toEqual({ kind: "sent" });
    expect(cardOf("s1")).toMatchObject([
      {
        finished: true,
        error: false,
        text: "Hello **you**",
        reopenedText: "Hello **you**",
        blankOnReopen: false,
      },
    ]);
  });

  it("of the vendor's form keeps its text in the static variable (row 40)", async () => {
    const vendor = { cardTemplateId: "template-static.schema", cardContentKey: "msgContent" };
    const { show, send } = await answering({ group: true }, vendor);
    await show("Hel");
    await send("Hello");
    expect(cardOf(GROUP)).toMatchObject([{ finished: true, text: "Hello", reopenedText: "Hello" }]);
  });

  it.each(["card.create", "card.stream", "card.update"])(
    "is there once and whole, whatever answer of %s was lost (row 41)",
    async (match) => {
      for (const fault of [
        { kind: "disconnect", after: true },
        { kind: "status", status: 504, after: true },
        { kind: "disconnect" },
        { kind: "status", status: 500, code: "system.busy" },
      ] as const) {
        platform.reset();
        platform.fault({ match, fault });
        if (match === "card.stream") platform.fault({ match, skip: 1, fault });
        const { show, send } = await answering({ senderStaffId: "s1" }, CARDS);
        await show("Hel");
        await show("Hello");
        expect(await send("Hello you")).toEqual({ kind: "sent" });
        expect(platform.visible({ chat: "s1" })).toHaveLength(1);
        expect(cardOf("s1")).toMatchObject([
          { finished: true, text: "Hello you", reopenedText: "Hello you" },
        ]);
      }
    },
  );

  it("that the platform delivers to nobody gives way to a message (row 33)", async () => {
    platform.reach("s1", { cardError: "robot not exist" });
    const { show, send } = await answering({ senderStaffId: "s1" }, CARDS);
    expect(await show("Hel")).toMatchObject({ kind: "over" });
    await send("Hello");
    expect(platform.visible({ chat: "s1" })).toMatchObject([{ via: "session", text: "Hello" }]);
  });

  it("too small for its text is closed with a word, and a message brings the answer", async () => {
    platform.limit({ cardContentBytes: 60 });
    const { show, send } = await answering({ senderStaffId: "s1" }, CARDS);
    await show("Hel");
    expect(await show("z".repeat(100))).toMatchObject({ kind: "over" });
    expect(await send("z".repeat(200))).toEqual({ kind: "sent" });
    const [card, message] = platform.visible({ chat: "s1" });
    expect(card).toMatchObject({ text: expect.stringContaining("next message"), card: { finished: true } });
    expect(message).toMatchObject({ via: "session", text: "z".repeat(200) });
  });
});

it("a mark on the question comes and goes, and no call of all these is unknown to the platform", async () => {
  const { sender } = channelOf(settings, accountOf(settings));
  const origin = await originOf({ senderStaffId: "s1" });
  const handle = await sender.beginWork(origin);
  expect(platform.marks()).toHaveLength(1);
  await sender.endWork(origin, handle ?? "");
  expect(platform.marks()).toEqual([]);
  const picture = await sender.fetchAttachment(origin, { kind: "image", key: "code-1" });
  expect(picture).toMatchObject({ ok: true });
  expect(platform.calls({ operation: "unknown" })).toEqual([]);
});
