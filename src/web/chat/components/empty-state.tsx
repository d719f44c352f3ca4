// What a new conversation shows: what this is, and some things to try; in the operator's words where there are some.
import { useAssistant } from "../assistant-name.ts";
import type { ModelChoice } from "../hooks/use-models.ts";
import { useMessages } from "../messages.ts";

/** More of them would be a menu. */
const mostSuggestions = 6;

interface EmptyStateProps {
  choice: ModelChoice;
  onExample(text: string): void;
}

export function EmptyState({ choice, onExample }: EmptyStateProps) {
  const messages = useMessages();
  const { embedded, greeting, suggestions } = choice;
  const own = embedded ? messages.helpQuestions : messages.exampleQuestions;
  const questions = (suggestions ?? own).slice(0, mostSuggestions);
  return (
    <section class="empty">
      <h2>{useAssistant()}</h2>
      <p class="greeting">{greeting ?? messages.tagline}</p>
      <ul class="examples" aria-label={messages.examples}>
        {questions.map((question) => (
          <li key={question}>
            <button type="button" onClick={() => onExample(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
      {embedded && <p class="empty-note">{messages.embedded}</p>}
    </section>
  );
}
