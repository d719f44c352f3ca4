// Notices by a group's custom robot: rows 33, 34 and 36.
import { describe, expect, it } from "vitest";
import { sendToDingTalkGroup } from "../../../../src/channels/dingtalk/group-bot.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import { DINGTALK_TEST_APP } from "../../../support/dingtalk-delivery.ts";
import { startFakeDingTalk } from "../../../support/fake-dingtalk.ts";
import { NOW } from "./deliveries.ts";

const URL_OF_ROBOT = "https://oapi.dingtalk.com/robot/send?access_token=robot-token-0001";
const SECRET = "SECplusandslash";

/** Answers in turn, and the last one for ever. */
function robot(...answers: (Response | Error | Record<string, unknown>)[]) {
  const calls: { url: string; body: { msgtype: string; text: { content: string } }; bytes: number }[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    const body = String(init?.body);
    calls.push({ url: String(input), body: JSON.parse(body), bytes: new TextEncoder().encode(body).length });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : Response.json(answer ?? { errcode: 0, errmsg: "ok" });
  };
  const send = (text: string, secret: string | null = SECRET, now = NOW, url = URL_OF_ROBOT) =>
    sendToDingTalkGroup(fetcher, { url, secret }, text, now);
  return { calls, send };
}

describe("a notice", () => {
  it("is a text, signed in the query", async () => {
    const { calls, send } = robot();
    expect(await send("all is well")).toEqual({ ok: true, value: null });
    expect(calls).toMatchObject([{ body: { msgtype: "text", text: { content: "all is well" } } }]);
    expect(new URL(calls[0]?.url ?? "").searchParams.get("access_token")).toBe("robot-token-0001");
  });

  it.each(vectors.schemes.dingtalk_hmac.vectors.filter(({ id }) => id !== "seconds-timestamp"))(
    "is percent-encoded once, as the vendor does it (row 34): $id",
    async ({ timestamp, secret, query, sign }) => {
      const { calls, send } = robot();
      await send("x", secret, Number(timestamp));
      const { searchParams, search } = new URL(calls[0]?.url ?? "");
      expect(searchParams.get("sign")).toBe(sign);
      expect(search).toBe(`?access_token=robot-token-0001&${query}`);
    },
  );

  it("goes unsigned where the group's security is another", async () => {
    const { calls, send } = robot();
    await send("x", null);
    expect(calls[0]?.url).toBe(URL_OF_ROBOT);
  });

  it("that is long comes in several messages below 20,000 bytes, each signed (row 36)", async () => {
    const { calls, send } = robot();
    await send("告警：一切都好。\n\n".repeat(2_000));
    expect(calls.length).toBeGreaterThan(2);
    for (const { bytes, url } of calls) {
      expect(bytes).toBeLessThan(20_000);
      expect(url).toContain("&sign=");
    }
  });

  it("ends with the first message that is not taken", async () => {
    const { calls, send } = robot({ errcode: 0 }, { errcode: 400102, errmsg: "stopped" });
    expect(await send("告警：一切都好。\n\n".repeat(4_000))).toMatchObject({ ok: false });
    expect(calls).toHaveLength(2);
  });

  it("that is empty sends nothing", async () => {
    const { calls, send } = robot();
    expect(await send("")).toEqual({ ok: true, value: null });
    expect(calls).toEqual([]);
  });
});

describe("a robot that says no with status 200 (row 33)", () => {
  it.each([
    [310000, "refused", /DINGTALK_WEBHOOK_SECRET/],
    [300005, "refused", /DINGTALK_WEBHOOK_URL/],
    [400101, "refused", /DINGTALK_WEBHOOK_URL/],
    [400102, "refused", /switched off/],
    [90030, "refused", /allowance/],
    [460101, "refused", /too long/],
    [430103, "refused", /unsafe/],
    [130101, "busy", /twenty messages a minute/],
    [410100, "busy", /./],
    [-1, "busy", /./],
    [123456, "refused", /“odd”/],
  ])("%i is %s, and the reason is named", async (errcode, kind, words) => {
    const { send } = robot({ errcode, errmsg: "odd" });
    expect(await send("x")).toMatchObject({
      ok: false,
      error: { kind, code: String(errcode), message: expect.stringMatching(words) },
    });
  });

  it("or nothing at all is not believed to have taken it", async () => {
    for (const answer of [{}, { errmsg: "ok" }, { errcode: null }, Response.json([]), new Response("ok")])
      expect((await robot(answer).send("x")).ok).toBe(false);
  });

  it("or is not there says so without its token, its secret and its address", async () => {
    const told = `no robot-token-0001 ${SECRET} ${URL_OF_ROBOT}`;
    for (const answer of [
      new Error(URL_OF_ROBOT),
      { errcode: 5, errmsg: told },
      Response.redirect("https://evil.example/"),
    ]) {
      const sent = await robot(answer).send("x");
      expect(sent.ok).toBe(false);
      for (const secret of ["robot-token-0001", SECRET, "oapi.dingtalk.com", "evil.example"])
        expect(JSON.stringify(sent)).not.toContain(secret);
    }
  });

  it("because its address is none is told before anything is sent", async () => {
    const { calls, send } = robot();
    expect(await send("x", SECRET, NOW, "robot")).toMatchObject({ ok: false, error: { kind: "refused" } });
    expect(calls).toEqual([]);
  });
});

it("the platform that checks signatures takes it, and refuses one with another secret", async () => {
  const platform = await startFakeDingTalk();
  try {
    const url = `${platform.url}/robot/send?access_token=${DINGTALK_TEST_APP.webhookToken}`;
    const send = (secret: string) => sendToDingTalkGroup(fetch, { url, secret }, "a notice", Date.now());
    expect(await send(DINGTALK_TEST_APP.webhookSecret)).toEqual({ ok: true, value: null });
    expect(await send("SECanother")).toMatchObject({ ok: false, error: { code: "310000" } });
    expect(platform.visible({ chat: "custom-group" }).map(({ text }) => text)).toEqual(["a notice"]);
  } finally {
    await platform.close();
  }
});
