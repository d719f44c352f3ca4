// Tokens, downloads and the sign of work: what is asked of the platform beside messages and cards.
import { describe, expect, it } from "vitest";
import { SETTINGS } from "./deliveries.ts";
import {
  type Answer,
  FakePlatform,
  GROUP,
  LATE,
  Notebook,
  oldRefusal,
  partOf,
  refusal,
  SINGLE,
} from "./platform.ts";

const expired = () => refusal(401, "InvalidAuthentication");

describe("a token that the platform no longer takes", () => {
  const send = (platform: FakePlatform) => {
    const notebook = new Notebook();
    return platform
      .channel()
      .sender.send({ ...GROUP, ...LATE }, partOf("hi"), notebook.progress, notebook.note);
  };

  it.each<[string, () => Answer]>([
    ["401 and its code", expired],
    ["401 and another code", () => refusal(401, "Unauthorized")],
    ["401 without a body", () => new Response("", { status: 401 })],
    ["a code alone", () => refusal(400, "InvalidAuthentication")],
    ["the old 40014", () => oldRefusal(40014)],
    ["the old 88", () => oldRefusal(88)],
  ])("is given back, and the call made once more with the next one: %s", async (_, answer) => {
    const platform = new FakePlatform().script("group.send", answer());
    expect(await send(platform)).toEqual({ kind: "sent" });
    expect(platform.dropped).toEqual(["t-1"]);
    expect(platform.calls.map(({ token }) => token)).toEqual(["t-1", "t-2"]);
    expect(platform.permits).toHaveLength(2);
  });

  it("twice in a row is a fault that passes, and not a loop", async () => {
    const platform = new FakePlatform().script("group.send", expired(), expired());
    expect(await send(platform)).toMatchObject({ kind: "again" });
    expect(platform.calls).toHaveLength(2);
    expect(platform.dropped).toEqual(["t-1"]);
  });

  it("is not blamed for another refusal", async () => {
    const platform = new FakePlatform().script("group.send", refusal(403, "Forbidden.AccessDenied"));
    await send(platform);
    expect(platform.dropped).toEqual([]);
  });
});

describe("the app's token", () => {
  const fetchToken = (platform: FakePlatform) => platform.channel().credentials.fetchToken();

  it("is asked for with key and secret, and lives as long as the platform says", async () => {
    const platform = new FakePlatform();
    expect(await fetchToken(platform)).toEqual({ ok: true, value: { token: "t-new", lifeMs: 7_200_000 } });
    expect(platform.calls).toMatchObject([
      {
        url: "https://api.dingtalk.com/v1.0/oauth2/accessToken",
        body: { appKey: SETTINGS.appKey, appSecret: SETTINGS.appSecret },
      },
    ]);
    expect(platform.permits).toEqual([]);
  });

  it("is refused for a wrong secret, with a word on what to check and without the secret", async () => {
    const answer = refusal(400, "invalidClientIdOrSecret", `bad ${SETTINGS.appSecret}`);
    const refused = await fetchToken(new FakePlatform().script("token", answer));
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: "refused", message: expect.stringContaining("DINGTALK_APP_SECRET") },
    });
    expect(JSON.stringify(refused)).not.toContain(SETTINGS.appSecret);
  });

  it("is refused for good by a 401, which elsewhere asks for a new one", async () => {
    const refused = await fetchToken(new FakePlatform().script("token", expired()));
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: "refused", message: expect.stringContaining("DINGTALK_APP_SECRET") },
    });
  });

  it("is asked for again later when the platform is busy or away", async () => {
    const busy = await fetchToken(new FakePlatform().script("token", oldRefusal(-1)));
    expect(busy).toMatchObject({ ok: false, error: { kind: "busy" } });
    const away = await fetchToken(new FakePlatform().script("token", new Error("down")));
    expect(away).toMatchObject({ ok: false, error: { kind: "unreachable" } });
  });

  it("is none when the answer lacks it or its life", async () => {
    for (const answer of [
      {},
      { accessToken: "" },
      { accessToken: "t" },
      { accessToken: "t", expireIn: 0 },
      { accessToken: 5, expireIn: 1 },
    ])
      expect(await fetchToken(new FakePlatform().script("token", answer))).toMatchObject({ ok: false });
  });

  it("is all that is asked: each message says itself whether the robot is meant", () => {
    expect(new FakePlatform().channel().credentials.fetchIdentity).toBeNull();
  });
});

describe("a picture", () => {
  const FILE = "GET https://files.oss-cn-beijing.aliyuncs.com/a.png";
  const bytes = (length: number) =>
    new Response(new Uint8Array(length).fill(7), { headers: { "content-type": "application/octet-stream" } });
  const fetchIt = (platform: FakePlatform, settings = {}) =>
    platform.channel(settings).sender.fetchAttachment(SINGLE, { kind: "image", key: "code-1" });

  it("is fetched by its code, and then bare: the store takes a content type for a broken signature (row 42)", async () => {
    const platform = new FakePlatform().script(FILE, bytes(3));
    expect(await fetchIt(platform)).toEqual({ ok: true, value: new Uint8Array([7, 7, 7]) });
    const [named, file] = platform.calls;
    expect(named).toMatchObject({
      operation: "file.url",
      body: { downloadCode: "code-1", robotCode: "dingtestappkey0001" },
    });
    expect(file).toMatchObject({ method: "GET", token: null, redirect: "manual" });
    expect([...(file?.headers.keys() ?? [])]).toEqual([]);
    expect(platform.permits.map(({ operation }) => operation)).toEqual(["file.url"]);
  });

  it.each([
    "https://down.dingtalk.com/a.png",
    "https://a.b.dingtalk.com/a.png",
    "https://bucket.oss-cn-shanghai.aliyuncs.com/a.png?Expires=1&Signature=x%2By",
  ])("lies where the platform keeps files: %s", async (downloadUrl) => {
    const url = new URL(downloadUrl);
    const platform = new FakePlatform()
      .script("file.url", { downloadUrl })
      .script(`GET ${url.origin}${url.pathname}`, bytes(1));
    expect(await fetchIt(platform)).toMatchObject({ ok: true });
    expect(platform.calls[1]?.url).toBe(downloadUrl);
  });

  it.each([
    "http://down.dingtalk.com/a.png",
    "https://dingtalk.com.evil.example/a.png",
    "https://evildingtalk.com/a.png",
    "https://aliyuncs.com.evil.example/",
    "https://evil.example/?dingtalk.com",
    "https://user:pass@down.dingtalk.com/a.png",
    "https://down.dingtalk.com:8443/a.png",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "a.png",
    "",
    null,
    5,
  ])("anywhere else is not fetched: %j", async (downloadUrl) => {
    const platform = new FakePlatform().script("file.url", { downloadUrl });
    expect(await fetchIt(platform)).toMatchObject({
      ok: false,
      error: { kind: "refused", code: "foreign_file" },
    });
    expect(platform.operations).toEqual(["file.url"]);
  });

  it("may lie on a configured host, by exactly its origin", async () => {
    const settings = { apiBase: "http://127.0.0.1:9", oapiBase: "http://127.0.0.1:9" };
    const near = new FakePlatform()
      .script("file.url", { downloadUrl: "http://127.0.0.1:9/download/1" })
      .script("GET http://127.0.0.1:9/download/1", bytes(1));
    expect(await fetchIt(near, settings)).toMatchObject({ ok: true });
    const far = new FakePlatform().script("file.url", { downloadUrl: "http://127.0.0.1:10/download/1" });
    expect(await fetchIt(far, settings)).toMatchObject({ ok: false });
  });

  it("that is refused, empty, or larger than ten megabytes is none", async () => {
    const tooLong = new Response(new Uint8Array(1), {
      headers: { "content-length": String(11 * 1024 * 1024) },
    });
    for (const [answer, code] of [
      [new Response("<Error/>", { status: 403 }), "403"],
      [new Response(""), "no_file"],
      [tooLong, "too_large"],
    ] as const)
      expect(await fetchIt(new FakePlatform().script(FILE, answer))).toMatchObject({
        ok: false,
        error: { kind: "refused", code },
      });
  });

  it("is fetched later when the store is away, and not at all when its code is refused", async () => {
    const away = await fetchIt(new FakePlatform().script(FILE, new Error("down")));
    expect(away).toMatchObject({ ok: false, error: { kind: "unreachable" } });
    const answer = refusal(400, "invalidParameter.robotCode.downloadCode", "expired");
    const refused = await fetchIt(new FakePlatform().script("file.url", answer));
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: "refused", message: expect.not.stringContaining("ROBOT") },
    });
  });
});

describe("the sign of work", () => {
  const MARK = {
    robotCode: "dingtestappkey0001",
    openMsgId: "msg_question",
    openConversationId: "cid_single",
    emotionType: 2,
    textEmotion: { emotionId: "2659900", backgroundId: "im_bg_1" },
  };

  it("is set on the question and taken away again", async () => {
    const platform = new FakePlatform();
    const { sender } = platform.channel();
    const handle = await sender.beginWork(SINGLE);
    expect(handle).not.toBeNull();
    await sender.endWork(SINGLE, handle ?? "");
    expect(platform.operations).toEqual(["emotion.reply", "emotion.recall"]);
    for (const call of platform.calls) expect(call.body).toMatchObject(MARK);
    expect(platform.calls[0]?.body.emotionName).toBe(platform.calls[1]?.body.emotionName);
  });

  it("is not set where it is switched off, or where a card grows", async () => {
    const platform = new FakePlatform();
    for (const settings of [{ typing: false }, { cardTemplateId: "t.schema" }])
      expect(await platform.channel(settings).sender.beginWork(SINGLE)).toBeNull();
    expect(platform.calls).toEqual([]);
  });

  it("that was refused is none; one that may be there is taken away too (row 41)", async () => {
    const refused = new FakePlatform().script("emotion.reply", refusal(400, "system.err"));
    expect(await refused.channel().sender.beginWork(SINGLE)).toBeNull();
    const lost = new FakePlatform().script("emotion.reply", new Error("down"));
    expect(await lost.channel().sender.beginWork(SINGLE)).not.toBeNull();
  });

  it("is taken away in one call, which holds nothing up and never fails the answer (row 41)", async () => {
    for (const fault of [refusal(500, "system.err"), new Error("down")]) {
      const platform = new FakePlatform().script("emotion.recall", fault);
      await platform.channel().sender.endWork(SINGLE, "x");
      expect(platform.operations).toEqual(["emotion.recall"]);
      expect(platform.pauses).toEqual([]);
    }
    const never = new FakePlatform();
    never.permitFault = "throws";
    await expect(never.channel().sender.endWork(SINGLE, "x")).resolves.toBeUndefined();
    expect(await never.channel().sender.beginWork(SINGLE)).not.toBe(undefined);
  });
});
