// Language and look, to be chosen by the person.
import { type Language, tagOf } from "../language.ts";
import { type Theme, themes } from "../theme.ts";
import { useSharedWords } from "../words.ts";

export interface AppearanceProps {
  language: Language;
  onLanguage(language: Language): void;
  theme: Theme;
  onTheme(theme: Theme): void;
}

function ThemeSelect({ theme, onTheme }: Pick<AppearanceProps, "theme" | "onTheme">) {
  const words = useSharedWords();
  return (
    <select
      class="plain-select"
      aria-label={words.theme}
      value={theme}
      onChange={(event) => onTheme(themes[event.currentTarget.selectedIndex] ?? "system")}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {words.themes[name]}
        </option>
      ))}
    </select>
  );
}

export function Appearance({ language, onLanguage, theme, onTheme }: AppearanceProps) {
  const words = useSharedWords();
  const other = language === "zh" ? "en" : "zh";
  return (
    <div class="appearance">
      <ThemeSelect theme={theme} onTheme={onTheme} />
      <button
        type="button"
        class="button is-quiet"
        lang={tagOf[other]}
        title={words.languageLabel}
        onClick={() => onLanguage(other)}
      >
        {words.language}
      </button>
    </div>
  );
}
