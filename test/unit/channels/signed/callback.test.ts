// The answer on its way to a callback address: signed, once, and never anywhere else.
import { describe, expect, it } from "vitest";
import { callbackSender, sendCallback } from "../../../../src/channels/signed/callback.ts";
import { createSigned } from "../../../../src/channels/signed/signed.ts";
import { NOTHING_SENT, type Origin } from "../../../../src/core/delivery.ts";
import { bodySignatureOf, bytesOf, NOW, SECRET, signatureOf } from "./deliveries.ts";

const ADDRESS = "https://hooks.example.com/answer?key=in-the-address";
const ANSWER = JSON.stringify({
  session_id: "s-1",
  message_id: "m-1",
  reply: "你好 \u2028 <b>",
  "2": 1,
  "1": 2,
});
const signed = createSigned({ secret: SECRET, strict: true });

const ORIGIN: Origin = {
  messageId: "m-1",
  chatId: "s-1",
  threadId: null,
  chatKind: "private",
  senderId: null,
  sentAt: NOW,
  replyUrl: ADDRESS,
  replyUrlEndsAt: null,
  attachments: [],
};

function receiver(answer: () => Response | Error = () => new Response(null, { status: 204 })) {
  const calls: { url: string; init: RequestInit | undefined; headers: Headers; body: string }[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    calls.push({ url: String(input), init, headers: new Headers(init?.headers), body: String(init?.body) });
    const given = answer();
    if (given instanceof Error) throw given;
    return given;
  };
  return { calls, send: () => sendCallback(signed, fetcher, ADDRESS, ANSWER, NOW), fetcher };
}

describe("an answer", () => {
  it("is posted as the very JSON that was signed, in the way that we ask of others", async () => {
    const { calls, send } = receiver();
    expect(await send()).toEqual({ kind: "sent" });
    const [{ url, init, headers, body } = { headers: new Headers(), body: "" }] = calls;
    expect([url, init?.method, init?.redirect, body]).toEqual([ADDRESS, "POST", "manual", ANSWER]);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(headers.get("timestamp")).toBe(String(NOW));
    expect(headers.get("sign")).toBe(signatureOf(String(NOW)));
    expect(headers.get("x-body-signature")).toBe(bodySignatureOf(String(NOW), ANSWER));
    const taken = await signed.verify({ headers, body: bytesOf(body) }, NOW);
    expect(taken).toMatchObject({ ok: false, failure: { kind: "invalid", param: "message" } });
  });

  it.each([200, 201, 202, 204])("that is taken with %i is sent", async (status) => {
    expect(await receiver(() => new Response(null, { status })).send()).toEqual({ kind: "sent" });
  });

  it.each([408, 429, 500, 502, 503, 504])("that meets %i is tried again", async (status) => {
    const outcome = await receiver(() => new Response("x", { status })).send();
    expect(outcome).toMatchObject({
      kind: "again",
      pauseMs: null,
      error: expect.stringMatching(`^${status}: `),
    });
  });

  it("waits as long as it is asked to", async () => {
    const busy = () => new Response("x", { status: 503, headers: { "retry-after": "30" } });
    expect(await receiver(busy).send()).toMatchObject({ kind: "again", pauseMs: 30_000 });
  });

  it("that reaches nobody is tried again, and the address with its key is told to nobody", async () => {
    const outcome = await receiver(() => new Error(`connect ECONNREFUSED ${ADDRESS}`)).send();
    expect(outcome).toMatchObject({ kind: "again" });
    expect(JSON.stringify(outcome)).not.toMatch(/example|in-the-address/);
  });

  it.each([400, 401, 403, 404, 410, 413, 422])(
    "that is refused with %i is dead, with the status",
    async (status) => {
      const outcome = await receiver(() => new Response(`no ${ADDRESS}`, { status })).send();
      expect(outcome).toEqual({ kind: "dead", error: `${status}: The callback address refused the answer.` });
    },
  );

  it.each([301, 302, 303, 307, 308])(
    "that is sent elsewhere with %i is dead: nobody checked that address",
    async (status) => {
      const location = "http://169.254.169.254/";
      const { calls, send } = receiver(() => new Response(null, { status, headers: { location } }));
      expect(await send()).toMatchObject({ kind: "dead" });
      expect(calls).toHaveLength(1);
    },
  );
});

describe("as a channel's sender", () => {
  const part = { key: "k", index: 0, markdown: ANSWER, failed: false };

  it("an answer is one part, whatever its length: half a JSON is none", () => {
    const sender = callbackSender(signed, receiver().fetcher, () => NOW);
    const long = JSON.stringify({ reply: "x\n\n".repeat(50_000) });
    expect(sender.split(long)).toEqual([long]);
    expect(sender.split("")).toEqual([]);
  });

  it("it goes to the address that came with the delivery, or to nobody", async () => {
    const { calls, fetcher } = receiver();
    const sender = callbackSender(signed, fetcher, () => NOW);
    const note = () => undefined;
    expect(await sender.send(ORIGIN, part, NOTHING_SENT, note)).toEqual({ kind: "sent" });
    expect(await sender.send({ ...ORIGIN, replyUrl: null }, part, NOTHING_SENT, note)).toMatchObject({
      kind: "dead",
    });
    expect(calls.map(({ url }) => url)).toEqual([ADDRESS]);
  });

  it("nothing unfinished is shown, and no call is spent on signs or files", async () => {
    const { calls, fetcher } = receiver();
    const sender = callbackSender(signed, fetcher, () => NOW);
    expect(sender.show).toBeNull();
    expect(await sender.beginWork(ORIGIN)).toBeNull();
    await sender.endWork(ORIGIN, "x");
    const image = { kind: "image", key: "k" } as const;
    expect(await sender.fetchAttachment(ORIGIN, image)).toMatchObject({
      ok: false,
      error: { kind: "refused" },
    });
    expect(calls).toEqual([]);
  });
});
