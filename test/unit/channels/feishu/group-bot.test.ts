// Notices by a group's custom bot: signed as the platform wants it, short enough, and understood when it says no.
import { describe, expect, it } from "vitest";
import { sendToFeishuGroup } from "../../../../src/channels/feishu/group-bot.ts";
import { groupBotSignature } from "../../../../src/core/hmac.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import { NOW } from "./deliveries.ts";

const URL = "https://open.feishu.cn/open-apis/bot/v2/hook/secret-id";
const TAKEN = { code: 0, msg: "success", data: {}, StatusCode: 0, StatusMessage: "success" };

async function send(
  text: string,
  answers: (object | Response | Error)[] = [],
  secret: string | null = "demo",
) {
  const bodies: Record<string, unknown>[] = [];
  const sizes: number[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    expect([String(input), init?.method]).toEqual([URL, "POST"]);
    sizes.push(Buffer.byteLength(String(init?.body)));
    bodies.push(JSON.parse(String(init?.body)));
    const answer = answers.shift() ?? TAKEN;
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : Response.json(answer);
  };
  const result = await sendToFeishuGroup(fetcher, { url: URL, secret }, text, NOW);
  return { result, bodies, sizes };
}

describe("a notice", () => {
  it.each(vectors.schemes.feishu_custom_bot.vectors)("is signed as the vendor's: $id", async (vector) => {
    expect(await groupBotSignature(vector.timestamp, vector.secret)).toBe(vector.sign);
  });

  it.each(vectors.schemes.dingtalk_hmac.vectors)(
    "is not signed as the other platform's: $id",
    async (vector) => {
      expect(await groupBotSignature(vector.timestamp, vector.secret)).not.toBe(vector.sign);
    },
  );

  it("carries its signature in the body, in seconds, or none where there is no secret", async () => {
    const { result, bodies } = await send("你好");
    expect(result).toEqual({ ok: true, value: null });
    expect(bodies).toEqual([
      {
        timestamp: "1760000000",
        sign: await groupBotSignature("1760000000", "demo"),
        msg_type: "text",
        content: { text: "你好" },
      },
    ]);
    expect((await send("hi", [], null)).bodies).toEqual([{ msg_type: "text", content: { text: "hi" } }]);
  });

  it("calls nobody up", async () => {
    const { bodies } = await send('down <at user_id="all">all</at>');
    expect(JSON.stringify(bodies)).not.toContain("<at ");
  });

  it("that is too long goes in several, each within 20 KB of bytes, and nothing of it is lost", async () => {
    const words = Array.from({ length: 4_000 }, (_, index) => `第${index}行 "quoted"`);
    const { result, bodies, sizes } = await send(words.join("\n"));
    expect(result.ok).toBe(true);
    expect(bodies.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
    const said = bodies.map(({ content }) => (content as { text: string }).text).join("\n");
    for (const word of words) expect(said).toContain(word);
  });

  it("without a word is none", async () => {
    expect(await send("")).toMatchObject({ result: { ok: true }, bodies: [] });
  });
});

describe("a refusal", () => {
  it("comes with status 200 and is no success", async () => {
    const advice = {
      19021: /FEISHU_WEBHOOK_SECRET/,
      19001: /FEISHU_WEBHOOK_URL/,
      19022: /signature/,
      19024: /keyword/,
      9499: /malformed/,
    };
    for (const [code, words] of Object.entries(advice)) {
      const { result } = await send("hi", [{ code: Number(code), msg: "no" }]);
      expect(result).toMatchObject({
        ok: false,
        error: { kind: "refused", code, message: expect.stringMatching(words) },
      });
      expect(JSON.stringify(result)).not.toMatch(/secret-id|demo/);
    }
  });

  it("because of too many messages passes", async () => {
    for (const answer of [{ code: 11232 }, new Response("", { status: 429 })])
      expect((await send("hi", [answer])).result).toMatchObject({ ok: false, error: { kind: "busy" } });
    expect((await send("hi", [new Error(URL)])).result).toMatchObject({
      ok: false,
      error: { kind: "unreachable" },
    });
  });

  it("of a part ends the notice", async () => {
    const { result, bodies } = await send("x\n".repeat(20_000), [TAKEN, { code: 9499 }]);
    expect([result.ok, bodies.length]).toEqual([false, 2]);
  });

  it("is not seen where old addresses answer in their own way, and is where nothing is said", async () => {
    expect((await send("hi", [{ StatusCode: 0, StatusMessage: "success" }])).result.ok).toBe(true);
    for (const answer of [{}, { StatusCode: 1 }, { code: "0" }, new Response("<html>")])
      expect((await send("hi", [answer])).result).toMatchObject({ ok: false, error: { kind: "refused" } });
  });
});
