// What is said in both languages.
import type { Language } from "../../src/core/language.ts";

export type Text = Record<Language, string>;

export function text(en: string, zh: string): Text {
  return { en, zh };
}
