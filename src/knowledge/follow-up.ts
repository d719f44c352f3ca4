// "And for interns?" means nothing alone: what was asked before says what it is about. Without a call to any model.
import type { AskedQuestion } from "../core/document.ts";
import type { Lexicon } from "./lexicon.ts";
import { type Question, readQuestion } from "./question.ts";

export interface ContextualQuestion {
  own: Question;
  /** What the questions before add; null: this one stands for itself. */
  earlier: Question | null;
}

/** Words that lead on from what was said, at the beginning of a question. */
const LEADS_ON =
  /^\s*(?:and|what about|how about|but|also|then|or|so|same|ok(?:ay)?,?\s+(?:and|but))\b|^\s*(?:那|那么|那麼|还有|還有|另外|然后|然後|以及|同样|同樣|换成|換成|如果是)/iu;
/** Words that stand for something that was said. */
const POINTS_BACK =
  /\b(?:it|its|that|this|they|them|those|these|there|one|ones)\b|它|他们|她们|这个|那个|這個|那個|该|其中|上面|刚才|剛才|这种|那种|這種|那種/iu;
const TRAILS_OFF = /呢\s*[?？]?\s*$/u;
/** Fewer telling characters of Chinese, or words, are hardly a question of their own. */
const LEAST_CHARACTERS = 4;
const LEAST_WORDS = 2;

export function readInContext({ text, before }: AskedQuestion, lexicon: Lexicon): ContextualQuestion {
  const own = readQuestion(text, lexicon);
  if (before.length === 0 || !needsContext(text, own)) return { own, earlier: null };
  // The nearest question that says what it is about: "and in Berlin?" may follow "and for interns?".
  for (const question of before) {
    const earlier = readQuestion(question, lexicon);
    if (!isEmpty(earlier) && !isElliptical(question)) return { own, earlier: without(earlier, own) };
  }
  const merged = readQuestion(before.join("\n"), lexicon);
  return { own, earlier: isEmpty(merged) ? null : without(merged, own) };
}

function needsContext(text: string, own: Question): boolean {
  const characters = own.runs.reduce((sum, run) => sum + [...run].length, 0);
  const isShort = characters < LEAST_CHARACTERS && own.words.length < LEAST_WORDS;
  return isElliptical(text) || isShort || (POINTS_BACK.test(text) && characters + own.words.length * 2 <= 8);
}

function isElliptical(text: string): boolean {
  return LEADS_ON.test(text) || TRAILS_OFF.test(text);
}

function isEmpty({ words, runs }: Question): boolean {
  return words.length + runs.length === 0;
}

function without(question: Question, known: Question): Question {
  const { words, runs, wordUnits, runUnits } = question;
  const isNew = (list: string[], taken: string[]) => list.map((item) => !taken.includes(item));
  const [newWords, newRuns] = [isNew(words, known.words), isNew(runs, known.runs)];
  return {
    words: words.filter((_, index) => newWords[index]),
    runs: runs.filter((_, index) => newRuns[index]),
    wordUnits: wordUnits.filter((_, index) => newWords[index]),
    runUnits: runUnits.filter((_, index) => newRuns[index]),
    minor: [],
    asksForNumber: question.asksForNumber,
  };
}
