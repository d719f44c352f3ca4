// How the chat page shows the model file before anything is asked, in both languages.
import { type Language, tagOf } from "../../../common/language.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { textIn } from "./draft.ts";
import type { ModelFile } from "./wire.ts";
import { useModelWords } from "./words.ts";

function Shown({ file, language }: { file: ModelFile; language: Language }) {
  const words = useModelWords();
  const own = tagOf[useLanguage()];
  const greeting = textIn(file.greeting, language);
  const suggestions = file.suggestions ?? [];
  return (
    <section class="preview" aria-label={language === "en" ? words.english : words.chinese}>
      <p class="preview-language">{language === "en" ? words.english : words.chinese}</p>
      <div class="preview-page" lang={tagOf[language]}>
        <p class="preview-title">{textIn(file.title, language)}</p>
        {textIn(file.description, language) !== "" && (
          <p class="quiet">{textIn(file.description, language)}</p>
        )}
        {greeting === "" ? (
          <p class="preview-own" lang={own}>
            {words.ownGreeting}
          </p>
        ) : (
          <p class="preview-greeting">{greeting}</p>
        )}
        {suggestions.length === 0 ? (
          <p class="preview-own" lang={own}>
            {words.ownSuggestions}
          </p>
        ) : (
          <ul class="preview-suggestions">
            {suggestions.slice(0, 6).map((suggestion) => (
              <li key={suggestion}>{suggestion}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

export function Preview({ file }: { file: ModelFile }) {
  return (
    <div class="previews">
      <Shown file={file} language="en" />
      <Shown file={file} language="zh" />
    </div>
  );
}
