// The body of a trial: a model file that nobody saved, and what was said so far.
import * as v from "valibot";
import { modelFileSchema } from "../../core/model-file-schema.ts";

export const modelTestSchema = v.object({
  file: modelFileSchema,
  messages: v.pipe(
    v.array(
      v.object({
        role: v.picklist(["user", "assistant"], "must be user or assistant"),
        content: v.pipe(
          v.string(),
          v.minLength(1, "must not be empty"),
          v.maxLength(100_000, "must have at most 100000 characters"),
        ),
      }),
    ),
    v.minLength(1, "must hold at least one message"),
    v.maxLength(100, "must be at most 100 messages"),
    v.check((messages) => messages.at(-1)?.role === "user", "must end with a message of the user"),
  ),
});
