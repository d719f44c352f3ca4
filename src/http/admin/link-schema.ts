// What a signed link is asked with.
import * as v from "valibot";
import { isLinkable } from "../download-token.ts";

const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 7 * 24 * 3600;
const RANGE = `must be seconds from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`;

export const linkSchema = v.object({
  key: v.pipe(v.string(), v.check(isLinkable, "must be the key of a file under models/ or knowledge/")),
  expires_in: v.pipe(
    v.number(),
    v.integer(RANGE),
    v.minValue(SHORTEST_SECONDS, RANGE),
    v.maxValue(LONGEST_SECONDS, RANGE),
  ),
});
