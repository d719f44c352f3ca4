// What a new conversation shows: what this is, and three things to try.
import { useMessages } from "../messages.ts";

export function EmptyState({ embedded, onExample }: { embedded: boolean; onExample(text: string): void }) {
  const messages = useMessages();
  const questions = embedded ? messages.helpQuestions : messages.exampleQuestions;
  return (
    <section class="empty">
      <h2>{messages.assistant}</h2>
      <p>{messages.tagline}</p>
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
