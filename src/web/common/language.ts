// Chinese or English: by what the browser prefers, unless the person chose.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { readStored, writeStored } from "./stored.ts";

export type Language = "zh" | "en";

/** Written in full for `<html lang>`: the glyphs of Han characters depend on it. */
export const tagOf: Record<Language, string> = { zh: "zh-CN", en: "en" };

/** The first language that we speak in the person's order of preference. */
export function preferredLanguage(preferences: readonly string[]): Language {
  for (const tag of preferences) {
    if (/^zh\b/i.test(tag)) return "zh";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

export function initialLanguage(wished?: Language): Language {
  const stored = readStored("language");
  return stored === "zh" || stored === "en" ? stored : (wished ?? preferredLanguage(navigator.languages));
}

export function applyLanguage(language: Language): void {
  document.documentElement.lang = tagOf[language];
}

export function keepLanguage(language: Language): void {
  writeStored("language", language);
}

export const LanguageContext = createContext<Language>("en");

/** Those of a part's words that are in the language of the page. */
export function useWords<Words>(words: Record<Language, Words>): Words {
  return words[useContext(LanguageContext)];
}
