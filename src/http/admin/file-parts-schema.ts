// The body that completes an upload in parts.
import * as v from "valibot";

/** R2's own highest number. */
export const HIGHEST_PART = 10_000;

const partSchema = v.object({
  part: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(HIGHEST_PART)),
  etag: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
});

export const partListSchema = v.object({
  parts: v.pipe(v.array(partSchema), v.minLength(1), v.maxLength(HIGHEST_PART)),
});
