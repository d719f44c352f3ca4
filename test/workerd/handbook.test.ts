// How well the search finds: a hundred questions to a handbook of more than forty documents, over a real D1.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createDocuments } from "../../src/knowledge/documents.ts";
import { createLibrary } from "../../src/knowledge/library.ts";
import { createLibraryLoader } from "../../src/knowledge/library-data.ts";
import { HANDBOOK_PASSAGES, type HandbookQuestion, isAnswered } from "../support/judged-search.ts";

const FILES = import.meta.glob<string>("../fixtures/handbook/*/*", {
  query: "?raw",
  import: "default",
  eager: true,
});
const QUESTIONS = import.meta.glob<HandbookQuestion[]>("../fixtures/handbook/questions.*.json", {
  import: "default",
  eager: true,
});

const load = createLibraryLoader(env.ASSETS);

async function bringHandbook(): Promise<void> {
  const documents = createDocuments(env.SEARCH, load);
  for (const [path, text] of Object.entries(FILES)) {
    const id = path.slice(path.indexOf("/handbook/") + "/handbook/".length);
    const bytes = new TextEncoder().encode(text);
    const read = await documents.read(bytes, { format: null, contentType: null, fileName: id });
    if (!read.ok) throw new Error(`${id}: ${JSON.stringify(read.failure)}`);
    const { format, title, content } = read.value;
    const facts = { id, title: title ?? id, format, tags: [], url: null, bytes: bytes.length, sha256: id };
    await documents.save({ ...facts, updated_at: "2026-11-01T00:00:00.000Z" }, content);
  }
}

test("nine in ten answers are among the first five passages, and eight in ten questions without an answer find nothing", async () => {
  await bringHandbook();
  const library = createLibrary(env.SEARCH, load);
  const questions = Object.values(QUESTIONS).flat();
  const missed: string[] = [];
  const answeredAnyway: string[] = [];
  for (const asked of questions) {
    const before = (asked.before ?? []).toReversed();
    const { passages } = await library.retrieve({ text: asked.question, before }, "all", HANDBOOK_PASSAGES);
    if (asked.answer_in === null) {
      if (passages.length > 0) answeredAnyway.push(asked.question);
    } else if (!isAnswered(asked, passages)) missed.push(asked.question);
  }
  const unanswerable = questions.filter(({ answer_in }) => answer_in === null).length;
  expect(Object.keys(FILES).length).toBeGreaterThan(25);
  expect(missed.length / (questions.length - unanswerable), missed.join("\n")).toBeLessThanOrEqual(0.1);
  expect(answeredAnyway.length / unanswerable, answeredAnyway.join("\n")).toBeLessThanOrEqual(0.2);
});
