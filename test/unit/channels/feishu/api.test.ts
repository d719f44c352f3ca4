// Calls to the platform: its token, its pace, its codes, and who the bot is.
import { describe, expect, it } from "vitest";
import { callFeishu } from "../../../../src/channels/feishu/api.ts";
import { SETTINGS } from "./deliveries.ts";
import { FakePlatform, ORIGIN, refusal } from "./platform.ts";

const CALL = {
  operation: "message.reply",
  method: "POST" as const,
  path: "/open-apis/im/v1/messages/om_1/reply",
  body: { a: 1 },
  chatId: "oc_1",
};
const IMAGE = { kind: "image", key: "img/1?" } as const;

const call = (platform: FakePlatform) => callFeishu({ settings: SETTINGS, tools: platform.tools() }, CALL);

describe("a call", () => {
  it("is permitted first, waits as told, carries the token and is a success by its code alone", async () => {
    const platform = new FakePlatform();
    platform.permitPauseMs = 40;
    expect(await call(platform)).toEqual({ ok: true, value: { message_id: "om_answer" } });
    expect(platform.permits).toEqual([{ operation: "message.reply", chatId: "oc_1" }]);
    expect(platform.pauses).toEqual([40]);
    expect(platform.calls).toMatchObject([{ path: CALL.path, token: "Bearer t-1", body: { a: 1 } }]);
  });

  it("with status 200 and a code is no success", async () => {
    const platform = new FakePlatform().script("message.reply", { code: 230001, msg: "bad" });
    expect(await call(platform)).toMatchObject({ ok: false, error: { kind: "refused", code: "230001" } });
  });

  it("with code 0 is a success whatever its status and whatever else is missing", async () => {
    const platform = new FakePlatform().script("message.reply", refusal(0, "ok", { status: 400 }));
    expect(await call(platform)).toEqual({ ok: true, value: {} });
  });

  it("that something else than the platform answers is no success either", async () => {
    for (const body of ["<html>", "", "{}", "[]", '{"code":"0"}', '{"code":null}']) {
      const answered = new FakePlatform().script("message.reply", new Response(body));
      expect(await call(answered)).toMatchObject({ ok: false, error: { kind: "unreachable", code: "200" } });
      const refused = new FakePlatform().script("message.reply", new Response(body, { status: 403 }));
      expect(await call(refused)).toMatchObject({ ok: false, error: { kind: "refused", code: "403" } });
    }
  });

  it("is not made without a permit", async () => {
    const platform = new FakePlatform();
    const tools = platform.tools();
    const error = { kind: "refused" as const, code: "10003", message: "no", pauseMs: null };
    const without = {
      ...tools,
      account: { ...tools.account, permit: async () => ({ ok: false as const, error }) },
    };
    expect(await callFeishu({ settings: SETTINGS, tools: without }, CALL)).toEqual({ ok: false, error });
    const gone = {
      ...tools,
      account: { ...tools.account, permit: () => Promise.reject(new Error("moved")) },
    };
    expect(await callFeishu({ settings: SETTINGS, tools: gone }, CALL)).toMatchObject({
      ok: false,
      error: { kind: "unreachable" },
    });
    expect(platform.calls).toEqual([]);
  });
});

describe("a token", () => {
  it.each([
    [99991661, 200],
    [99991663, 400],
    [99991664, 200],
    [99991671, 401],
  ])(
    "that is refused with %i is replaced, and the call made once more, without waiting for a 401",
    async (code, status) => {
      const platform = new FakePlatform().script("message.reply", refusal(code, "invalid", { status }));
      expect(await call(platform)).toMatchObject({ ok: true });
      expect(platform.dropped).toEqual(["t-1"]);
      expect(platform.calls.map(({ token }) => token)).toEqual(["Bearer t-1", "Bearer t-2"]);
      expect(platform.permits.length).toBe(2);
    },
  );

  it("that is refused twice is a fault that passes, and not called again here", async () => {
    const platform = new FakePlatform().script(
      "message.reply",
      refusal(99991663),
      refusal(99991663),
      refusal(99991663),
    );
    expect(await call(platform)).toMatchObject({ ok: false, error: { kind: "busy", code: "99991663" } });
    expect(platform.calls.length).toBe(2);
  });

  it("is not dropped for any other refusal", async () => {
    for (const code of [99991672, 99991677, 230002, 99991400]) {
      const platform = new FakePlatform().script("message.reply", refusal(code));
      await call(platform);
      expect([platform.dropped, platform.calls.length]).toEqual([[], 1]);
    }
  });
});

describe("a limit", () => {
  it.each([
    [99991400, 400],
    [99991400, 429],
    [230020, 200],
    [11232, 200],
    [300120, 200],
    [1, 200],
  ])("%i with status %i is told as one, with the wait that the platform asks for", async (code, status) => {
    const headers = { "x-ogw-ratelimit-reset": "7" };
    const platform = new FakePlatform().script(
      "message.reply",
      refusal(code, "slow down", { status, headers }),
    );
    expect(await call(platform)).toMatchObject({ ok: false, error: { kind: "busy", pauseMs: 7000 } });
  });

  it("of the month passes only with the month", async () => {
    const platform = new FakePlatform().script("message.reply", refusal(99991403, "quota"));
    expect(await call(platform)).toMatchObject({ ok: false, error: { kind: "refused", code: "99991403" } });
  });
});

describe("what is told of a refusal", () => {
  it("names the thing to do, where there is one", async () => {
    const advice = {
      99991672: /scopes/,
      230002: /add it to the group/,
      230013: /availability/,
      10003: /FEISHU_APP_ID/,
    };
    for (const [code, words] of Object.entries(advice)) {
      const result = await call(new FakePlatform().script("message.reply", refusal(Number(code), "words")));
      expect(result.ok || result.error.message).toMatch(words);
      expect(result.ok || result.error.message).toContain("words");
    }
  });

  it("holds no token, no secret and no address, and is short", async () => {
    const leak = `t-1 ${SETTINGS.appSecret} kudryavka vtok_0123456789 see https://open.feishu.cn/app/cli_1?x=1 ${"x".repeat(1000)}`;
    const result = await call(new FakePlatform().script("message.reply", refusal(230001, leak)));
    const message = result.ok ? "" : result.error.message;
    expect(message).not.toMatch(/t-1|app-secret|kudryavka|vtok|https|cli_1/);
    expect(message.length).toBeLessThan(300);
    const odd = await call(new FakePlatform().script("message.reply", { code: 5, msg: { deep: leak } }));
    expect(odd.ok || odd.error.message).toBe("Feishu says no");
  });
});

describe("the app's credentials", () => {
  const credentialsOf = (answer: Response) => {
    const seen: { url: string; init: RequestInit | undefined }[] = [];
    const platform = new FakePlatform();
    const fetcher: typeof fetch = async (input, init) => {
      seen.push({ url: String(input), init });
      return answer;
    };
    const tools = { ...platform.tools(), fetch: fetcher };
    return { credentials: platform.channel({}, tools).credentials, seen, platform };
  };

  it("fetch a token with its life, and ask nobody's permit for it", async () => {
    const answer = Response.json({ code: 0, msg: "ok", tenant_access_token: "t-new", expire: 7200 });
    const { credentials, seen, platform } = credentialsOf(answer);
    expect(await credentials.fetchToken()).toEqual({
      ok: true,
      value: { token: "t-new", lifeMs: 7_200_000 },
    });
    expect(seen[0]?.url).toBe("https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal");
    expect(JSON.parse(String(seen[0]?.init?.body))).toEqual({
      app_id: SETTINGS.appId,
      app_secret: SETTINGS.appSecret,
    });
    expect(platform.permits).toEqual([]);
  });

  it("take no half answer for a token", async () => {
    for (const fields of [
      {},
      { tenant_access_token: "t" },
      { tenant_access_token: "", expire: 1 },
      { tenant_access_token: "t", expire: 0 },
    ])
      expect(
        await credentialsOf(Response.json({ code: 0, ...fields })).credentials.fetchToken(),
      ).toMatchObject({
        ok: false,
        error: { code: "incomplete" },
      });
  });

  it("say what to check when they are wrong", async () => {
    const wrong = credentialsOf(refusal(10003, "invalid app_id or app_secret")).credentials;
    expect(await wrong.fetchToken()).toMatchObject({
      ok: false,
      error: { kind: "refused", code: "10003", message: expect.stringContaining("FEISHU_APP_SECRET") },
    });
  });

  it("find the bot's id where it stands, which is not under data", async () => {
    const bot = { activate_status: 2, app_name: "Helper", open_id: "ou_bot" };
    const { credentials, seen, platform } = credentialsOf(Response.json({ code: 0, msg: "ok", bot }));
    expect(await credentials.fetchIdentity?.("t-9")).toEqual({
      ok: true,
      value: { id: "ou_bot", name: "Helper" },
    });
    expect(seen[0]?.url).toBe("https://open.feishu.cn/open-apis/bot/v3/info");
    expect(new Headers(seen[0]?.init?.headers).get("authorization")).toBe("Bearer t-9");
    expect(platform.permits).toEqual([]);
  });

  it("never invent an id: without one the bot stays unknown", async () => {
    for (const body of [
      { data: { open_id: "ou_x" } },
      { bot: {} },
      { bot: { open_id: "" } },
      { bot: null },
    ]) {
      const { credentials } = credentialsOf(Response.json({ code: 0, ...body }));
      expect(await credentials.fetchIdentity?.("t")).toMatchObject({ ok: false, error: { kind: "refused" } });
    }
  });
});

describe("an image that came with a message", () => {
  const fetchImage = (platform: FakePlatform) => platform.channel().sender.fetchAttachment(ORIGIN, IMAGE);

  it("is fetched from the message's own resources, the only place that serves what people sent", async () => {
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    const headers = { "content-type": "application/octet-stream" };
    const platform = new FakePlatform().script("message.resource", new Response(bytes, { headers }));
    expect(await fetchImage(platform)).toEqual({ ok: true, value: bytes });
    expect(platform.calls[0]?.path).toBe(
      "/open-apis/im/v1/messages/om_question/resources/img%2F1%3F?type=image",
    );
    expect(platform.permits).toEqual([{ operation: "message.resource", chatId: null }]);
  });

  it("that the platform refuses is told by its code, and a stale token is replaced here too", async () => {
    const refused = new FakePlatform().script("message.resource", refusal(234043, "no", { status: 400 }));
    expect(await fetchImage(refused)).toMatchObject({
      ok: false,
      error: { kind: "refused", code: "234043" },
    });
    const stale = new FakePlatform().script("message.resource", refusal(99991663), new Response("x"));
    expect(await fetchImage(stale)).toMatchObject({ ok: true });
    expect(stale.dropped).toEqual(["t-1"]);
  });

  it("that is nothing, or far too large, is none", async () => {
    for (const answer of [new Response(""), Response.json({ code: 0 }), new Response("x", { status: 404 })])
      expect(await fetchImage(new FakePlatform().script("message.resource", answer))).toMatchObject({
        ok: false,
      });
    const large = new Response("x", { headers: { "content-length": String(10 * 1024 * 1024 + 1) } });
    expect(await fetchImage(new FakePlatform().script("message.resource", large))).toMatchObject({
      ok: false,
      error: { code: "too_large" },
    });
  });
});

describe("a sign of work", () => {
  it("is a reaction on the question, and is taken away again", async () => {
    const platform = new FakePlatform();
    const { sender } = platform.channel({ streams: false });
    expect(sender.show).toBeNull();
    expect(await sender.beginWork(ORIGIN)).toBe("re_1");
    await sender.endWork(ORIGIN, "re_1");
    expect(platform.calls).toMatchObject([
      { method: "POST", body: { reaction_type: { emoji_type: "Typing" } } },
      { method: "DELETE", path: "/open-apis/im/v1/messages/om_question/reactions/re_1" },
    ]);
  });

  it("spends no call where a card grows, or where it is switched off", async () => {
    for (const settings of [{ streams: true }, { streams: false, typing: false }]) {
      const platform = new FakePlatform();
      expect(await platform.channel(settings).sender.beginWork(ORIGIN)).toBeNull();
      expect(platform.calls).toEqual([]);
    }
  });

  it("that fails harms nothing", async () => {
    for (const answer of [
      refusal(231003),
      refusal(99991403),
      new Error("down"),
      new Response("x", { status: 500 }),
    ]) {
      const platform = new FakePlatform()
        .script("reaction.create", answer)
        .script("reaction.delete", refusal(5));
      const { sender } = platform.channel({ streams: false, appId: "cli_fails" });
      expect(await sender.beginWork(ORIGIN)).toBeNull();
      await sender.endWork(ORIGIN, "re_1");
    }
  });

  it("is not asked for during an hour once the month is used up, in no conversation of the app (row 25)", async () => {
    const platform = new FakePlatform().script("reaction.create", refusal(99991403));
    const own = { streams: false, appId: "cli_used_up" };
    for (let question = 0; question < 5; question += 1)
      expect(await platform.channel(own).sender.beginWork(ORIGIN)).toBeNull();
    expect(platform.operations).toEqual(["reaction.create"]);
    expect(await platform.channel({ streams: false }).sender.beginWork(ORIGIN)).toBe("re_1");
    platform.now += 3_599_999;
    expect(await platform.channel(own).sender.beginWork(ORIGIN)).toBeNull();
    platform.now += 1;
    expect(await platform.channel(own).sender.beginWork(ORIGIN)).toBe("re_1");
  });

  it("is asked for again after any other refusal", async () => {
    const platform = new FakePlatform().script("reaction.create", refusal(99991400), refusal(231003));
    const { sender } = platform.channel({ streams: false });
    const handles = [];
    for (let question = 0; question < 3; question += 1) handles.push(await sender.beginWork(ORIGIN));
    expect(handles).toEqual([null, null, "re_1"]);
  });
});
