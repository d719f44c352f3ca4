// The terms by which a passage is found: those of the log search, with English words reduced to their stems.
import { indexTerms } from "../core/terms.ts";
import { stemOf } from "./stem.ts";

export function passageTerms(text: string): string {
  return indexTerms(text).split(" ").map(stemOf).join(" ");
}
