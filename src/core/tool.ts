// Something that a model may call while it answers.
import type { JsonRecord } from "./json.ts";

export interface Tool {
  /** As the model calls it: letters, digits, `_` and `-`. */
  name: string;
  /** As people read it, where that is another one: `SERVER.TOOL`. */
  shownAs?: string;
  description: string;
  /** JSON schema of its arguments, an object. */
  parameters: JsonRecord;
  /** What the model gets to read. May throw: the model is told that it failed. */
  run(args: unknown, signal: AbortSignal): Promise<string>;
}
