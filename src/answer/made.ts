// What becomes of asking: how the answer that was heard came about, or why there is none.
import type { Failure } from "../core/error.ts";
import type { QuotedPassage } from "../core/grounding.ts";
import type { Source, ToolUse, Usage } from "../core/wire.ts";

export type Made =
  | {
      model: string;
      usage: Usage | null;
      sources: Source[];
      tools: ToolUse[];
      /** The model itself cut it short. */
      truncated: boolean;
      /** It may be given to the next who asks the same. */
      keep: boolean;
      /** What went to the model, and what of the documents it held. */
      prompt: object[];
      passages: QuotedPassage[];
    }
  | { failure: Failure };
