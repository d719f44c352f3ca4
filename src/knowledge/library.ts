// The documents that answers draw on, and the answers that they give when no model is connected.
import type { AskedQuestion, NearPassage, Retrieval, Scope } from "../core/document.ts";
import { sha256Hex } from "../core/identifier.ts";
import { type Language, languageOf } from "../core/language.ts";
import { composeAnswer, composeIntroduction, type DocumentAnswer } from "./answer.ts";
import { DOCUMENT_ORIGIN } from "./document-index.ts";
import { isGreeting } from "./greeting.ts";
import { ensureHelpIndexed, HELP_ORIGIN } from "./help-index.ts";
import type { HelpText, LibraryData, LoadLibraryData } from "./library-data.ts";
import { INDEX_FORMAT } from "./passage-rows.ts";
import { type RetrievalWish, retrievePassages } from "./retrieval.ts";
import { parseDocument } from "./sections.ts";

/** Enough to choose a second passage that fits as well as the first. */
const PASSAGES_READ = 2;
/** Of two passages that fit about as well, the one in the question's language. */
const SAME_LANGUAGE = 1.15;
/** Each page of the help exists in both languages: the other one is no use. */
const SAME_LANGUAGE_OF_HELP = 20;

export interface Library {
  /** An answer quoted from the documents, in the question's language: the operator's first, then the product's own help. */
  answer(question: AskedQuestion, scope: Scope): Promise<DocumentAnswer>;
  /** Of the operator's documents. `near`: passages near the question by meaning, nearest first. */
  retrieve(question: AskedQuestion, scope: Scope, limit: number, near?: NearPassage[]): Promise<Retrieval>;
  /** Changes when the help changes. */
  version(): Promise<string>;
}

/** Indexes the help when it is first asked. */
export function createLibrary(database: D1Database, load: LoadLibraryData): Library {
  const ensureIndexed = untilDone(async () => ensureHelpIndexed(database, await load()));
  const find = async (wish: RetrievalWish) => retrievePassages(database, (await load()).lexicon, wish);
  const retrieve: Library["retrieve"] = (question, scope, limit, near = []) =>
    find({ question, scope, limit, near, origin: DOCUMENT_ORIGIN, languageFactor: SAME_LANGUAGE });
  const searchHelp = async (question: AskedQuestion) => {
    await ensureIndexed();
    return find({
      question,
      scope: "all",
      limit: PASSAGES_READ,
      near: [],
      origin: HELP_ORIGIN,
      languageFactor: SAME_LANGUAGE_OF_HELP,
    });
  };
  return {
    retrieve,
    async answer(question, scope) {
      const language = languageOf(question.text);
      const introduction = isGreeting(question.text)
        ? introductionOf((await load()).help, language)
        : undefined;
      if (introduction !== undefined) return composeIntroduction(introduction, language);
      const own = await retrieve(question, scope, PASSAGES_READ);
      // Who narrowed the documents down means only those.
      const found = own.passages.length > 0 || scope !== "all" ? own : await searchHelp(question);
      return composeAnswer(found.passages, language);
    },
    version: async () => versionOf(await load()),
  };
}

async function versionOf({ help }: LibraryData): Promise<string> {
  return sha256Hex([INDEX_FORMAT, ...help.flatMap(({ id, text }) => [id, text])].join("\n"));
}

/** The first words of the help's page about itself. */
function introductionOf(help: HelpText[], language: Language): string | undefined {
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
