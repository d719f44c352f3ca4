// Asks before something is lost. The browser's own dialog keeps the focus in and closes on Escape.
import { useEffect, useId, useRef } from "preact/hooks";
import { useSharedWords } from "../words.ts";

interface ConfirmDialogProps {
  question: string;
  meaning: string;
  verb: string;
  problem: string | null;
  onConfirm(): void;
  onClose(): void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const words = useSharedWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={props.onClose}>
      <h2 id={titleId}>{props.question}</h2>
      <p>{props.meaning}</p>
      {props.problem !== null && (
        <p class="problem" role="alert">
          {props.problem}
        </p>
      )}
      <div class="dialog-row">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.cancel}
        </button>
        <button type="button" class="button is-danger" onClick={props.onConfirm}>
          {props.verb}
        </button>
      </div>
    </dialog>
  );
}
