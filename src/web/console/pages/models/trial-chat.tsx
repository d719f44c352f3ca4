// A test chat with the model file as it stands in the form.
import { useState } from "preact/hooks";
import { isComposing } from "../../../common/composing.ts";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { TrialTurnView } from "./trial-turn.tsx";
import type { TrialTalk } from "./use-trial.ts";
import { useModelWords } from "./words.ts";

function TrialField({ talk, ready }: { talk: TrialTalk; ready: boolean }) {
  const words = useModelWords();
  const [text, setText] = useState("");
  const can = ready && !talk.running && text.trim() !== "";
  const send = () => {
    if (!can) return;
    talk.ask(text.trim());
    setText("");
  };
  return (
    <form
      class="trial-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        rows={2}
        aria-label={words.message}
        placeholder={words.message}
        maxLength={100_000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || isComposing(event, false)) return;
          event.preventDefault();
          send();
        }}
      />
      {talk.running ? (
        <button type="button" class="button" onClick={talk.stop}>
          {words.stop}
        </button>
      ) : (
        <button type="submit" class="button is-primary" disabled={!can}>
          {words.send}
        </button>
      )}
    </form>
  );
}

/** `ready`: the draft can be sent. */
export function TrialChat({ talk, ready }: { talk: TrialTalk; ready: boolean }) {
  const words = useModelWords();
  const { turns, running, refusal } = talk;
  const unanswered = turns.at(-1)?.trial === null && !running;
  return (
    <div class="trial">
      {turns.length === 0 && <p class="note">{words.trialIntro}</p>}
      {!ready && <p class="problem">{words.jsonFirst}</p>}
      <div class="trial-turns" role="log" aria-busy={running}>
        {turns.map((turn, index) => (
          <TrialTurnView key={index} turn={turn} />
        ))}
        {running && (
          <p role="status">
            <Mark kind="busy">{words.answering}</Mark>
          </p>
        )}
      </div>
      {refusal !== null && <Failure refusal={refusal} />}
      <TrialField talk={talk} ready={ready} />
      {turns.length > 0 && (
        <div class="trial-deeds">
          {unanswered && (
            <button type="button" class="button is-quiet" disabled={!ready} onClick={talk.again}>
              {words.again}
            </button>
          )}
          <button type="button" class="button is-quiet" onClick={talk.startOver}>
            {words.startOver}
          </button>
        </div>
      )}
    </div>
  );
}
