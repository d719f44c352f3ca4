// How well questions on the handbook find what answers them, and how many that nothing answers find nothing: through the Worker's own
// doors, beside FTS5's own ranking of passages with any of the words.
import { indexTerms, quoteTerm } from "../../../src/core/terms.ts";
import {
  type FoundPassage,
  HANDBOOK_PASSAGES,
  type HandbookQuestion,
  isAnswered,
} from "../../support/judged-search.ts";
import { ADMIN } from "../calls.ts";
import { sendForText } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { readHandbook } from "../handbook.ts";
import type { Stage } from "../stage.ts";
import type { RunningWorker } from "../workers.ts";

const BASELINE = "bm25 of any word";

export const recall: FigureDefinition = {
  name: "recall",
  title: `answers found among the first ${HANDBOOK_PASSAGES} passages, handbook of 57 documents`,
  against: BASELINE,
  unit: "of 1",
  comparison: "alone",
  aim: { bound: "at least", value: 0.9 },
};

export const refusal: FigureDefinition = {
  name: "refusal",
  title: "questions that nothing answers, refused",
  against: BASELINE,
  unit: "of 1",
  comparison: "alone",
  aim: { bound: "at least", value: 0.8 },
};

type Search = (question: HandbookQuestion) => Promise<FoundPassage[]>;

export async function measureRecall({ ours }: Stage): Promise<Figure> {
  const questions = (await bringHandbook(ours)).filter(({ answer_in }) => answer_in !== null);
  const found = (search: Search) =>
    shareOf(questions, async (question) =>
      isAnswered({ ...question, answer_in: question.answer_in?.map(idOf) ?? null }, await search(question)),
    );
  return figureOf(recall, {
    measured: [await found(ourSearch(ours))],
    baseline: [await found(plainSearch(ours))],
  });
}

export async function measureRefusal({ ours }: Stage): Promise<Figure> {
  const questions = (await bringHandbook(ours)).filter(({ answer_in }) => answer_in === null);
  const refused = (search: Search) =>
    shareOf(questions, async (question) => (await search(question)).length === 0);
  return figureOf(refusal, {
    measured: [await refused(ourSearch(ours))],
    baseline: [await refused(plainSearch(ours))],
  });
}

/** What is there already stays as it is. */
async function bringHandbook(ours: RunningWorker): Promise<HandbookQuestion[]> {
  const { files, questions } = await readHandbook();
  for (const { name, text } of files) {
    const path = `/api/admin/knowledge/${idOf(name)}?filename=${encodeURIComponent(name)}`;
    const headers = { ...ADMIN, "content-type": "application/octet-stream" };
    await sendForText(ours.url, { method: "PUT", path, headers, body: text });
  }
  return questions;
}

/** An id has no slash. */
function idOf(name: string): string {
  return name.replace("/", ".");
}

function ourSearch({ url }: RunningWorker): Search {
  return async ({ question, before = [] }) => {
    const body = { question, before: before.toReversed(), limit: HANDBOOK_PASSAGES };
    const answer = await sendForText(url, { path: "/api/admin/knowledge-search", headers: ADMIN, body });
    return (JSON.parse(answer) as { passages: FoundPassage[] }).passages;
  };
}

const BY_BM25 = `SELECT d.name AS document_id, p.heading, p.text FROM passage_terms AS t JOIN passages AS p ON p.rowid = t.rowid
  JOIN documents AS d ON d.id = p.document_id WHERE passage_terms MATCH ? AND d.name IS NOT NULL
  ORDER BY bm25(passage_terms) LIMIT ${HANDBOOK_PASSAGES}`;

function plainSearch(ours: RunningWorker): Search {
  return async ({ question }) => {
    const terms = indexTerms(question).split(" ").filter(Boolean);
    const database = await ours.database("SEARCH");
    const statement = database.prepare(BY_BM25).bind(terms.map(quoteTerm).join(" OR "));
    return (await statement.all<FoundPassage>()).results;
  };
}

async function shareOf<Item>(items: Item[], isTrue: (item: Item) => Promise<boolean>): Promise<number> {
  let count = 0;
  for (const item of items) if (await isTrue(item)) count += 1;
  return count / items.length;
}
