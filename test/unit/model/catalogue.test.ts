// Which models an endpoint has, asked of a real server on loopback; the official client is the oracle for what still is an answer.
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../src/core/endpoint.ts";
import { readCatalogue } from "../../../src/model/catalogue.ts";
import { type Answer, answerJson, answerWithoutEnd, withLoopback } from "./loopback.ts";

const read = (endpoint: Endpoint, now = Date.now) => readCatalogue(endpoint, fetch, now);
const catalogueOf = (answer: Answer) => withLoopback(answer, ({ endpoint }) => read(endpoint));

/** Whether the official client makes a page of it, and how many models stand there. */
async function oracle({ baseUrl, apiKey }: Endpoint): Promise<{ reachable: boolean; models: number }> {
  const client = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, logLevel: "off" });
  try {
    const { data } = await client.models.list();
    return { reachable: true, models: Array.isArray(data) ? data.length : 0 };
  } catch {
    return { reachable: false, models: 0 };
  }
}

describe("a catalogue", () => {
  it("holds the models with what the endpoint says of them, and leaves out what is none", async () => {
    const data = [
      { id: "a", object: "model", created: 7, owned_by: "somebody" },
      { id: "b", created: "yesterday", owned_by: null },
      { id: 5 },
      "c",
      null,
      ["d"],
    ];
    expect(await catalogueOf(answerJson(200, JSON.stringify({ object: "list", data })))).toEqual({
      reachable: true,
      models: [
        { id: "a", created: 7, ownedBy: "somebody" },
        { id: "b", created: 0, ownedBy: "unknown" },
      ],
      latencyMs: expect.any(Number),
    });
  });

  it("holds at most a thousand", async () => {
    const data = Array.from({ length: 1_500 }, (_, index) => ({ id: `m${index}` }));
    expect((await catalogueOf(answerJson(200, JSON.stringify({ data })))).models).toHaveLength(1_000);
  });

  it.each([
    ['{"data":[{"id":"a"}]}', "application/json"],
    ['{"data":[{"id":"a"}]}', "application/json; charset=utf-8"],
    ['{"data":[{"id":"a"}]}', "Application/Problem+JSON ; x=y"],
    ['{"data":[{"id":"a"}]}', "text/plain"],
    ['{"data":null}', "application/json"],
    ['{"data":{"a":1}}', "application/json"],
    ['{"models":[]}', "application/json"],
    ['[{"id":"a"}]', "application/json"],
    ['"words"', "application/json"],
    ["null", "application/json"],
    ['{"data":[{"id":"a"}', "application/json"],
    ["", "application/json"],
    ["<h1>Welcome</h1>", "text/html"],
    ["<h1>Welcome</h1>", "application/json"],
  ])("of the body %s as %s is what the official client makes of it", async (body, contentType) => {
    const answer = answerJson(200, body, { "content-type": contentType });
    const [ours, theirs] = await withLoopback(answer, async ({ endpoint }) => [
      await read(endpoint),
      await oracle(endpoint),
    ]);
    expect({ reachable: ours.reachable, models: ours.models.length }).toEqual(theirs);
  });
});

describe("an endpoint", () => {
  it.each([404, 405])("that answers %i is there and has no list", async (status) => {
    expect(await catalogueOf(answerJson(status, ""))).toMatchObject({ reachable: true, models: [] });
  });

  it.each([302, 401, 429, 500])("that answers %i does not work", async (status) => {
    const answer = answerJson(status, '{"data":[{"id":"a"}]}');
    expect(await catalogueOf(answer)).toMatchObject({ reachable: false, models: [] });
  });

  it("that breaks its connection does not work, before its answer or within", async () => {
    const within: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"data":[', () => response.destroy());
    };
    for (const answer of [((response) => response.destroy()) satisfies Answer, within])
      expect(await catalogueOf(answer)).toMatchObject({ reachable: false, models: [] });
  });

  it("with a list without end does not work, and is let go", async () => {
    await withLoopback(answerWithoutEnd(200), async ({ endpoint, callClosed }) => {
      expect(await read(endpoint)).toMatchObject({ reachable: false, models: [] });
      await callClosed;
    });
  });

  it("is asked once in thirty seconds, however many ask at the same moment", async () => {
    await withLoopback(answerJson(200, '{"data":[{"id":"a"}]}'), async ({ endpoint, arrived }) => {
      let passed = 0;
      const now = () => Date.now() + passed;
      const all = await Promise.all([1, 2, 3, 4].map(() => read(endpoint, now)));
      expect(all.map(({ models }) => models.length)).toEqual([1, 1, 1, 1]);
      passed = 29_000;
      await read(endpoint, now);
      expect(arrived).toHaveLength(1);
      passed = 31_000;
      await read(endpoint, now);
      expect(arrived).toHaveLength(2);
    });
  });
});
