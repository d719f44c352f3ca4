// The documents that answers draw on, and the answers that they give when no model is connected.
import { type Language, languageOf } from "../core/language.ts";
import { composeAnswer, composeIntroduction, type DocumentAnswer } from "./answer.ts";
import { type DocumentText, INDEX_FORMAT, readStored, replaceDocuments, sha256Of } from "./document-index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { isGreeting } from "./greeting.ts";
import { HELP } from "./help.ts";
import { type SearchOptions, searchPassages } from "./passage-search.ts";
import { parseDocument } from "./passages.ts";
import type { Passage } from "./relevance.ts";

const HELP_ORIGIN = "help";
/** Enough to choose a second passage that fits as well as the first. */
const PASSAGES_READ = 2;

export interface Library {
  /** An answer quoted from the documents, in the question's language. */
  answer(question: string): Promise<DocumentAnswer>;
  /** Passages that speak of what is asked, best first; none when nothing fits. */
  search(question: string, options: SearchOptions): Promise<Passage[]>;
  /** Changes when the documents change. */
  version(): string;
}

/** Indexes the help when it is first asked. `help` is a parameter so that a test can bring its own. */
export function createLibrary(database: D1Database, help: DocumentText[] = HELP): Library {
  const ensureIndexed = untilDone(() => ensureHelpIndexed(database, help));
  const version = fingerprintOf([INDEX_FORMAT, ...help.flatMap(({ id, text }) => [id, text])].join("\n"));
  const search = async (question: string, options: SearchOptions) => {
    await ensureIndexed();
    return searchPassages(database, question, options);
  };
  const answer = async (question: string) => {
    const language = languageOf(question);
    const introduction = isGreeting(question) ? introductionOf(help, language) : undefined;
    if (introduction !== undefined) return composeIntroduction(introduction, language);
    await ensureIndexed();
    const passages = await searchPassages(database, question, { language, limit: PASSAGES_READ });
    return composeAnswer(passages, language);
  };
  return { answer, search, version: () => version };
}

/** One query when all is current. Safe to run anywhere at the same time: each run ends with one whole set. */
export async function ensureHelpIndexed(database: D1Database, help: DocumentText[]): Promise<void> {
  const documents = await Promise.all(
    help.map(async (document) => ({ ...document, sha256: await sha256Of(document) })),
  );
  const stored = await readStored(database, HELP_ORIGIN);
  const changed = documents.filter((document) => stored.get(document.id) !== document.sha256);
  const ids = new Set(help.map((document) => document.id));
  const removed = [...stored.keys()].filter((id) => !ids.has(id));
  if (changed.length + removed.length > 0)
    await replaceDocuments(database, HELP_ORIGIN, changed, removed, new Date());
}

/** The first words of the help's page about itself. */
function introductionOf(help: DocumentText[], language: Language): string | undefined {
  const about = help.find((document) => document.id === `help/about.${language}`);
  return about === undefined ? undefined : parseDocument(about.text).sections[0]?.text;
}

/**
 * Does the work until it succeeded once. Calls at the same time each do it: waiting for the work of another request would
 * mean waiting for ever when that request is cancelled.
 */
function untilDone(work: () => Promise<void>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    await work();
    done = true;
  };
}
