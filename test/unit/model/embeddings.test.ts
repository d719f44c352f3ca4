// Vectors of texts, against a server on loopback: what it is asked, which answers count, and what a failure says.
import { expect, it } from "vitest";
import { createEmbeddings } from "../../../src/model/embeddings.ts";
import { startFakeModel } from "../../support/fake-model.ts";
import { type Answer, answerJson, answerWithoutEnd, withLoopback } from "./loopback.ts";

async function embed(answer: Answer, texts: string[], signal?: AbortSignal) {
  return withLoopback(answer, async ({ endpoint, arrived }) => {
    const result = await createEmbeddings(endpoint, fetch, Date.now).embed(texts, signal);
    return { result, arrived, host: new URL(endpoint.baseUrl).host };
  });
}

const vectors = (...data: object[]) => answerJson(200, JSON.stringify({ data }));

it("each text has the vector of its index, and near texts have near vectors", async () => {
  const fake = await startFakeModel({ apiKey: "sk-fake" });
  const endpoint = { baseUrl: `${fake.url}/v1`, apiKey: "sk-fake", model: "fake-embedding" };
  const texts = ["a new car", "the automobile", "soup of the day"];
  const result = await createEmbeddings(endpoint, fetch, Date.now).embed(texts);
  const body = fake.requests.at(-1)?.body;
  await fake.close();
  expect(body).toEqual({ model: "fake-embedding", input: texts, encoding_format: "float" });
  if (!result.ok) throw new Error("no vectors");
  const [car = [], automobile = [], soup = []] = result.value;
  const product = (other: number[]) =>
    car.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
  expect(product(car)).toBeCloseTo(1);
  expect(product(automobile)).toBeGreaterThan(product(soup) + 0.3);
});

it.each<[string, Answer]>([
  ["too few", vectors({ index: 0, embedding: [1, 2] })],
  ["two of one index", vectors({ index: 0, embedding: [1] }, { index: 0, embedding: [1] })],
  ["an index far out", vectors({ index: 0, embedding: [1] }, { index: 4e9, embedding: [1] })],
  ["of two lengths", vectors({ embedding: [1, 2] }, { embedding: [1] })],
  ["empty", vectors({ embedding: [] }, { embedding: [] })],
  ["of texts", vectors({ embedding: ["1"] }, { embedding: ["2"] })],
  ["not finite", answerJson(200, '{"data":[{"embedding":[1e999]},{"embedding":[1]}]}')],
  ["no list", answerJson(200, '{"data":{"0":1}}')],
  ["another service's page", answerJson(200, "<h1>Hello</h1>")],
  ["without end", answerWithoutEnd(200)],
])("vectors that are %s are none", async (_, answer) => {
  const { result } = await embed(answer, ["a", "b"]);
  expect(result).toEqual({
    ok: false,
    failure: {
      kind: "upstream",
      reason: "malformed",
      message: expect.stringContaining("check EMBEDDING_ENDPOINT"),
    },
  });
});

it("a failure names the settings that matter, and neither key nor address", async () => {
  const refused = await embed(answerJson(401, '{"error":{"message":"wrong key sk-very-secret"}}'), ["a"]);
  const failure = refused.result.ok ? null : refused.result.failure;
  expect(failure).toMatchObject({
    message: expect.stringContaining("EMBEDDING_ENDPOINT, EMBEDDING_API_KEY and EMBEDDING_MODEL"),
  });
  const long = await embed(
    answerJson(400, '{"error":{"message":"at most 10 texts at http://127.0.0.1:1/v1"}}'),
    ["a"],
  );
  expect(long.result).toMatchObject({
    ok: false,
    failure: { kind: "invalid", message: "at most 10 texts at …" },
  });
  expect(JSON.stringify([refused.result, long.result])).not.toMatch(/sk-very-secret|127\.0\.0\.1/);
  const stopped = await embed(() => undefined, ["a"], AbortSignal.timeout(20));
  expect(stopped.result).toMatchObject({ ok: false, failure: { reason: "unreachable" } });
});
