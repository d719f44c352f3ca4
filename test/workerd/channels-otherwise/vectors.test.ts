// Documents with an endpoint for embeddings: what shares no word with the question is found by its meaning, and words are enough where
// that endpoint fails.
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import type { Retrieval } from "../../../src/core/document.ts";
import type { IndexState } from "../../../src/core/document-offer.ts";
import { ADMIN, bearer, call, callWith, jsonRequest } from "../support.ts";

const JSON_HEADERS = { ...bearer(ADMIN), "content-type": "application/json" };

async function state(): Promise<IndexState> {
  return (await call("/api/admin/knowledge-index", { headers: bearer(ADMIN) })).json<IndexState>();
}

async function put(id: string, content: string, tags: string[] = []): Promise<void> {
  const body = JSON.stringify({ title: id, content, tags });
  const response = await call(`/api/admin/knowledge/${id}`, { method: "PUT", body, headers: JSON_HEADERS });
  expect(response.status).toBeLessThan(300);
}

async function untilVectors(count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { vectors } = await state();
      expect(vectors).toEqual({
        model: "fake-embedding",
        done: count,
        wanted: count,
        left_out: 0,
        last_error: null,
      });
    },
    { timeout: 10_000, interval: 30 },
  );
}

async function search(
  question: string,
  more: object = {},
  settings?: Record<string, string>,
): Promise<Retrieval> {
  const init = jsonRequest({ question, ...more }, bearer(ADMIN));
  const path = "/api/admin/knowledge-search";
  const response = await (settings === undefined ? call(path, init) : callWith(settings, path, init));
  expect(response.status).toBe(200);
  return response.json<Retrieval>();
}

test("a passage is found by its meaning, in its scope, for as long as it is there", async () => {
  await put("garage", "## Underground\n\nThe automobile stands below the building.", ["site"]);
  await put("canteen", "## Lunch\n\nNoodles are served at noon.");
  await untilVectors(2);
  const { passages, candidates } = await search("Which car?");
  expect(passages.map(({ document_id }) => document_id)).toEqual(["garage"]);
  expect(candidates[0]).toMatchObject({ lexical_rank: null, vector_rank: 1, chosen: true });
  expect((await search("汽车在哪？")).passages[0]?.document_id).toBe("garage");
  expect((await search("Which car?", { tags: ["site"] })).passages).toHaveLength(1);
  expect((await search("Which car?", { tags: ["food"] })).passages).toEqual([]);
  await put("garage", "## Underground\n\nBicycles stand below the building.", ["site"]);
  await untilVectors(2);
  expect((await search("Which car?")).passages).toEqual([]);
  const gone = await call("/api/admin/knowledge/garage", { method: "DELETE", headers: bearer(ADMIN) });
  expect(gone.status).toBe(204);
  await untilVectors(1);
});

test.each(["status-503", "status-401"])("words are enough while the endpoint says %s", async (illness) => {
  await put("canteen", "## Lunch\n\nNoodles are served at noon.");
  const { passages } = await search(
    "When are noodles served?",
    {},
    {
      EMBEDDING_ENDPOINT: `${env.FAKE_MODEL_URL}/${illness}/v1`,
    },
  );
  expect(passages[0]).toMatchObject({ document_id: "canteen", vector_rank: null });
});
