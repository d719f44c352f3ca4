// How long a search takes among more and more passages, and how fast passages are indexed. The index is filled directly; each search
// goes through the Worker's own door.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Section } from "../../../src/core/document.ts";
import { saveDocument } from "../../../src/knowledge/document-index.ts";
import { createSimplify, type Simplify } from "../../../src/knowledge/terms.ts";
import { ROOT } from "../bundle.ts";
import { ADMIN } from "../calls.ts";
import { type Call, timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { makePassages, readHandbook } from "../handbook.ts";
import type { Stage } from "../stage.ts";

const FEW = 1_000;
const MORE = 10_000;
const MANY = 100_000;
const PASSAGES_A_DOCUMENT = 50;

function searchFigure(passages: number, most: number): FigureDefinition {
  return {
    name: `search-${passages}`,
    title: `search among ${passages.toLocaleString("en-US")} passages`,
    against: `among ${FEW.toLocaleString("en-US")}`,
    unit: "ms",
    comparison: "ratio",
    aim: { bound: "at most", value: most },
  };
}

export const searchMore = searchFigure(MORE, 3);
export const searchMany = searchFigure(MANY, 3);

export const indexing: FigureDefinition = {
  name: "indexing",
  title: "passages indexed",
  against: "the same passages stored as rows alone",
  unit: "a second",
  comparison: "alone",
  aim: null,
};

export async function measureSearchMore(stage: Stage): Promise<Figure> {
  return figureOf(searchMore, { baseline: await timesAt(stage, FEW), measured: await timesAt(stage, MORE) });
}

export async function measureSearchMany(stage: Stage): Promise<Figure> {
  return figureOf(searchMany, { baseline: await timesAt(stage, FEW), measured: await timesAt(stage, MANY) });
}

export async function measureIndexing(stage: Stage): Promise<Figure> {
  const passages = FEW;
  const index = await indexOf(stage);
  const started = performance.now();
  await index.add(passages);
  const indexed = performance.now();
  await index.addBare(passages);
  const stored = performance.now();
  const aSecond = (milliseconds: number) => passages / (milliseconds / 1000);
  return figureOf(indexing, {
    measured: [aSecond(indexed - started)],
    baseline: [aSecond(stored - indexed)],
  });
}

const known = new Map<number, number[]>();

/** Milliseconds of each search among so many passages. Smaller numbers are to be asked for first. */
async function timesAt(stage: Stage, passages: number): Promise<number[]> {
  const before = known.get(passages);
  if (before !== undefined) return before;
  const index = await indexOf(stage);
  await index.add(passages - index.size());
  const { questions } = await readHandbook();
  const calls = questions.map(
    ({ question }): Call => ({
      path: "/api/admin/knowledge-search",
      headers: ADMIN,
      body: { question, limit: 5 },
    }),
  );
  await timeEach(stage.ours.url, calls, 1);
  const times = await timeEach(stage.ours.url, calls, 1);
  known.set(passages, times);
  return times;
}

type Index = Awaited<ReturnType<typeof openIndex>>;
let opened: Index | undefined;

async function indexOf(stage: Stage): Promise<Index> {
  opened ??= await openIndex(stage);
  return opened;
}

async function openIndex({ ours }: Stage) {
  const database = await ours.database("SEARCH");
  const simplify: Simplify = createSimplify(
    await readFile(join(ROOT, "src/knowledge/data/simplified.txt"), "utf8"),
  );
  const passages = makePassages((await readHandbook()).files);
  let size = 0;
  let documents = 0;
  const next = (count: number): Section[] => Array.from({ length: count }, () => passages.next().value);
  return {
    size: () => size,
    async add(count: number): Promise<void> {
      for (const end = size + count; size < end; size += PASSAGES_A_DOCUMENT) {
        documents += 1;
        await saveDocument(database, recordOf(documents), next(PASSAGES_A_DOCUMENT), simplify);
      }
    },
    async addBare(count: number): Promise<void> {
      const table = "CREATE TABLE IF NOT EXISTS bare (heading TEXT, text TEXT)";
      await database.prepare(table).run();
      const insert = database.prepare("INSERT INTO bare VALUES (?, ?)");
      for (let done = 0; done < count; done += PASSAGES_A_DOCUMENT)
        await database.batch(
          next(PASSAGES_A_DOCUMENT).map(({ heading, text }) => insert.bind(heading, text)),
        );
    },
  };
}

function recordOf(number: number): Parameters<typeof saveDocument>[1] {
  return {
    id: `made-${number}`,
    title: `Document ${number}`,
    format: "markdown",
    language: "en",
    tags: [],
    url: null,
    bytes: 0,
    sha256: String(number),
    updated_at: new Date().toISOString(),
  };
}
