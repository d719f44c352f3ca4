// The colours of a code block. They follow a growing one, and never make its text wait.
import { useLayoutEffect, useState } from "preact/hooks";
import type { CodePiece } from "../code/highlighter.ts";
import { languageOf } from "../code/languages.ts";
import { createLazy, useLazy } from "../lazy.ts";
import { spread } from "../spread.ts";

/** Longer code stays in one colour: nobody reads it, and each pass over it costs. */
const longest = 20_000;
/** Shorter code is coloured with every frame, longer code each time that it grew by this share. */
const cheap = 3_000;
const growth = 1 / 24;

const highlighter = createLazy(() => import("../code/highlighter.ts"));

interface Coloured {
  text: string;
  language: string;
  pieces: CodePiece[];
}

function isDue(before: Coloured | null, text: string, growing: boolean): boolean {
  if (before === null || !text.startsWith(before.text)) return true;
  return !growing || text.length < cheap || text.length - before.text.length > text.length * growth;
}

/** Pieces that together are `text`. */
export function useHighlighted(text: string, name: string, growing: boolean): CodePiece[] {
  const language = languageOf(name);
  const wanted = language !== null && text.length <= longest;
  const part = useLazy(highlighter, wanted);
  const [coloured, setColoured] = useState<Coloured | null>(null);
  const before = coloured?.language === language ? coloured : null;
  const due = wanted && before?.text !== text && isDue(before, text, growing);
  useLayoutEffect(() => {
    if (!due || part === null || language === null) return;
    return spread(() => setColoured({ text, language, pieces: part.highlight(text, language) }));
  }, [due, part, text, language]);
  if (!wanted || before === null || !text.startsWith(before.text)) return [{ colour: null, text }];
  const rest = text.slice(before.text.length);
  return rest === "" ? before.pieces : [...before.pieces, { colour: null, text: rest }];
}
