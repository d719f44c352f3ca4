// Sends a notice to a group, to see that it arrives.
import { useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useChannelWords } from "./words.ts";

export function TestMessage({ channel, name }: { channel: string; name: string }) {
  const words = useChannelWords();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const [text, setText] = useState(words.testDefault);

  function ask(): void {
    setText(words.testDefault);
    setSent(false);
    setAsking(true);
  }

  return (
    <>
      <button type="button" class="button" onClick={ask}>
        {words.test}
      </button>
      <span class="row-result" role="status">
        {sent ? words.sent : ""}
      </span>
      {asking && (
        <Ask
          question={words.testQuestion}
          verb={words.send}
          harmless
          act={() => api.notify(channel, text)}
          onDone={() => {
            setSent(true);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        >
          <p>{words.testMeaning(name)}</p>
          <label class="field">
            <span>{words.testText}</span>
            <textarea
              rows={3}
              required
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
        </Ask>
      )}
    </>
  );
}
