// What can be done about one delivery, and what became of it, in its own row.
import { useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { kindOfRefusal } from "../../failure-kind.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useTask } from "../../hooks/use-task.ts";
import type { Delivery } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { useDeliveryWords } from "./words.ts";

interface DeliveryActionsProps {
  delivery: Delivery;
  onChanged(delivery: Delivery): void;
}

export function DeliveryActions({ delivery, onChanged }: DeliveryActionsProps) {
  const words = useDeliveryWords();
  const common = useConsoleWords();
  const api = useApi();
  const retrying = useTask();
  const [asking, setAsking] = useState(false);
  const [result, setResult] = useState("");
  const { id, state } = delivery;

  async function control(wish: "retry" | "discard", said: string): Promise<void> {
    const changed = await api.controlDelivery(id, wish);
    setResult(`${said} ${words.nowState(words.states[changed.state])}`);
    onChanged(changed);
  }

  return (
    <div class="row-actions">
      {state !== "done" && (
        <span class="row-buttons">
          <button
            type="button"
            class="button"
            disabled={retrying.running}
            onClick={() => void retrying.run(() => control("retry", words.retried))}
          >
            {words.retry}
          </button>
          <button type="button" class="button is-quiet" onClick={() => setAsking(true)}>
            {words.discard}
          </button>
        </span>
      )}
      <span class="row-result" role="status">
        {result}
      </span>
      {retrying.refusal !== null && (
        <span class="problem" role="alert">
          {common.failure[kindOfRefusal(retrying.refusal)].what} {retrying.refusal.message}
        </span>
      )}
      {asking && (
        <Ask
          question={words.discardQuestion}
          verb={words.discard}
          act={() => control("discard", words.discarded)}
          onDone={() => setAsking(false)}
          onClose={() => setAsking(false)}
        >
          <p>{words.discardMeaning}</p>
        </Ask>
      )}
    </div>
  );
}
