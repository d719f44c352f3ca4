// What the service says against a field, handed down to all of them.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { useFormWords } from "./form-words.ts";

export const ProblemContext = createContext<Refusal | null>(null);

/** `file.` stands before a field's name where a draft was tried. */
export function isAbout(refusal: Refusal, field: string): boolean {
  const param = refusal.param?.replace(/^file\./, "");
  return param === field || (param?.startsWith(`${field}.`) ?? false);
}

export function useProblem(field: string): string | undefined {
  const refusal = useContext(ProblemContext);
  const { problems } = useFormWords();
  if (refusal === null || !isAbout(refusal, field)) return undefined;
  return problems[refusal.code] ?? refusal.message;
}
