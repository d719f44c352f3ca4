// The passages that were looked at for a question, as they are listed.
import type { RetrievedPassage } from "./wire.ts";

/** So many that were left out stand below the others at first. */
export const SHOWN_LEFT_OUT = 5;

export interface NumberedPassage {
  passage: RetrievedPassage;
  /** The one by which an answer cites it; of one that was left out nothing is said. */
  number: number;
}

/** In their order; `hidden`: how many more there are. */
export function passagesShown(
  candidates: readonly RetrievedPassage[],
  all: boolean,
): { shown: NumberedPassage[]; hidden: number } {
  const last = candidates.findLastIndex(({ chosen }) => chosen) + 1 + SHOWN_LEFT_OUT;
  const shown = all ? candidates : candidates.slice(0, last);
  let number = 0;
  return {
    shown: shown.map((passage) => {
      if (passage.chosen) number += 1;
      return { passage, number };
    }),
    hidden: candidates.length - shown.length,
  };
}

/** What was asked before, one question a line. */
export function questionsIn(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
