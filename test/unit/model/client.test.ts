// The calls to an endpoint, against a real server on loopback; the official client is the oracle for what an endpoint sees.
import { inspect } from "node:util";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../src/core/endpoint.ts";
import { ConnectionError, StatusError } from "../../../src/model/call-error.ts";
import { createOpenCompletion, type Fetch, listModels } from "../../../src/model/client.ts";
import { answerJson, answerWithoutEnd, withLoopback } from "./loopback.ts";

const BODY = { model: "m", messages: [{ role: "user", content: "你好 🌍" }], stream: true };
const open = createOpenCompletion(fetch);
const never = new AbortController().signal;
const ask = (endpoint: Endpoint, signal = never) => open(endpoint, BODY, signal);
const official = (endpoint: Endpoint) =>
  new OpenAI({ baseURL: endpoint.baseUrl, apiKey: endpoint.apiKey, maxRetries: 0, logLevel: "off" });

/** What a call threw; a call that throws nothing fails the test. */
async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (outcome === null) throw new Error("the call was to fail");
  return outcome.error;
}

describe("an endpoint sees what the official client would send", () => {
  const seen = ["accept", "authorization", "content-type"];

  it("for a completion", async () => {
    const [ours, theirs] = await withLoopback(answerJson(200, "{}"), async ({ endpoint, arrived }) => {
      await ask(endpoint);
      await official(endpoint).post("/chat/completions", { body: BODY, stream: true }).asResponse();
      return arrived;
    });
    expect(ours).toMatchObject({ method: "POST", path: "/v1/chat/completions" });
    expect([ours?.method, ours?.path, ours?.body]).toEqual([theirs?.method, theirs?.path, theirs?.body]);
    expect(JSON.parse(ours?.body ?? "")).toEqual(BODY);
    for (const name of seen) expect([name, ours?.headers[name]]).toEqual([name, theirs?.headers[name]]);
    expect(ours?.headers).toMatchObject({
      authorization: "Bearer sk-very-secret",
      "user-agent": "clawdbot-edge",
    });
  });

  it("for the list of models", async () => {
    const [ours, theirs] = await withLoopback(
      answerJson(200, '{"data":[]}'),
      async ({ endpoint, arrived }) => {
        await listModels(fetch, endpoint, 1_000);
        await official(endpoint).models.list();
        return arrived;
      },
    );
    expect(ours).toMatchObject({ method: "GET", path: "/v1/models", body: "" });
    for (const name of seen) expect([name, ours?.headers[name]]).toEqual([name, theirs?.headers[name]]);
  });
});

describe("an answer", () => {
  it("is handed on as it is, while it still goes on", async () => {
    await withLoopback(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n");
      },
      async ({ endpoint, callClosed }) => {
        const response = await ask(endpoint);
        const reader = response.body?.getReader();
        expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
        expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");
        await reader?.cancel();
        await callClosed;
      },
    );
  });

  it("ends with the caller's signal, before its status and in the middle of its body", async () => {
    await withLoopback(
      () => undefined,
      async ({ endpoint, callClosed }) => {
        const stop = AbortSignal.timeout(50);
        expect(await thrownBy(ask(endpoint, stop))).toBeInstanceOf(ConnectionError);
        await callClosed;
      },
    );
    await withLoopback(answerWithoutEnd(200), async ({ endpoint, callClosed }) => {
      const stop = new AbortController();
      const response = await ask(endpoint, stop.signal);
      stop.abort();
      await expect(response.text()).rejects.toThrow();
      await callClosed;
    });
  });

  it("is not even asked for when the signal has already aborted", async () => {
    await withLoopback(answerJson(200, "{}"), async ({ endpoint, arrived }) => {
      expect(await thrownBy(ask(endpoint, AbortSignal.abort()))).toBeInstanceOf(ConnectionError);
      expect(arrived).toEqual([]);
    });
  });
});

describe("an error status", () => {
  it.each([
    [
      '{"error":{"message":"too long","code":"c","param":"p"}}',
      { message: "too long", code: "c", param: "p" },
    ],
    ['{"error":"a sentence"}', "a sentence"],
    ['{"object":"error","message":"no envelope"}', { object: "error", message: "no envelope" }],
    ['{"error":null,"message":"empty envelope"}', { error: null, message: "empty envelope" }],
    ["{}", {}],
    ['{"error":{"message":"cut', undefined],
    ["<h1>Bad gateway</h1>", undefined],
    ["null", undefined],
    ['"words"', undefined],
    ["", undefined],
  ])("with the body %s is read as the official client reads it", async (text, error) => {
    await withLoopback(answerJson(400, text, { "retry-after": "7" }), async ({ endpoint }) => {
      const ours = await thrownBy(ask(endpoint));
      const theirs = await thrownBy(official(endpoint).post("/chat/completions", { body: BODY }));
      expect(ours).toBeInstanceOf(StatusError);
      expect(ours).toMatchObject({ status: 400, error });
      expect(theirs).toMatchObject({ status: 400, error });
      expect(ours instanceof StatusError && ours.headers.get("retry-after")).toBe("7");
    });
  });

  it("with a list or a number as its body has no words", async () => {
    for (const text of ["[1]", "5"])
      await withLoopback(answerJson(500, text), async ({ endpoint }) => {
        expect(await thrownBy(ask(endpoint))).toMatchObject({ status: 500, error: undefined });
      });
  });

  it.each([301, 302, 303, 307, 308])("%i is one too: nobody is followed elsewhere", async (status) => {
    await withLoopback(answerJson(200, "{}"), async (elsewhere) => {
      const location = `${elsewhere.endpoint.baseUrl}/chat/completions`;
      await withLoopback(answerJson(status, "", { location }), async ({ endpoint, arrived }) => {
        expect(await thrownBy(ask(endpoint))).toMatchObject({ name: "StatusError", status });
        expect(await thrownBy(listModels(fetch, endpoint, 1_000))).toMatchObject({ status });
        expect(arrived).toHaveLength(2);
      });
      expect(elsewhere.arrived).toEqual([]);
    });
  });

  it("with a body without end is told at once, and its connection let go", async () => {
    await withLoopback(answerWithoutEnd(503), async ({ endpoint, callClosed }) => {
      expect(await thrownBy(ask(endpoint))).toMatchObject({ status: 503, error: undefined });
      await callClosed;
    });
  });

  it("with a body that begins and falls silent is told soon, and its connection let go", async () => {
    await withLoopback(
      (response) => void response.writeHead(429, { "retry-after": "1" }).write('{"error":'),
      async ({ endpoint, callClosed }) => {
        const started = performance.now();
        expect(await thrownBy(ask(endpoint))).toMatchObject({ status: 429, error: undefined });
        expect(performance.now() - started).toBeLessThan(6_000);
        await callClosed;
      },
    );
  });

  it("with a body that breaks off is still that status", async () => {
    await withLoopback(
      (response) => {
        response.writeHead(422, { "content-length": "1000" });
        response.write('{"error":', () => response.destroy());
      },
      async ({ endpoint }) => {
        expect(await thrownBy(ask(endpoint))).toMatchObject({ name: "StatusError", status: 422 });
      },
    );
  });
});

describe("a call that reaches nobody", () => {
  const nowhere = { baseUrl: "http://127.0.0.1:1/v1", apiKey: "sk-very-secret", model: "m" };

  it("is a failed connection: broken before an answer, refused, or at an address that is none", async () => {
    await withLoopback(
      (response) => response.destroy(),
      async ({ endpoint }) => {
        expect(await thrownBy(ask(endpoint))).toBeInstanceOf(ConnectionError);
      },
    );
    expect(await thrownBy(ask(nowhere))).toBeInstanceOf(ConnectionError);
    expect(await thrownBy(ask({ ...nowhere, baseUrl: "http://h:99999" }))).toBeInstanceOf(ConnectionError);
    const throwing: Fetch = () => {
      throw new TypeError("no network");
    };
    const opened = createOpenCompletion(throwing)(nowhere, BODY, never);
    expect(await thrownBy(opened)).toBeInstanceOf(ConnectionError);
  });

  it("tells neither key nor address, be it that the key fits no header", async () => {
    const broken = { ...nowhere, apiKey: "sk-very-secret\nX: y" };
    await withLoopback(answerJson(401, '{"error":{}}'), async ({ endpoint }) => {
      for (const tried of [broken, nowhere, endpoint]) {
        const told = inspect(await thrownBy(ask(tried)), { depth: 5 });
        expect(told).toMatch(/^(Connection|Status)Error: The endpoint /);
        expect(told).not.toMatch(/very-secret|127\.0\.0\.1/);
      }
    });
  });
});
