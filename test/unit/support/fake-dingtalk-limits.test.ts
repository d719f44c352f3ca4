// The fake's custom robot with its signature, and the limits that a test can switch on.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import vectors from "../../fixtures/protocol-vectors.json" with { type: "json" };
import { DINGTALK_TEST_APP, signDingTalk } from "../../support/dingtalk-delivery.ts";
import { startFakeDingTalk } from "../../support/fake-dingtalk.ts";
import { createClient } from "./fake-dingtalk-client.ts";

let clock = 1_760_000_000_000;
const platform = await startFakeDingTalk({ now: () => clock });
const client = createClient(platform.url);
const { webhookToken, webhookSecret } = DINGTALK_TEST_APP;
const hello = { msgtype: "text", text: { content: "hello" } };

beforeEach(() => platform.reset());
afterAll(() => platform.close());

async function query(timestamp: number, secret: string = webhookSecret): Promise<string> {
  return `&timestamp=${timestamp}&sign=${encodeURIComponent(await signDingTalk(timestamp, secret))}`;
}

function post(signature: string, token: string = webhookToken, body: unknown = hello) {
  return client.send("POST", `/robot/send?access_token=${token}${signature}`, body);
}

describe("the custom robot", () => {
  it("shows a signed message to its group", async () => {
    expect((await post(await query(clock))).body).toEqual({ errcode: 0, errmsg: "ok" });
    expect(platform.visible({ chat: "custom-group" })).toMatchObject([
      { via: "custom", kind: "text", text: "hello" },
    ]);
  });

  it("wants no signature where none was set up", async () => {
    expect((await post("", "custom-token-unsigned")).body.errcode).toBe(0);
    expect(platform.visible({ chat: "custom-group-unsigned" })).toHaveLength(1);
  });

  it.each(vectors.schemes.dingtalk_hmac.vectors.filter(({ timestamp }) => timestamp.length === 13))(
    "takes the protocol's own signature for $id",
    async (vector) => {
      const now = Number(vector.timestamp);
      const customRobots = [{ accessToken: "t", secret: vector.secret, chat: "group" }];
      const robot = await startFakeDingTalk({ now: () => now, customRobots });
      const answer = await createClient(robot.url).send(
        "POST",
        `/robot/send?access_token=t&${vector.query}`,
        hello,
      );
      await robot.close();
      expect(answer.body.errcode).toBe(0);
    },
  );

  it.each([
    ["no signature", async () => "", "invalid timestamp"],
    ["no sign", async () => `&timestamp=${clock}`, "sign not match"],
    ["another secret", () => query(clock, "SECother"), "sign not match"],
    ["seconds", () => query(Math.floor(clock / 1000)), "invalid timestamp"],
    ["more than an hour", () => query(clock - 3_600_001), "invalid timestamp"],
    ["more than an hour ahead", () => query(clock + 3_600_001), "invalid timestamp"],
    ["a sign encoded twice", async () => (await query(clock)).replaceAll("%", "%25"), "sign not match"],
  ])("refuses %s with 310000 and says why", async (_, signature, errmsg) => {
    const { status, body } = await post(await signature());
    expect({ status, ...body }).toEqual({ status: 200, errcode: 310000, errmsg });
    expect(platform.visible()).toEqual([]);
  });

  it("takes a signature of exactly one hour", async () => {
    expect((await post(await query(clock - 3_600_000))).body.errcode).toBe(0);
  });

  it("refuses a plus sign that was not encoded", async () => {
    const secret = "SECplusandslash";
    const now = 1_760_000_000_002;
    const robot = await startFakeDingTalk({
      now: () => now,
      customRobots: [{ accessToken: "t", secret, chat: "g" }],
    });
    const bare = `/robot/send?access_token=t&timestamp=${now}&sign=${await signDingTalk(now, secret)}`;
    const answer = await createClient(robot.url).send("POST", bare, hello);
    await robot.close();
    expect(bare).toContain("+");
    expect(answer.body.errcode).toBe(310000);
  });

  it("does not exist under an unknown token", async () => {
    expect((await post(await query(clock), "other")).body.errcode).toBe(300005);
  });

  it("reads the same bodies as a session webhook", async () => {
    const long = { msgtype: "text", text: { content: "x".repeat(20_000) } };
    expect((await post(await query(clock), webhookToken, long)).body.errcode).toBe(460101);
    expect((await post(await query(clock), webhookToken, { msgtype: "markdown" })).body.errcode).toBe(400401);
  });

  it("takes twenty messages a minute when the limit is on, and is then blocked for ten minutes", async () => {
    platform.limit({ customPerMinute: true });
    const codes = [];
    for (let sent = 0; sent < 21; sent += 1) codes.push((await post(await query(clock))).body.errcode);
    expect(codes.slice(0, 20).every((code) => code === 0)).toBe(true);
    expect(codes[20]).toBe(130101);
    clock += 599_000;
    expect((await post(await query(clock))).body.errcode).toBe(130101);
    clock += 1_000;
    expect((await post(await query(clock))).body.errcode).toBe(0);
  });

  it("knows no limit otherwise", async () => {
    for (let sent = 0; sent < 25; sent += 1) await post(await query(clock));
    expect(platform.visible()).toHaveLength(25);
  });
});

describe("the gateway's limits", () => {
  const say = () => client.group("sampleText", { content: "hi" });

  it("hold for each API and second", async () => {
    platform.limit({ qps: 2 });
    expect([(await say()).status, (await say()).status]).toEqual([200, 200]);
    expect(await say()).toMatchObject({
      status: 403,
      body: { code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" },
    });
    expect((await client.people(["li"], "another API")).status).toBe(200);
    clock += 1000;
    expect((await say()).status).toBe(200);
  });

  it("hold for the organisation's month, tokens and session webhooks aside", async () => {
    platform.limit({ monthlyCalls: 2 });
    await say();
    await client.people(["li"], "hi");
    expect(await say()).toMatchObject({
      status: 403,
      body: { code: "Forbidden.AccessDenied.ApiCountLimitForOrg" },
    });
    expect((await post(await query(clock))).body.errcode).toBe(0);
    expect(await client.token()).toBeTypeOf("string");
    platform.limit({ monthlyCalls: null });
    expect((await say()).status).toBe(200);
  });

  it("show nobody what they refused", async () => {
    platform.limit({ monthlyCalls: 0 });
    await say();
    expect(platform.visible()).toEqual([]);
    expect(platform.calls({ operation: "group.send" })).toMatchObject([
      { succeeded: false, answered: { status: 403, code: "Forbidden.AccessDenied.ApiCountLimitForOrg" } },
    ]);
  });
});
