// The signed webhook: who may come in, what he gets, and where an answer is posted.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "../../../src/core/wire.ts";
import { signDingTalk, signedDelivery } from "../../support/dingtalk-delivery.ts";
import { callWith, fresh, modelCalls } from "../support.ts";
import { deliver, refusalOf, waitForDeliveries } from "./support.ts";

const SECRET = "signed-secret";
const PATH = "/webhooks/signed";

function bodyOf(message: string, more: Record<string, unknown> = {}) {
  return { message_id: fresh("m"), session_id: fresh("s").slice(0, 60), message, ...more };
}

const post = async (
  body: Record<string, unknown> | string,
  options: { now?: number; unit?: "s" | "ms"; bodySignature?: boolean } = {},
) => deliver(PATH, await signedDelivery(body, { secret: SECRET, ...options }));

afterEach(() => void vi.restoreAllMocks());

describe("a signed delivery", () => {
  it("waits for the answer and gets it as /api/chat gives it", async () => {
    const body = bodyOf("hello [[reply:well met]]");
    const response = await post(body);
    expect(response.status).toBe(200);
    expect(await response.json<Answer>()).toMatchObject({
      session_id: body.session_id,
      message_id: body.message_id,
      reply: "well met",
      cached: false,
    });
  });

  it("is taken with seconds, with milliseconds, with the other header names, and with its body signed", async () => {
    expect((await post(bodyOf("a"), { unit: "s" })).status).toBe(200);
    expect((await post(bodyOf("a"), { unit: "ms", bodySignature: true })).status).toBe(200);
    const { body, headers } = await signedDelivery(bodyOf("a"), { secret: SECRET });
    const renamed = { "x-timestamp": headers.timestamp ?? "", "x-signature": headers.sign ?? "" };
    expect((await deliver(PATH, { body, headers: renamed })).status).toBe(200);
  });

  it("again is the same answer and no second call of the model; another message under its id is a conflict", async () => {
    const word = fresh("word");
    const body = bodyOf(`say ${word}`);
    const first = await (await post(body)).json<Answer>();
    const second = await (await post(body)).json<Answer>();
    expect(second.reply).toBe(first.reply);
    expect(await modelCalls(word)).toHaveLength(1);
    expect(await refusalOf(await post({ ...body, message: "other" }))).toBe("409 message_id_reused");
  });

  it("keeps a conversation of its own, logged under its channel", async () => {
    const body = bodyOf("first [[reply:one]]");
    await post(body);
    const word = fresh("word");
    await post({ ...bodyOf(`second ${word}`), session_id: body.session_id });
    expect((await modelCalls(word))[0]?.body.messages).toHaveLength(4);
    await vi.waitFor(async () => {
      const query = "SELECT channel FROM conversation_logs WHERE session_id = ?";
      const { results } = await env.DB.prepare(query).bind(body.session_id).all();
      expect(results).toEqual([{ channel: "signed" }, { channel: "signed" }]);
    }, 8_000);
  });

  it("knows commands", async () => {
    expect(await (await post(bodyOf("/help"))).json<Answer>()).toMatchObject({
      reply: expect.stringContaining("/retry"),
    });
  });
});

describe("who is refused", () => {
  it("has no signature, a wrong one, another secret's, an old one, or a time that is none", async () => {
    const now = Date.now();
    const { body, headers } = await signedDelivery(bodyOf("x"), { secret: SECRET });
    const odd = "17000000000";
    const attempts = [
      {},
      { timestamp: headers.timestamp ?? "" },
      { sign: headers.sign ?? "" },
      { ...headers, sign: "AAAA" },
      { ...headers, timestamp: String(now + 1) },
      (await signedDelivery(body, { secret: "other" })).headers,
      (await signedDelivery(body, { secret: SECRET, now: now - 3_601_000 })).headers,
      (await signedDelivery(body, { secret: SECRET, now: now + 3_601_000 })).headers,
      { timestamp: odd, sign: await signDingTalk(odd, SECRET) },
    ];
    for (const attempt of attempts)
      expect(await refusalOf(await deliver(PATH, { body, headers: attempt }))).toBe("401 bad_signature");
  });

  it("signed another body", async () => {
    const { headers } = await signedDelivery(bodyOf("x"), { secret: SECRET, bodySignature: true });
    const body = JSON.stringify(bodyOf("forged"));
    expect(await refusalOf(await deliver(PATH, { body, headers }))).toBe("401 bad_signature");
  });

  it.each([
    ["no object", "[]", null],
    ["no JSON", "{", null],
    ["no message_id", { session_id: "s", message: "m" }, "message_id"],
    ["no session_id", { message_id: "m", message: "m" }, "session_id"],
    ["a session_id with a slash", { message_id: "m", session_id: "a/b", message: "m" }, "session_id"],
    ["an empty message", { message_id: "m", session_id: "s", message: " " }, "message"],
    ["a message that is a number", { message_id: "m", session_id: "s", message: 7 }, "message"],
    ["too long a message", { message_id: "m", session_id: "s", message: "x".repeat(16_001) }, "message"],
  ])("sends %s", async (_, body, param) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    const { error } = await response.json<{ error: { param: string | null } }>();
    expect(error.param).toBe(param);
  });

  it.each([
    "http://callback.example.com/",
    "https://localhost/x",
    "https://127.0.0.1/x",
    "https://0x7f000001/x",
    "https://2130706433/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://10.1.2.3/x",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/x",
    "https://printer.local/x",
    "https://intranet/x",
    "https://user:pass@callback.example.com/x",
    "ftp://callback.example.com/x",
    "not an address",
    7,
  ])("wants the answer posted to %s", async (callback_url) => {
    const response = await post(bodyOf("x", { callback_url }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: "callback_url" } });
  });
});

describe("an answer to a callback", () => {
  const CALLBACK = "https://callback.example.com/answers?of=us";

  /** Plays the receiver; everything else goes its way. */
  function playReceiver(answers: (Response | Error)[]) {
    const received: { body: string; headers: Headers }[] = [];
    const genuine = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      if (String(input) !== CALLBACK) return genuine(input, init);
      received.push({ body: String(init?.body), headers: new Headers(init?.headers) });
      const answer = answers.shift() ?? new Response(null, { status: 204 });
      if (answer instanceof Error) throw answer;
      return answer;
    });
    return received;
  }

  it("is posted there, signed the same way and over its body; the sender hears 202 at once", async () => {
    const received = playReceiver([]);
    const body = bodyOf("call me [[reply:called]]", { callback_url: CALLBACK });
    const response = await post(body);
    expect([response.status, await response.json()]).toMatchObject([
      202,
      { session_id: body.session_id, message_id: body.message_id },
    ]);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    const [{ body: text, headers } = { body: "", headers: new Headers() }] = received;
    expect(JSON.parse(text)).toMatchObject({ message_id: body.message_id, reply: "called", status: "ok" });
    const timestamp = headers.get("timestamp") ?? "";
    expect(headers.get("sign")).toBe(await signDingTalk(timestamp, SECRET));
    const expected = await signedDelivery(text, {
      secret: SECRET,
      now: Number(timestamp),
      bodySignature: true,
    });
    expect(headers.get("x-body-signature")).toBe(expected.headers["x-body-signature"]);
    await waitForDeliveries(String(body.message_id), ["in done", "out done"]);
  });

  it("is posted again after a passing fault, and not again when it was taken", async () => {
    const received = playReceiver([new Error("connection lost"), new Response(null, { status: 503 })]);
    const body = bodyOf("again [[reply:in the end]]", { callback_url: CALLBACK });
    await post(body);
    await waitForDeliveries(String(body.message_id), ["in done", "out done"]);
    expect(received).toHaveLength(3);
    expect((await post(body)).status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(received).toHaveLength(3);
  });

  it("is dead at once where the receiver says no, or redirects", async () => {
    const elsewhere = new Response(null, { status: 302, headers: { location: "https://169.254.169.254/" } });
    for (const answer of [new Response(null, { status: 403 }), elsewhere]) {
      const received = playReceiver([answer]);
      const body = bodyOf("no", { callback_url: CALLBACK });
      await post(body);
      await waitForDeliveries(String(body.message_id), ["in done", "out dead"]);
      expect(received).toHaveLength(1);
      vi.restoreAllMocks();
    }
  });

  it("tells of a failure as an error with its request id", async () => {
    const received = playReceiver([]);
    const body = bodyOf("fail [[status:400]]", { callback_url: CALLBACK });
    await post(body);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      message_id: body.message_id,
      error: { type: "invalid_request_error" },
      request_id: expect.any(String),
    });
  });
});

describe("the door", () => {
  it("is closed without a secret", async () => {
    const delivery = await signedDelivery(bodyOf("x"), { secret: SECRET });
    const response = await callWith({ SIGNED_WEBHOOK_SECRET: "" }, PATH, { method: "POST", ...delivery });
    expect(await refusalOf(response)).toBe("404 channel_off");
  });

  it("takes no body without a signature of its own where it is strict", async () => {
    const strict = async (bodySignature: boolean) => {
      const delivery = await signedDelivery(bodyOf("x"), { secret: SECRET, bodySignature });
      return callWith({ SIGNED_WEBHOOK_STRICT: "true" }, PATH, { method: "POST", ...delivery });
    };
    expect(await refusalOf(await strict(false))).toBe("401 bad_signature");
    expect((await strict(true)).status).toBe(200);
  });
});
