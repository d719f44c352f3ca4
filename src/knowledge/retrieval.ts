// What is found for a question: candidates by words and by meaning, ranked, judged, and the best of them chosen.
import type { AskedQuestion, NearPassage, Retrieval, RetrievedPassage, Scope } from "../core/document.ts";
import { languageOf } from "../core/language.ts";
import { type ContextualQuestion, readInContext } from "./follow-up.ts";
import { type FusedPassage, fuse, placeOf } from "./fusion.ts";
import { keyOf, type Lexicon } from "./lexicon.ts";
import type { Origin } from "./passage-rows.ts";
import { findCandidates, passagesAt } from "./passage-search.ts";
import { EARLIER_FACTOR, rankPassages, SAME_FACTOR } from "./relevance.ts";

export interface RetrievalWish {
  question: AskedQuestion;
  scope: Scope;
  /** Whose documents. */
  origin: Origin;
  limit: number;
  /** How much a passage in the question's language is preferred. */
  languageFactor: number;
  /** By meaning, nearest first; none: nobody looked. */
  near: NearPassage[];
}

export async function retrievePassages(
  database: D1Database,
  lexicon: Lexicon,
  { question, scope, origin, limit, languageFactor, near }: RetrievalWish,
): Promise<Retrieval> {
  const contextual = readInContext(question, lexicon);
  const phrases = phrasesOf(contextual);
  const { candidates, corpus } = await findCandidates(database, { phrases, origin, scope });
  const known = new Set(candidates.map(placeOf));
  const others = await passagesAt(
    database,
    near.filter((passage) => !known.has(placeOf(passage))),
  );
  const language = languageOf(question.text);
  const { simplify } = lexicon;
  const judging = { question: contextual, corpus, language, languageFactor, simplify };
  const judged = choose(fuse(rankPassages([...candidates, ...others], judging), near), limit);
  return {
    looked_for: wordsOf(contextual),
    passages: judged.filter(({ chosen }) => chosen),
    candidates: judged,
  };
}

function wordsOf({ own, earlier }: ContextualQuestion): string[] {
  return [own, earlier].flatMap((question) =>
    question === null ? [] : [...question.wordUnits.map(({ text }) => text ?? ""), ...question.runs],
  );
}

/** What is looked up → how much it tells beside the rest. */
function phrasesOf({ own, earlier }: ContextualQuestion): Map<string, number> {
  const phrases = new Map<string, number>();
  const add = (terms: string[], factor: number) => {
    const key = keyOf({ terms });
    phrases.set(key, Math.max(phrases.get(key) ?? 0, factor));
  };
  for (const [question, factor] of [
    [own, 1],
    [earlier, EARLIER_FACTOR],
  ] as const) {
    const units = [...(question?.wordUnits ?? []), ...(question?.runUnits.flat() ?? [])];
    for (const { terms } of units) for (const term of terms) add([term], factor);
    for (const { same } of units) for (const { terms } of same) add(terms, factor * SAME_FACTOR);
  }
  return phrases;
}

function choose(passages: FusedPassage[], limit: number): RetrievedPassage[] {
  const texts = new Set<string>();
  let left = limit;
  return passages.map((passage) => {
    const reason = leftOut(passage, texts, left);
    texts.add(passage.text);
    if (reason === null) left -= 1;
    return describe(passage, reason);
  });
}

function leftOut(
  { fits, text }: FusedPassage,
  texts: ReadonlySet<string>,
  left: number,
): RetrievedPassage["left_out"] {
  if (!fits) return "unfit";
  if (texts.has(text)) return "repeated";
  return left === 0 ? "surplus" : null;
}

function describe(passage: FusedPassage, reason: RetrievedPassage["left_out"]): RetrievedPassage {
  const { documentId, position, title, url, heading, text, language, matched, lexicalRank, vectorRank } =
    passage;
  return {
    document_id: documentId,
    position,
    title,
    url,
    heading,
    text,
    language,
    score: passage.score,
    share: passage.share,
    matched,
    lexical_rank: lexicalRank,
    vector_rank: vectorRank,
    chosen: reason === null,
    left_out: reason,
  };
}
