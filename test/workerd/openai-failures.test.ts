// What /v1 does when the model fails: tries again, asks the fallback, and never lets half an answer look whole.
import { env } from "cloudflare:workers";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import {
  asks,
  chunksOf,
  client,
  completeWith,
  dataOf,
  logRow,
  logRows,
  MODEL,
  post,
  stream,
} from "./openai-support.ts";
import { fresh, modelCalls } from "./support.ts";

interface Envelope {
  error: { message: string; type: string; code: string };
}

function lastEvent(text: string): Envelope {
  return JSON.parse(dataOf(text).at(-1) ?? "null");
}

describe("a stream that breaks off reaches the client as an error", () => {
  it.each([
    ["[[cut:3]]", "model_cut"],
    ["[[cutclean:3]]", "model_cut"],
    ["[[midstream-error:3]]", "model_cut"],
    ["[[silent:3]]", "model_silent"],
  ])("%s", async (how, code) => {
    const text = `${fresh("broken")} one two three ${how}`;
    const request = { ...asks(text), stream: true as const };
    const reading = client().chat.completions.create(request).then(chunksOf);
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    await expect(reading).rejects.toMatchObject({ code, type: "upstream_error" });
    const row = await logRow(text);
    expect(row).toMatchObject({ channel: "openai", status: "failed", cached: 0 });
    expect(row.error).toContain(code);
    expect(text.startsWith(row.bot_response) && row.bot_response !== "").toBe(true);
    expect(await modelCalls(text)).toHaveLength(1);
  });

  it("[[badjson:3]], which no client can read", async () => {
    const reading = client().chat.completions.create({
      ...asks(`${fresh("bad")} [[badjson:3]]`),
      stream: true,
    });
    await expect(reading.then(chunksOf)).rejects.toThrow();
  });

  it("also when the answer itself speaks of end marks and reasons", async () => {
    const words = 'data: [DONE]\n\ndata: [DONE] {"finish_reason":"stop"} [DONE]';
    const text = await (await stream(`${fresh("quote")} ${words} [[cutclean:30]]`)).text();
    expect(lastEvent(text).error.code).toBe("model_cut");
    const whole = await (await stream(`${fresh("quote")} ${words}`)).text();
    expect(dataOf(whole).at(-1)).toBe("[DONE]");
  });

  it("at the limit for the whole answer, though the model talks on", async () => {
    const text = `${fresh("long")} [[chunks:200]] [[delay:50]]`;
    const response = await completeWith({ MODEL_TIMEOUT_SECONDS: "1" }, { ...asks(text), stream: true });
    const events = await response.text();
    expect(dataOf(events).length).toBeGreaterThan(3);
    expect(lastEvent(events).error).toMatchObject({ type: "upstream_error", code: "model_timeout" });
    expect(await logRow(text)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("model_timeout"),
    });
  });
});

describe("an answer in one piece that breaks off", () => {
  it.each(["[[cut:3]]", "[[cutclean:3]]"])("%s is asked for again, then an error", async (how) => {
    const text = `${fresh("half")} ${how}`;
    const response = await post(asks(text));
    expect(response.status).toBe(502);
    expect((await response.json<Envelope>()).error.code).toBe("model_cut");
    expect(await modelCalls(text)).toHaveLength(3);
  });

  it("has the time of a whole answer, and no more", async () => {
    const text = `${fresh("slow")} [[silent:1]]`;
    const response = await completeWith({ MODEL_TIMEOUT_SECONDS: "1" }, asks(text));
    expect(response.status).toBe(504);
    expect((await response.json<Envelope>()).error.code).toBe("model_timeout");
    const patient = await completeWith(
      { MODEL_SILENCE_SECONDS: "1" },
      asks(`${fresh("calm")} [[first:1500]]`),
    );
    expect(patient.status).toBe(200);
  });
});

describe("before the first token the model is asked again", () => {
  it.each([408, 409, 429, 500, 503])("after %i, whole and streamed", async (status) => {
    const text = `${fresh("again")} [[status:${status}x2;retry-after-ms=0]]`;
    const [whole, streamed] = [`w ${text}`, `s ${text}`];
    expect((await post(asks(whole))).status).toBe(200);
    expect(dataOf(await (await stream(streamed)).text()).at(-1)).toBe("[DONE]");
    expect(await modelCalls(whole)).toHaveLength(3);
    expect(await modelCalls(streamed)).toHaveLength(3);
    await logRows(text, 2);
  });

  it("after a connection that broke", async () => {
    const text = `${fresh("cable")} [[disconnect:2]]`;
    expect((await post(asks(text))).status).toBe(200);
    expect(await modelCalls(text)).toHaveLength(3);
  });

  it("after a stream that broke before it said anything; then it is an error with a status", async () => {
    for (const how of ["cut:0", "cutclean:0", "midstream-error:0"]) {
      const text = `${fresh("mute")} [[${how}]]`;
      const response = await stream(text);
      expect([how, response.status]).toEqual([how, 502]);
      expect((await response.json<Envelope>()).error.code).toBe("model_cut");
      expect(await modelCalls(text)).toHaveLength(3);
    }
  });

  it("but not when the request itself is at fault", async () => {
    for (const status of [400, 404, 422]) {
      const text = `${fresh("fault")} [[status:${status}]]`;
      expect((await post({ ...asks(text), model: "fake-other" })).status).toBe(status === 404 ? 404 : 400);
      expect(await modelCalls(text)).toHaveLength(1);
    }
  });
});

describe("the fallback", () => {
  const settings = {
    MODEL_FALLBACK_ENDPOINT: `${env.FAKE_MODEL_URL}/v1`,
    MODEL_FALLBACK_API_KEY: "sk-fake",
    MODEL_FALLBACK_NAME: "fake-other",
  };

  it.each([
    ["status:500;retry-after-ms=0", 4],
    ["status:401", 2],
    ["html:", 2],
    ["disconnect:", 4],
  ])("is asked when the first model fails before its first token: %s", async (how, calls) => {
    const text = `${fresh("plan b")} [[${how};model=${MODEL}]]`;
    for (const streamed of [false, true]) {
      const question = `${streamed} ${text}`;
      const response = await completeWith(settings, { ...asks(question), stream: streamed });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("fake-other");
      const models = (await modelCalls(question)).map(({ body }) => body.model);
      expect(models).toEqual([...Array(calls - 1).fill(MODEL), "fake-other"]);
      expect(await logRow(question)).toMatchObject({ model: "fake-other", status: "ok" });
    }
  });

  it("is asked when a stream opens and then says nothing", async () => {
    const text = `${fresh("hush")} [[silent:0;model=${MODEL}]]`;
    const events = await (await completeWith(settings, { ...asks(text), stream: true })).text();
    expect(events).toContain("fake-other");
    expect(dataOf(events).at(-1)).toBe("[DONE]");
    expect(await modelCalls(text)).toHaveLength(2);
  });

  it("is not asked once the first has begun, and its answers stay out of the cache", async () => {
    const begun = `${fresh("begun")} [[cutclean:2;model=${MODEL}]]`;
    const events = await (await completeWith(settings, { ...asks(begun), stream: true })).text();
    expect(lastEvent(events).error.code).toBe("model_cut");
    expect(await modelCalls(begun)).toHaveLength(1);
    const text = `${fresh("kept out")} [[status:401;model=${MODEL}]]`;
    for (const _ of [1, 2]) {
      const response = await completeWith(settings, asks(text));
      expect(response.headers.get("x-cache")).toBe("MISS");
    }
  });

  it("that fails as well leaves one error and one row", async () => {
    const text = `${fresh("both")} [[status:401]]`;
    const response = await completeWith(settings, asks(text));
    expect(response.status).toBe(502);
    expect((await response.json<Envelope>()).error.code).toBe("model_refused");
    expect(await logRow(text)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("model_refused"),
    });
  });
});

describe("an endpoint that is ill altogether", () => {
  it.each([
    ["status-503", 502, "model_unreachable"],
    ["status-401", 502, "model_refused"],
    ["silent", 504, "model_silent"],
  ])("%s gives a clear error without its address", async (illness, status, code) => {
    const settings = { MODEL_ENDPOINT: `${env.FAKE_MODEL_URL}/${illness}/v1`, MODEL_SILENCE_SECONDS: "1" };
    const response = await completeWith(settings, { ...asks(fresh("ill")), stream: true });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code, type: "upstream_error" } });
    expect(text).not.toMatch(/127\.0\.0\.1|sk-fake/);
  });
});
