// Language and look as the person chose them.
import { useLayoutEffect, useState } from "preact/hooks";
import { applyLanguage, initialLanguage, keepLanguage, type Language } from "../language.ts";
import { applyTheme, initialTheme, keepTheme, type Theme } from "../theme.ts";

/** What the page around a frame wishes holds until the person chooses. */
export function usePreferences(wishes: { language?: Language | undefined; theme?: Theme | undefined } = {}) {
  const [language, setLanguage] = useState(() => initialLanguage(wishes.language));
  const [theme, setTheme] = useState(() => initialTheme(wishes.theme));
  useLayoutEffect(() => applyLanguage(language), [language]);
  useLayoutEffect(() => applyTheme(theme), [theme]);
  return {
    language,
    theme,
    onLanguage(chosen: Language) {
      keepLanguage(chosen);
      setLanguage(chosen);
    },
    onTheme(chosen: Theme) {
      keepTheme(chosen);
      setTheme(chosen);
    },
  };
}
