// The language of the page.
import { useContext } from "preact/hooks";
import { type Language, LanguageContext } from "../../common/language.ts";

export function useLanguage(): Language {
  return useContext(LanguageContext);
}
