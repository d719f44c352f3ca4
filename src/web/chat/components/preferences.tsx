// Language, look, and the access key: at the foot of the sidebar.
import type { Access } from "../access.ts";
import { useStore } from "../hooks/use-store.ts";
import { type Language, tagOf, useMessages } from "../language.ts";
import { type Theme, themes } from "../theme.ts";
import { Icon } from "./icons.tsx";

export interface PreferencesProps {
  access: Access;
  language: Language;
  onLanguage(language: Language): void;
  theme: Theme;
  onTheme(theme: Theme): void;
}

function ThemeSelect({ theme, onTheme }: Pick<PreferencesProps, "theme" | "onTheme">) {
  const messages = useMessages();
  return (
    <select
      class="plain-select"
      aria-label={messages.theme}
      value={theme}
      onChange={(event) => onTheme(themes[event.currentTarget.selectedIndex] ?? "system")}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {messages.themes[name]}
        </option>
      ))}
    </select>
  );
}

export function Preferences({ access, language, onLanguage, theme, onTheme }: PreferencesProps) {
  const messages = useMessages();
  const { key } = useStore(access);
  const other = language === "zh" ? "en" : "zh";
  return (
    <div class="preferences">
      {key !== null && (
        <button type="button" class="button is-quiet" onClick={() => access.dispatch({ type: "forgotten" })}>
          <Icon name="key" />
          {messages.keyForget}
        </button>
      )}
      <div class="preferences-row">
        <ThemeSelect theme={theme} onTheme={onTheme} />
        <button
          type="button"
          class="button is-quiet"
          lang={tagOf[other]}
          title={messages.languageLabel}
          onClick={() => onLanguage(other)}
        >
          {messages.language}
        </button>
      </div>
    </div>
  );
}
