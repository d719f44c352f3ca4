// A test conversation as the service is sent it.
import type { Trial, TrialMessage } from "./wire.ts";

export interface TrialTurn {
  question: string;
  trial: Trial | null;
  /** How long its answer took, in milliseconds. */
  took: number;
}

/** Questions without an answer are left out: a model expects one after each. */
export function messagesOf(turns: readonly TrialTurn[], question: string): TrialMessage[] {
  const before = turns.flatMap(({ question: asked, trial }): TrialMessage[] =>
    trial === null || trial.reply === ""
      ? []
      : [
          { role: "user", content: asked },
          { role: "assistant", content: trial.reply },
        ],
  );
  return [...before, { role: "user", content: question }];
}
