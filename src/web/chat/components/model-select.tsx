// Which model answers, where there is a choice.
import type { ModelChoice } from "../hooks/use-models.ts";
import { useMessages } from "../messages.ts";

export function ModelSelect({ choice }: { choice: ModelChoice }) {
  const messages = useMessages();
  const fallback = choice.models.find((model) => model.default);
  if (choice.models.length < 2) return null;
  return (
    <select
      class="model-select"
      aria-label={messages.model}
      value={choice.chosen ?? fallback?.id ?? ""}
      onChange={(event) => choice.choose(event.currentTarget.value)}
    >
      {choice.models.map((model) => (
        <option key={model.id} value={model.id}>
          {model.default ? messages.modelDefault(model.title) : model.title}
        </option>
      ))}
    </select>
  );
}
