// Asks before something is lost, and shows how the doing of it goes.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../../common/components/dialog.tsx";
import { useSharedWords } from "../../common/words.ts";
import { useTask } from "../hooks/use-task.ts";
import { Failure } from "./failure.tsx";

interface AskProps {
  question: string;
  verb: string;
  children: ComponentChildren;
  /** To be typed before the verb can be pressed: its label, and the text. */
  typed?: { label: string; text: string };
  act(): Promise<unknown>;
  onDone(): void;
  onClose(): void;
  /** Shown while it runs. */
  progress?: ComponentChildren;
  harmless?: boolean;
}

function TypedField({
  label,
  value,
  onInput,
}: {
  label: string;
  value: string;
  onInput(text: string): void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

export function Ask(props: AskProps) {
  const shared = useSharedWords();
  const task = useTask();
  const [text, setText] = useState("");
  const ready = props.typed === undefined || text.trim() === props.typed.text;

  async function confirm(): Promise<void> {
    if (ready && (await task.run(props.act))) props.onDone();
  }

  return (
    <Dialog title={props.question} closable={!task.running} onClose={props.onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void confirm();
          }}
        >
          {props.children}
          {props.typed !== undefined && (
            <TypedField label={props.typed.label} value={text} onInput={setText} />
          )}
          {task.running && props.progress}
          {task.refusal !== null && <Failure refusal={task.refusal} />}
          <div class="dialog-row">
            <button type="button" class="button" disabled={task.running} onClick={close}>
              {shared.cancel}
            </button>
            <button
              type="submit"
              class={`button ${props.harmless ? "is-primary" : "is-danger"}`}
              disabled={!ready || task.running}
            >
              {props.verb}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
