// Vectors of passages, in a Durable Object's real SQLite: made behind the index, found by their nearness, gone with their document.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { DocumentRecord } from "../../src/core/document.ts";
import { fail, type Result, succeed } from "../../src/core/result.ts";
import { DocumentVectors } from "../../src/maintenance/document-vectors.ts";
import { VectorPages } from "../../src/maintenance/vector-pages.ts";
import { type Services, servicesOf } from "../../src/services.ts";
import { fresh, quietTelemetry } from "./support.ts";

const DIMENSION = 96;

/** The same numbers for the same seed. */
function numbers(seed: number): number[] {
  let state = seed * 2654435761 + 1;
  return Array.from({ length: DIMENSION }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state >>> 0) % 2000) / 1000 - 1;
  });
}

function exact(one: number[], other: number[]): number {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

function record(id: string, passages: number, tags: string[] = []): DocumentRecord {
  const facts = {
    format: "markdown",
    language: "en",
    url: null,
    bytes: 1,
    sha256: "",
    updated_at: "",
  } as const;
  return { ...facts, id, title: id, tags, passages };
}

/** Documents whose passages are called `id/0`, `id/1`…, each with the vector that its name stands for. */
class Stage {
  readonly records: DocumentRecord[] = [];
  readonly batches: number[] = [];
  model = "one";
  dimension = DIMENSION;
  answer: (() => Result<number[][]>) | null = null;

  services(): Services {
    const { documents, ...services } = servicesOf(env);
    return {
      ...services,
      telemetry: quietTelemetry(),
      documents: {
        ...documents,
        list: async ({ after, limit }) => this.records.filter(({ id }) => id > (after ?? "")).slice(0, limit),
        passages: async (id) => {
          const count = this.records.find((row) => row.id === id)?.passages ?? 0;
          return Array.from({ length: count }, (_, index) => ({ heading: "", text: `${id}/${index}` }));
        },
      },
      embeddings: {
        model: this.model,
        embed: async (texts) => {
          this.batches.push(texts.length);
          return this.answer?.() ?? succeed(texts.map((text) => this.vector(text.split("\n")[1] ?? "")));
        },
      },
    };
  }

  vector(name: string): number[] {
    const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99991, 7);
    return numbers(seed).slice(0, this.dimension);
  }
}

const keeperOf = () => env.DOCUMENTS.getByName(fresh("vectors"));

async function untilIdle(vectors: DocumentVectors): Promise<void> {
  while (vectors.dueAt() !== null) await vectors.advance();
}

test("passages get their vectors in batches of 64 across documents, and the nearest is the one that is asked for", async () => {
  const stage = new Stage();
  stage.records.push(record("a", 130), record("b", 3, ["hr"]), record("c", 2));
  await runInDurableObject(keeperOf(), async (_, { storage }) => {
    const vectors = new DocumentVectors(storage, stage.services());
    expect(vectors.state()).toEqual({ model: "one", done: 0, wanted: 0, left_out: 0, last_error: null });
    await untilIdle(vectors);
    expect(stage.batches).toEqual([64, 64, 7]);
    expect(vectors.state()).toMatchObject({ done: 135, wanted: 135, left_out: 0 });
    const near = (name: string, scope: "all" | "none" | { tags: string[] }) =>
      vectors.nearest("one", stage.vector(name), 3, scope);
    expect(near("a/128", "all")[0]).toMatchObject({ documentId: "a", position: 128 });
    expect(near("a/128", "all")[0]?.similarity).toBeGreaterThan(0.99);
    expect(near("b/1", { tags: ["hr", "it"] }).map(({ documentId }) => documentId)).toEqual(["b", "b", "b"]);
    expect(near("b/1", { tags: ["it"] })).toEqual([]);
    expect(near("b/1", "none")).toEqual([]);
    expect(vectors.nearest("two", stage.vector("b/1"), 3, "all")).toEqual([]);
    expect(vectors.nearest("one", [1, 2], 3, "all")).toEqual([]);
    // After a restart they are read from the disk.
    const again = new DocumentVectors(storage, stage.services());
    expect(again.nearest("one", stage.vector("c/1"), 1, "all")[0]).toMatchObject({
      documentId: "c",
      position: 1,
    });
  });
});

test("a document that changed or went takes its vectors along, also in the middle of a batch", async () => {
  const stage = new Stage();
  stage.records.push(record("a", 2), record("b", 2));
  await runInDurableObject(keeperOf(), async (_, { storage }) => {
    const vectors = new DocumentVectors(storage, stage.services());
    await untilIdle(vectors);
    vectors.removed("a");
    expect(vectors.state()).toMatchObject({ done: 2, wanted: 2 });
    stage.records[1] = record("b", 5);
    vectors.changed(record("b", 5));
    expect(vectors.nearest("one", stage.vector("b/0"), 5, "all")).toEqual([]);
    stage.answer = () => {
      stage.answer = null;
      vectors.removed("b");
      return succeed(Array.from({ length: 5 }, (_, index) => stage.vector(`b/${index}`)));
    };
    await untilIdle(vectors);
    expect(vectors.state()).toMatchObject({ done: 0, wanted: 0 });
  });
});

test("another model, or another length, makes all anew; a failing endpoint is left in peace for a while", async () => {
  const stage = new Stage();
  stage.records.push(record("a", 3));
  const stub = keeperOf();
  await runInDurableObject(stub, async (_, { storage }) => {
    await untilIdle(new DocumentVectors(storage, stage.services()));
    stage.model = "two";
    stage.answer = () => fail({ kind: "upstream", reason: "refused", message: "no such model" });
    const vectors = new DocumentVectors(storage, stage.services());
    expect(vectors.state()).toMatchObject({ model: "two", done: 0 });
    await vectors.advance();
    expect(vectors.state()).toMatchObject({ done: 0, wanted: 3, last_error: "no such model" });
    expect(vectors.dueAt()).toBeGreaterThan(Date.now());
  });
  await evictDurableObject(stub);
  await runInDurableObject(stub, async (_, { storage }) => {
    stage.answer = null;
    stage.dimension = 40;
    const vectors = new DocumentVectors(storage, stage.services());
    await untilIdle(vectors);
    expect(vectors.state()).toMatchObject({ model: "two", done: 3, wanted: 3, last_error: null });
    stage.dimension = 64;
    vectors.changed(record("a", 3));
    await untilIdle(vectors);
    expect(vectors.nearest("two", stage.vector("a/2"), 1, "all")[0]).toMatchObject({ position: 2 });
  });
});

test("among three thousand, nine of the ten nearest by the exact cosine are found", async () => {
  const all = Array.from({ length: 3000 }, (_, index) => numbers(index + 1));
  await runInDurableObject(keeperOf(), (_, { storage }) => {
    const pages = new VectorPages(storage.sql);
    for (let start = 0; start < all.length; start += 64)
      pages.add("d", start, [], all.slice(start, start + 64));
    let found = 0;
    for (let asked = 0; asked < 10; asked += 1) {
      const question = numbers(77_000 + asked);
      const best = all
        .map((vector, position) => ({ position, similarity: exact(vector, question) }))
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, 10);
      const near = new Set(pages.nearest(question, 10, "all").map(({ position }) => position));
      found += best.filter(({ position }) => near.has(position)).length;
    }
    expect(found).toBeGreaterThanOrEqual(90);
  });
});
