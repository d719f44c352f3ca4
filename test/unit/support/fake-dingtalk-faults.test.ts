// The fake DingTalk's faults, records and control channel: each must strike where and as often as it was told.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { dingtalkMessage } from "../../support/dingtalk-delivery.ts";
import { type Chaos, type Fault, startFakeDingTalk } from "../../support/fake-dingtalk.ts";
import { CREDENTIALS, createClient, GROUP } from "./fake-dingtalk-client.ts";

const platform = await startFakeDingTalk();
const client = createClient(platform.url);
const hello = { msgtype: "text", text: { content: "hello" } };

beforeEach(() => platform.reset());
afterAll(() => platform.close());

const say = (content = "hi") => client.group("sampleText", { content });
const texts = () => platform.visible().map(({ text }) => text);

describe("a fault", () => {
  it("is a status with the platform's code, for as many calls as told", async () => {
    const fault: Fault = { kind: "status", status: 429, code: "TooMany", headers: { "retry-after": "2" } };
    platform.fault({ match: "group.send", count: 2, fault });
    const answers = [await say(), await say(), await say()];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]?.body).toMatchObject({ code: "TooMany", requestid: expect.any(String) });
    expect(answers[0]?.headers.get("retry-after")).toBe("2");
    expect(texts()).toHaveLength(1);
  });

  it("is an errcode in HTTP 200", async () => {
    platform.fault({ match: "session", fault: { kind: "errcode", errcode: -1, errmsg: "system busy" } });
    const { sessionWebhook } = dingtalkMessage({ baseUrl: platform.url });
    const answer = await client.session(sessionWebhook, hello);
    expect({ status: answer.status, ...answer.body }).toEqual({
      status: 200,
      errcode: -1,
      errmsg: "system busy",
    });
    expect(texts()).toEqual([]);
  });

  it("is a page in place of an answer", async () => {
    platform.fault({ match: "/robot/send", fault: { kind: "html", status: 403 } });
    const response = await fetch(`${platform.url}/robot/send?access_token=x`, { method: "POST", body: "{}" });
    expect([response.status, response.headers.get("content-type")]).toEqual([403, "text/html"]);
  });

  it("is silence until the client leaves", async () => {
    const token = await client.token();
    platform.fault({ match: "group.send", fault: { kind: "timeout" } });
    const headers = { "x-acs-dingtalk-access-token": token };
    const call = client.send("POST", "/v1.0/robot/groupMessages/send", {}, headers, AbortSignal.timeout(50));
    await expect(call).rejects.toThrow();
    const [gone] = await client.control("calls?operation=group.send&at_least=1");
    expect(gone).toMatchObject({ fault: "timeout", answered: null, succeeded: false });
    await expect.poll(() => platform.calls({ operation: "group.send" })[0]?.clientGone).toBe(true);
  });

  it("is a broken connection, before the work or after it", async () => {
    platform.fault({ match: "group.send", fault: { kind: "disconnect" } });
    await expect(say("lost")).rejects.toThrow();
    expect(texts()).toEqual([]);
    platform.fault({ match: "group.send", fault: { kind: "disconnect", after: true } });
    await expect(say("arrived")).rejects.toThrow();
    expect(texts()).toEqual(["arrived"]);
    expect(platform.calls({ operation: "group.send" })).toMatchObject([
      { succeeded: false, answered: null, clientGone: false },
      { succeeded: true, answered: null, clientGone: false },
    ]);
  });

  it("is a status though the work was done", async () => {
    platform.fault({ match: "card.create", fault: { kind: "status", status: 504, after: true } });
    expect((await client.createCard("track1")).status).toBe(504);
    expect((await client.createCard("track1")).body.code).toBe("param.cardAlreadyExist");
    expect(platform.visible()).toHaveLength(1);
  });

  it("is a late answer", async () => {
    platform.fault({ match: "group.send", fault: { kind: "slow", ms: 60 } });
    const started = performance.now();
    expect((await say()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it("holds a call before or after the work until it is let go", async () => {
    platform.fault({ match: "group.send", fault: { kind: "hold", name: "before" } });
    platform.fault({ match: "group.send", fault: { kind: "hold", name: "after", after: true } });
    const first = say("first");
    expect(await client.control("waiting?name=before&at_least=1")).toEqual({ name: "before", waiting: 1 });
    expect(texts()).toEqual([]);
    const second = say("second");
    await client.control("waiting?name=after&at_least=1");
    expect(texts()).toEqual(["second"]);
    await client.control("release?name=before", {});
    platform.release("after");
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it("strikes only the chat, the text and the path that it names", async () => {
    const fault: Fault = { kind: "status", status: 500 };
    platform.fault({ chat: "cidother", fault });
    platform.fault({ contains: "bad word", fault });
    platform.fault({ match: "oToMessages", fault });
    expect((await say("good word")).status).toBe(200);
    expect((await say("a bad word")).status).toBe(500);
    expect((await client.people(["li"], "good word")).status).toBe(500);
    expect(platform.pendingFaults()).toEqual([{ chat: "cidother", fault }]);
    await client.group("sampleText", { content: "x" }, { openConversationId: "cidother" });
    expect(platform.pendingFaults()).toEqual([]);
  });

  it("finds the calls of a card by the card's chat", async () => {
    await client.createCard("track1");
    platform.fault({ match: "card.stream", chat: GROUP, fault: { kind: "status", status: 500 } });
    expect((await client.stream("track1", "text")).status).toBe(500);
  });

  it("lets the first calls pass, and may stay for ever", async () => {
    platform.fault({ match: "group.send", skip: 1, count: "always", fault: { kind: "status", status: 503 } });
    const answers = [await say(), await say(), await say()];
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503]);
    platform.clearFaults();
    expect((await say()).status).toBe(200);
  });

  it("waits behind those that came before it", async () => {
    platform.fault({ match: "group.send", fault: { kind: "status", status: 500 } });
    platform.fault({ match: "group.send", fault: { kind: "status", status: 502 } });
    expect([(await say()).status, (await say()).status, (await say()).status]).toEqual([500, 502, 200]);
  });

  it("strikes the token as well", async () => {
    platform.fault({ match: "token", fault: { kind: "status", status: 500 } });
    expect((await client.send("POST", "/v1.0/oauth2/accessToken", CREDENTIALS)).status).toBe(500);
  });
});

describe("chaos", () => {
  /** What a run of calls met; a broken connection is "broken". */
  async function run(chaos: Chaos, calls = 40): Promise<(number | string)[]> {
    platform.reset();
    await client.token();
    platform.chaos({ match: "group.send", ...chaos });
    const met = [];
    for (let made = 0; made < calls; made += 1)
      met.push(
        await say().then(
          ({ status }) => status,
          () => "broken",
        ),
      );
    platform.chaos(null);
    return met;
  }

  it("is the same again with the same seed, and another with another", async () => {
    const first = await run({ seed: 7, probability: 0.5 });
    expect(await run({ seed: 7, probability: 0.5 })).toEqual(first);
    expect(await run({ seed: 8, probability: 0.5 })).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
  });

  it("strikes about as often as told", async () => {
    await run({ seed: 1, probability: 0.25 }, 200);
    const struck = platform.calls({ operation: "group.send" }).filter(({ fault }) => fault !== null).length;
    expect(struck).toBeGreaterThan(30);
    expect(struck).toBeLessThan(70);
  });

  it("never strikes at probability 0, and always at 1 until its count is used up", async () => {
    expect(new Set(await run({ seed: 1, probability: 0 }))).toEqual(new Set([200]));
    const faults: Fault[] = [{ kind: "status", status: 502 }];
    expect(await run({ seed: 1, probability: 1, faults, count: 3 }, 5)).toEqual([502, 502, 502, 200, 200]);
  });

  it("gives each host the faults that it has", async () => {
    platform.chaos({ seed: 3, probability: 1 });
    const webhook = dingtalkMessage({ baseUrl: platform.url }).sessionWebhook;
    for (let made = 0; made < 30; made += 1) await client.session(webhook, hello).catch(() => null);
    const codes = new Set(platform.calls({ operation: "session" }).map(({ answered }) => answered?.code));
    expect(codes).toContain("-1");
    expect(codes).not.toContain("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi");
  });
});

describe("records", () => {
  it("keep each call with its answer, and no session, token or signature in a path", async () => {
    const message = dingtalkMessage({ baseUrl: platform.url, group: true });
    await client.session(message.sessionWebhook, hello);
    await client.send("POST", "/robot/send?access_token=secret1&timestamp=1&sign=secret2", hello);
    expect(platform.calls()).toMatchObject([
      {
        operation: "session",
        method: "POST",
        path: "/robot/sendBySession?session=***",
        body: hello,
        bytes: JSON.stringify(hello).length,
        chats: [message.conversationId],
        fault: null,
        succeeded: true,
        clientGone: false,
        answered: { status: 200, code: null, body: { errcode: 0, errmsg: "ok" } },
      },
      {
        operation: "custom",
        path: "/robot/send?access_token=***&timestamp=1&sign=***",
        succeeded: false,
        answered: { status: 200, code: "300005" },
      },
    ]);
    expect(platform.calls()[0]?.headers["content-type"]).toBe("application/json");
  });

  it("are found by operation, text and chat", async () => {
    await say("first");
    await client.people(["li"], "second");
    expect(platform.calls({ contains: "second" })).toMatchObject([{ operation: "single.send" }]);
    expect(platform.calls({ chat: GROUP })).toMatchObject([{ operation: "group.send" }]);
    expect(platform.calls({ operation: "token" })).toHaveLength(2);
    expect(platform.calls({ operation: "group.send", contains: "second" })).toEqual([]);
  });

  it("of a call that is being made have no answer yet", async () => {
    platform.fault({ match: "group.send", fault: { kind: "hold", name: "door" } });
    const call = say();
    await client.control("waiting?name=door&at_least=1");
    expect(platform.calls({ operation: "group.send" })).toMatchObject([{ answered: null, succeeded: false }]);
    platform.release("door");
    await call;
  });
});

describe("/control/", () => {
  it("waits for a message to be seen", async () => {
    const question = client.control(`visible?chat=${encodeURIComponent(GROUP)}&contains=later&at_least=1`);
    await say("sooner");
    await say("later");
    expect(await question).toMatchObject([{ text: "later", via: "openapi", chat: GROUP }]);
  });

  it("waits for a card to be finished", async () => {
    await client.createCard("track1");
    const question = client.control("visible?finished=true&at_least=1");
    await client.stream("track1", "half");
    await client.stream("track1", "whole", { isFinalize: true });
    expect(await question).toMatchObject([{ text: "whole", card: { finished: true } }]);
  });

  it("waits for calls", async () => {
    const question = client.control("calls?operation=group.send&contains=hi&at_least=2");
    await say();
    await say();
    expect(await question).toHaveLength(2);
  });

  it("sets, shows and clears faults, one or many", async () => {
    const fault = { kind: "status", status: 500 };
    await client.control("faults", [
      { match: "group.send", fault },
      { match: "token", count: "always", fault },
    ]);
    await client.control("faults", { match: "card.create", skip: 1, count: 2, fault });
    expect(await client.control("faults")).toEqual([
      { match: "group.send", fault },
      { match: "card.create", skip: 1, count: 2, fault },
    ]);
    await client.control("faults", {}, "DELETE");
    expect(await client.control("faults")).toEqual([]);
    expect((await say()).status).toBe(200);
  });

  it("does everything else that a test in this process can do", async () => {
    const message = dingtalkMessage({ baseUrl: platform.url, group: true, conversationId: GROUP });
    const old = await client.token();
    await client.control("token", { expireIn: 60 });
    await client.control("revoke", {});
    expect(await client.token()).not.toBe(old);
    expect((await client.send("POST", "/v1.0/oauth2/accessToken", CREDENTIALS)).body.expireIn).toBe(60);
    await client.control("expire-sessions", { chat: GROUP, as: "http500" });
    expect((await client.session(message.sessionWebhook, hello)).status).toBe(500);
    await client.control("chats", { chat: GROUP, messages: "invalid", cardError: "no cards here" });
    expect((await say()).status).toBe(400);
    expect(JSON.stringify((await client.createCard("track1")).body)).toContain("no cards here");
    await client.control("chats", { chat: GROUP, messages: "ok", cardError: null });
    await client.control("chaos", {
      seed: 1,
      probability: 1,
      faults: [{ kind: "html", status: 502 }],
      match: "group",
    });
    await expect(say()).rejects.toThrow(SyntaxError);
    await client.control("chaos", { probability: 0 });
    await client.control("limits", { qps: null, monthlyCalls: 0 });
    expect((await say()).status).toBe(403);
    await client.control("reset", {});
    expect((await say()).status).toBe(200);
    expect(await client.control("visible")).toHaveLength(1);
    expect(await client.control("marks")).toEqual([]);
  });

  it("puts files there, and takes them away", async () => {
    await client.control("files", { downloadCode: "small", contentType: "text/plain", base64: "aGk=" });
    await client.control("files", { downloadCode: "large", size: 100_000 });
    await client.control("files", { downloadCode: "gone", refused: true });
    const download = (downloadCode: string) =>
      client.call("POST", "/v1.0/robot/messageFiles/download", {
        downloadCode,
        robotCode: CREDENTIALS.appKey,
      });
    expect(await (await fetch(String((await download("small")).body.downloadUrl))).text()).toBe("hi");
    const large = await fetch(String((await download("large")).body.downloadUrl));
    const bytes = Buffer.from(await large.arrayBuffer());
    expect([bytes.length, bytes.subarray(1, 4).toString()]).toEqual([100_000, "PNG"]);
    expect((await download("gone")).status).toBe(400);
  });

  it.each([
    ["faults", { match: "token", fault: { kind: "dsconnect" } }],
    ["faults", { match: "token", fault: { kind: "status" } }],
    ["faults", { mach: "token", fault: { kind: "timeout" } }],
    ["faults", { count: "often", fault: { kind: "timeout" } }],
    ["faults", { fault: { kind: "disconnect", afterwards: true } }],
    ["faults", {}],
    ["chaos", { probability: 0.5 }],
    ["chaos", { seed: 1, probability: 0.5, faults: "all" }],
    ["limits", { perSecond: 20 }],
    ["limits", { qps: "20" }],
    ["chats", { chat: "li", messages: "gone" }],
    ["chats", { messages: "ok" }],
    ["expire-sessions", { as: "http404" }],
    ["token", { expireIn: "soon" }],
    ["files", { downloadCode: "x" }],
    ["faults", "no object"],
  ])("refuses what it does not understand: %s %j", async (command, body) => {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${platform.url}/control/${command}`, init);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: { message: expect.any(String) } },
    ]);
  });

  it("says which control does not exist", async () => {
    expect(await client.control("nonsense")).toEqual({ error: { message: "no GET /control/nonsense here" } });
    expect(await client.control("nonsense", {})).toEqual({
      error: { message: "no POST /control/nonsense here" },
    });
  });

  it("is not recorded itself", async () => {
    await client.control("calls");
    expect(platform.calls()).toEqual([]);
  });

  it("ends at a reset the calls that still wait, without their work", async () => {
    const token = await client.token();
    platform.fault({ match: "group.send", fault: { kind: "hold", name: "door" } });
    const call = expect(say("from before")).rejects.toThrow();
    await client.control("waiting?name=door&at_least=1");
    platform.reset();
    await call;
    expect(platform.visible()).toEqual([]);
    expect(await client.token()).toBe(token);
  });
});
