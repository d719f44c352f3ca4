// The language of the page.
import { useContext } from "preact/hooks";
import { type Language, LanguageContext } from "../../shared/language.ts";

export function useLanguage(): Language {
  return useContext(LanguageContext);
}
