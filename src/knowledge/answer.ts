// Passages → the answer that is shown when no model is connected. Pure; every sentence of its own stands here.
import type { RetrievedPassage } from "../core/document.ts";
import { sourceOf } from "../core/grounding.ts";
import type { Language } from "../core/language.ts";
import type { Source } from "../core/wire.ts";

export interface DocumentAnswer {
  /** Markdown. */
  reply: string;
  sources: Source[];
  /** False: no document answers this. */
  found: boolean;
}

/** A second passage is shown when it fits nearly as well and both are still read at a glance. */
const NEARLY_AS_GOOD = 0.75;
const LONGEST_QUOTE = 1400;

const SENTENCES = {
  en: {
    from: (title: string) => `From “${title}”:`,
    quoted:
      "No model is connected, so this is quoted from the documents. To connect one, set `MODEL_ENDPOINT` and `MODEL_API_KEY` and restart; ask me “How do I connect a model?” for the details.",
    introduced:
      "No model is connected yet. To connect one, set `MODEL_ENDPOINT` and `MODEL_API_KEY` and restart; ask me “How do I connect a model?” for the details.",
    unknown: "No document that I hold answers this.",
  },
  zh: {
    from: (title: string) => `摘自《${title}》：`,
    quoted:
      "目前没有接入大模型，以上是文档原文。要接入模型，请设置 `MODEL_ENDPOINT` 和 `MODEL_API_KEY` 后重启；可以问我“怎么接入大模型”了解详细步骤。",
    introduced:
      "目前没有接入大模型。要接入模型，请设置 `MODEL_ENDPOINT` 和 `MODEL_API_KEY` 后重启；可以问我“怎么接入大模型”了解详细步骤。",
    unknown: "我的文档里没有能回答这个问题的内容。",
  },
} as const;

/** `passages` best first; empty: nothing fits. */
export function composeAnswer(passages: RetrievedPassage[], language: Language): DocumentAnswer {
  const sentences = SENTENCES[language];
  const shown = choosePassages(passages);
  if (shown.length === 0)
    return { reply: withNote(sentences.unknown, sentences.introduced), sources: [], found: false };
  const quotes = shown.map((passage, index) => quote(passage, shown[index - 1], language));
  return {
    reply: withNote(quotes.join("\n\n"), sentences.quoted),
    sources: shown.map((passage) => sourceOf(passage, null)),
    found: true,
  };
}

/** The answer to a greeting: what the help says of itself. */
export function composeIntroduction(introduction: string, language: Language): DocumentAnswer {
  return { reply: withNote(introduction, SENTENCES[language].introduced), sources: [], found: true };
}

function choosePassages([best, next]: RetrievedPassage[]): RetrievedPassage[] {
  if (best === undefined) return [];
  const both =
    next !== undefined &&
    next.language === best.language &&
    next.score >= best.score * NEARLY_AS_GOOD &&
    best.text.length + next.text.length <= LONGEST_QUOTE;
  return both ? [best, next] : [best];
}

function quote(passage: RetrievedPassage, above: RetrievedPassage | undefined, language: Language): string {
  const title = above?.document_id === passage.document_id ? [] : [SENTENCES[language].from(passage.title)];
  const heading = passage.heading === "" ? [] : [`**${passage.heading}**`];
  return [...title, ...heading, passage.text].join("\n\n");
}

function withNote(text: string, note: string): string {
  return `${text}\n\n---\n\n${note}`;
}
