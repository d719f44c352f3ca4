// A question or a list in front of the page. The browser's own dialog keeps the focus in and closes on Escape.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./icon-button.tsx";

interface DialogProps {
  title: string;
  /** False while something runs that a closed dialog would hide. */
  closable?: boolean;
  /** The name of a button at the top that closes it; without one the children have their own. */
  closeLabel?: string;
  onClose(): void;
  children(close: () => void): ComponentChildren;
}

export function Dialog({ title, closable = true, closeLabel, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => dialog.current?.close();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (!closable) event.preventDefault();
      }}
      onClose={onClose}
    >
      {closeLabel === undefined ? (
        <h2 id={titleId}>{title}</h2>
      ) : (
        <div class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label={closeLabel} onClick={close} />
        </div>
      )}
      {children(close)}
    </dialog>
  );
}
