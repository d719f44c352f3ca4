// Language and look as the person chose them.
import { useLayoutEffect, useState } from "preact/hooks";
import { applyLanguage, initialLanguage, keepLanguage, type Language } from "../language.ts";
import { applyTheme, initialTheme, keepTheme, type Theme } from "../theme.ts";

export function usePreferences() {
  const [language, setLanguage] = useState(initialLanguage);
  const [theme, setTheme] = useState(initialTheme);
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
