// A finished part on its way without a card: down the roads, by rows 32, 33, 38, 44 and 45. Nothing is lost in silence.
import { describe, expect, it } from "vitest";
import type { Origin } from "../../../../src/core/delivery.ts";
import {
  FakePlatform,
  GROUP,
  LATE,
  Notebook,
  oldRefusal,
  partOf,
  QPS,
  refusal,
  SESSION_URL,
  SINGLE,
  STRANGER,
} from "./platform.ts";

const down = () => new Error("connect ECONNREFUSED");
const gateway = () => new Response("x", { status: 504 });

function sending(platform: FakePlatform, notebook = new Notebook()) {
  const { sender } = platform.channel();
  return (origin: Origin, markdown = "Hello **you**", change = {}) =>
    sender.send(origin, partOf(markdown, change), notebook.progress, notebook.note);
}

const paramOf = (platform: FakePlatform, index: number) =>
  JSON.parse(String(platform.calls[index]?.body.msgParam));

describe("by the session webhook", () => {
  it("an answer to a person goes as Markdown, without any token, and is done", async () => {
    const platform = new FakePlatform();
    const notebook = new Notebook();
    expect(await sending(platform, notebook)(SINGLE)).toEqual({ kind: "sent" });
    expect(platform.calls).toMatchObject([
      {
        method: "POST",
        url: SESSION_URL,
        token: null,
        redirect: "manual",
        body: { msgtype: "markdown", markdown: { title: "Hello you", text: "Hello **you**" } },
      },
    ]);
    expect(platform.calls[0]?.body).not.toHaveProperty("at");
    expect(platform.permits).toEqual([{ operation: "session", chatId: "cid_single", needsToken: false }]);
    expect(notebook.progress).toMatchObject({ done: true, form: "session" });
    expect(notebook.history[0]).toMatchObject({ done: false, form: "session" });
  });

  it("in a group the one who asked is named in the text and in the list beside it, or nobody is notified (row 38)", async () => {
    const platform = new FakePlatform();
    await sending(platform)(GROUP, "# Answer");
    expect(platform.calls[0]?.body).toEqual({
      msgtype: "markdown",
      markdown: { title: "Answer", text: "@staff1\n\n# Answer" },
      at: { atUserIds: ["staff1"], isAtAll: false },
    });
  });

  it("only the first part of an answer notifies, and nobody is called whom nobody can address", async () => {
    for (const [origin, index] of [
      [GROUP, 1],
      [{ ...GROUP, senderId: null }, 0],
    ] as const) {
      const platform = new FakePlatform();
      await sending(platform)(origin, "hi", { index });
      expect(platform.calls[0]?.body).toEqual({ msgtype: "markdown", markdown: { title: "hi", text: "hi" } });
    }
  });

  it("is used until ten seconds before its end, and where no end is told", async () => {
    for (const [endsIn, road] of [
      [10_001, "session"],
      [10_000, "single.send"],
      [-5, "single.send"],
      [null, "session"],
    ] as const) {
      const platform = new FakePlatform();
      const replyUrlEndsAt = endsIn === null ? null : platform.now + endsIn;
      await sending(platform)({ ...SINGLE, replyUrlEndsAt });
      expect(platform.operations).toEqual([road]);
    }
  });

  it("waits as long as the account says before it calls", async () => {
    const platform = new FakePlatform();
    platform.permitPauseMs = 70;
    await sending(platform)(SINGLE);
    expect(platform.pauses).toEqual([70]);
  });

  it("what has arrived is not sent again", async () => {
    const platform = new FakePlatform();
    expect(await sending(platform, new Notebook({ done: true }))(SINGLE)).toEqual({ kind: "sent" });
    expect(platform.calls).toEqual([]);
  });
});

describe("when the session webhook does not take it", () => {
  it.each([
    ["it says that the session is over", () => oldRefusal(300001, "session not exist")],
    ["it says so with a 500, as it does too", () => new Response("x", { status: 500 })],
    ["it says so with a 503", () => new Response("x", { status: 503 })],
    ["it is blocked for ten minutes after too many messages", () => oldRefusal(130101)],
    ["it answers 401, and no token was sent that could be renewed", () => new Response("", { status: 401 })],
    ["it answers 404", () => new Response("{}", { status: 404 })],
    ["it redirects, which nobody follows (row 44)", () => Response.redirect("https://evil.example/", 302)],
  ])("the OpenAPI does, when %s (row 32)", async (_, answer) => {
    for (const [origin, road] of [
      [SINGLE, "single.send"],
      [GROUP, "group.send"],
    ] as const) {
      const platform = new FakePlatform().script("session", answer());
      const notebook = new Notebook();
      expect(await sending(platform, notebook)(origin)).toEqual({ kind: "sent" });
      expect(platform.operations).toEqual(["session", road]);
      expect(notebook.progress).toMatchObject({ done: true, form: "markdown" });
    }
  });

  it.each([
    ["it takes the content for unsafe", 430101],
    ["the message is too long for it", 460101],
    ["it refuses for a reason that nobody knows (row 33)", 999_999],
  ])("plain text is tried there before the OpenAPI, when %s", async (_, code) => {
    const platform = new FakePlatform().script("session", oldRefusal(code));
    const notebook = new Notebook();
    expect(await sending(platform, notebook)(GROUP, "# Hi **you**")).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session", "session"]);
    expect(platform.calls[1]?.body).toEqual({
      msgtype: "text",
      text: { content: "@staff1 Hi you" },
      at: { atUserIds: ["staff1"], isAtAll: false },
    });
    expect(notebook.progress).toMatchObject({ done: true, form: "session-text" });
    const twice = new FakePlatform().script("session", oldRefusal(code), oldRefusal(code));
    expect(await sending(twice)(SINGLE, "# Hi **you**")).toEqual({ kind: "sent" });
    expect(twice.calls[1]?.body).toEqual({ msgtype: "text", text: { content: "Hi you" } });
    expect(twice.operations).toEqual(["session", "session", "single.send"]);
  });

  it.each([
    ["the system is busy (-1)", () => oldRefusal(-1)],
    ["a limit a second", QPS],
    ["an old limit a second", () => oldRefusal(90018)],
    ["status 429", () => new Response("x", { status: 429 })],
    ["a page of the gateway", () => new Response("<!doctype html>banned", { status: 200 })],
  ])("it is asked again later, and nothing else is tried, when it is only busy: %s", async (_, answer) => {
    const platform = new FakePlatform().script("session", answer());
    const notebook = new Notebook();
    expect(await sending(platform, notebook)(SINGLE)).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)(SINGLE)).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session", "session"]);
  });

  it("the pause that it asks for is passed on", async () => {
    const answer = new Response("x", { status: 429, headers: { "retry-after": "7" } });
    const platform = new FakePlatform().script("session", answer);
    expect(await sending(platform)(SINGLE)).toMatchObject({ kind: "again", pauseMs: 7_000 });
  });

  it.each([
    ["no answer at all", down],
    ["a gateway's 504", gateway],
    ["half an answer", () => new Response("{", { status: 200 })],
  ])(
    "it is asked again after %s, because the message may have arrived; another road would double it for sure",
    async (_, answer) => {
      const platform = new FakePlatform().script("session", answer());
      const notebook = new Notebook();
      expect(await sending(platform, notebook)(GROUP)).toMatchObject({ kind: "again" });
      expect(await sending(platform, notebook)(GROUP)).toEqual({ kind: "sent" });
      expect(platform.operations).toEqual(["session", "session"]);
    },
  );

  it("it is given up after three silences in a row: a rare double is better than no answer", async () => {
    const platform = new FakePlatform().script("session", down(), gateway(), down());
    const notebook = new Notebook();
    expect(await sending(platform, notebook)(GROUP)).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)(GROUP)).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)(GROUP)).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session", "session", "session", "group.send"]);
  });

  it("a session that ended between two tries is not tried again", async () => {
    const platform = new FakePlatform().script("session", down());
    const notebook = new Notebook();
    await sending(platform, notebook)(SINGLE);
    platform.now += 2 * 3_600_000;
    expect(await sending(platform, notebook)(SINGLE)).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session", "single.send"]);
  });

  it("an account that cannot be asked counts as no silence: nothing was sent", async () => {
    const platform = new FakePlatform();
    platform.permitFault = "throws";
    const notebook = new Notebook();
    for (let tries = 0; tries < 5; tries += 1)
      expect(await sending(platform, notebook)(SINGLE)).toMatchObject({ kind: "again" });
    platform.permitFault = null;
    expect(await sending(platform, notebook)(SINGLE)).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session"]);
  });
});

describe("by the OpenAPI", () => {
  it("a group is named by its conversation, with the message as JSON text", async () => {
    const platform = new FakePlatform();
    await sending(platform)({ ...GROUP, ...LATE }, "# Hi\n\n- a");
    expect(platform.calls).toMatchObject([
      {
        method: "POST",
        url: "https://api.dingtalk.com/v1.0/robot/groupMessages/send",
        token: "t-1",
        body: {
          robotCode: "dingtestappkey0001",
          openConversationId: "cid_group==",
          msgKey: "sampleMarkdown",
        },
      },
    ]);
    expect(paramOf(platform, 0)).toEqual({ title: "Hi", text: "# Hi\n\n- a" });
    expect(platform.permits).toEqual([{ operation: "group.send", chatId: "cid_group==", needsToken: true }]);
  });

  it("a person is named by the staff id, never by the conversation", async () => {
    const platform = new FakePlatform();
    await sending(platform)({ ...SINGLE, ...LATE });
    expect(platform.calls[0]?.body).toMatchObject({ userIds: ["staff1"], msgKey: "sampleMarkdown" });
    expect(platform.calls[0]?.body).not.toHaveProperty("openConversationId");
  });

  it("Markdown that is refused goes once more as plain text", async () => {
    const platform = new FakePlatform().script(
      "single.send",
      refusal(400, "invalidParameter.msgParam.invalid"),
    );
    const notebook = new Notebook();
    expect(await sending(platform, notebook)({ ...SINGLE, ...LATE }, "# Hi **you**")).toEqual({
      kind: "sent",
    });
    expect(platform.calls.map(({ body }) => body.msgKey)).toEqual(["sampleMarkdown", "sampleText"]);
    expect(paramOf(platform, 1)).toEqual({ content: "Hi you" });
    expect(notebook.progress).toMatchObject({ done: true, form: "text" });
  });

  it("a person whom it does not reach was not sent to, although the status is 200 (row 33)", async () => {
    const answer = { processQueryKey: "k", invalidStaffIdList: ["staff1"], flowControlledStaffIdList: [] };
    const platform = new FakePlatform().script("single.send", answer);
    expect(await sending(platform)({ ...SINGLE, ...LATE })).toMatchObject({
      kind: "dead",
      error: expect.stringMatching(/^invalid_staff: .*visible range/),
    });
    expect(platform.operations).toEqual(["single.send"]);
  });

  it("a person whose messages are held back gets it later (row 33)", async () => {
    const answer = { processQueryKey: "k", invalidStaffIdList: [], flowControlledStaffIdList: ["staff1"] };
    const platform = new FakePlatform().script("single.send", answer);
    const notebook = new Notebook();
    expect(await sending(platform, notebook)({ ...SINGLE, ...LATE })).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)({ ...SINGLE, ...LATE })).toEqual({ kind: "sent" });
  });

  it.each([
    ["a limit a second (row 39)", QPS],
    ["an old limit", () => oldRefusal(90002)],
    ["a busy system", () => refusal(400, "system.busy")],
    ["a gateway's time limit", gateway],
    ["no connection", down],
    ["a system that failed", () => refusal(500, "system.err")],
  ])("is tried again in the same form after %s", async (_, answer) => {
    const platform = new FakePlatform().script("group.send", answer());
    const notebook = new Notebook();
    const origin = { ...GROUP, ...LATE };
    expect(await sending(platform, notebook)(origin)).toMatchObject({ kind: "again" });
    expect(await sending(platform, notebook)(origin)).toEqual({ kind: "sent" });
    expect(platform.calls.map(({ body }) => body.msgKey)).toEqual(["sampleMarkdown", "sampleMarkdown"]);
  });

  it.each([
    [refusal(403, "Forbidden.AccessDenied.ApiCountLimitForOrg"), /month's allowance/],
    [oldRefusal(90020), /month's allowance/],
    [oldRefusal(90030), /month's allowance/],
    [refusal(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"), /permission/],
    [refusal(403, "Forbidden.AccessDenied.IpNotInWhiteList"), /list of addresses/],
    [refusal(400, "invalidParameter.robotCode.notExsit"), /DINGTALK_ROBOT_CODE/],
    [refusal(400, "invalidParameter.openConversationId.invalid"), /not in this group/],
  ])("ends at once where no other form helps, and says what does (%#)", async (answer, advice) => {
    const platform = new FakePlatform().script("group.send", answer);
    expect(await sending(platform)({ ...GROUP, ...LATE })).toMatchObject({
      kind: "dead",
      error: expect.stringMatching(advice),
    });
    expect(platform.operations).toEqual(["group.send"]);
  });

  it("ends with the last reason when every form is refused", async () => {
    const platform = new FakePlatform()
      .script("session", oldRefusal(300001))
      .script("group.send", refusal(400, "first"), refusal(400, "second", "words"));
    expect(await sending(platform)(GROUP)).toEqual({ kind: "dead", error: "second: DingTalk says “words”" });
    expect(platform.operations).toEqual(["session", "group.send", "group.send"]);
  });

  it("goes on where it was after a stop, and at the top when what was noted is no form of ours", async () => {
    const text = new FakePlatform();
    await sending(text, new Notebook({ form: "text" }))(SINGLE);
    expect(text.calls.map(({ body }) => body.msgKey)).toEqual(["sampleText"]);
    const top = new FakePlatform();
    await sending(top, new Notebook({ form: "card" }))(SINGLE);
    expect(top.operations).toEqual(["session"]);
  });

  it("says why when not even the account has a token to give", async () => {
    const platform = new FakePlatform();
    platform.permitFault = "refuses";
    expect(await sending(platform)({ ...GROUP, ...LATE })).toMatchObject({ kind: "dead" });
    expect(platform.calls).toEqual([]);
  });
});

describe("an external contact, whom only the session webhook reaches (row 45),", () => {
  it("is answered by it", async () => {
    const platform = new FakePlatform();
    expect(await sending(platform)(STRANGER)).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual(["session"]);
  });

  it.each([
    ["its session has ended", { ...STRANGER, ...LATE }, 0],
    ["there never was one that could be believed", { ...STRANGER, replyUrl: null, replyUrlEndsAt: null }, 0],
    ["the platform says that it has ended", STRANGER, 1],
  ])("is not answered when %s, and the reason says so", async (_, origin, calls) => {
    const platform = new FakePlatform().script("session", oldRefusal(300001));
    const outcome = await sending(platform)(origin);
    expect(outcome).toMatchObject({
      kind: "dead",
      error: expect.stringMatching(/session webhook.*staff id/),
    });
    expect(platform.calls).toHaveLength(calls);
  });

  it("is answered in plain text when the Markdown is refused", async () => {
    const platform = new FakePlatform().script("session", oldRefusal(460101));
    expect(await sending(platform)(STRANGER, "**Hi**")).toEqual({ kind: "sent" });
    expect(platform.calls.map(({ body }) => body.msgtype)).toEqual(["markdown", "text"]);
  });

  it("is answered later after any passing fault: there is no other road", async () => {
    for (const answer of [new Response("x", { status: 500 }), down(), oldRefusal(-1), oldRefusal(130101)]) {
      const platform = new FakePlatform().script("session", answer);
      const notebook = new Notebook({ notes: { doubts: 9 } });
      expect(await sending(platform, notebook)(STRANGER)).toMatchObject({ kind: "again" });
      expect(await sending(platform, notebook)(STRANGER)).toEqual({ kind: "sent" });
    }
  });
});

describe("what an error tells", () => {
  it.each(["QpsLimitForAppkeyAndApi", "QpsLimitForApi", "QpsLimitForRobotCode"])(
    "of a limit is no advice about what its code counts by: %s",
    async (name) => {
      const code = `Forbidden.AccessDenied.${name}`;
      const platform = new FakePlatform().script("group.send", refusal(403, code));
      expect(await sending(platform)({ ...GROUP, ...LATE })).toMatchObject({
        kind: "again",
        error: `${code}: DingTalk says “because”`,
      });
    },
  );

  it("holds no token, no secret, no address and no session", async () => {
    const secrets = [
      "app-secret-of-the-test",
      "t-1",
      SESSION_URL,
      "abcdef0123456789",
      "x".repeat(40),
      "https://inner.example",
    ];
    const words = `no ${secrets.join(" ")} reason`;
    const platform = new FakePlatform()
      .script("session", oldRefusal(300001, words))
      .script("single.send", refusal(400, "strange", words), refusal(400, "strange", words));
    const dead = await sending(platform)(SINGLE);
    const refused = new FakePlatform().script("session", oldRefusal(1, words), oldRefusal(1, words));
    const only = await sending(refused)(STRANGER);
    for (const outcome of [dead, only]) {
      expect(outcome).toMatchObject({ kind: "dead", error: expect.stringMatching(/no …/) });
      for (const secret of [secrets[0], SESSION_URL, "x".repeat(40), "inner.example"])
        expect(JSON.stringify(outcome)).not.toContain(secret);
    }
    expect(JSON.stringify(dead)).not.toContain(" t-1 ");
  });

  it("names a status where the code is none, and is never endless", async () => {
    const odd = () => Response.json({ code: "x ".repeat(500), message: "y ".repeat(5_000) }, { status: 418 });
    const platform = new FakePlatform().script("single.send", odd(), new Response("", { status: 404 }));
    const outcome = await sending(platform)({ ...SINGLE, ...LATE });
    expect(outcome).toEqual({
      kind: "dead",
      error: "404: DingTalk answered with status 404 and without JSON.",
    });
    const first = await sending(new FakePlatform().script("session", odd(), odd()))(STRANGER);
    expect(first).toMatchObject({ error: expect.stringMatching(/^418: /) });
    expect(JSON.stringify(first).length).toBeLessThan(600);
  });
});
