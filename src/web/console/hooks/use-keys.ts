// Keys of the console: they work wherever nobody is writing.
import { useEffect } from "preact/hooks";
import { isComposing } from "../../common/composing.ts";
import { useLatest } from "./use-latest.ts";

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null
  );
}

/** The key as it is written on it (`?`, `/`, `j`); tells whether it was of use. */
export type KeyAct = (key: string) => boolean;

export function useKeys(act: KeyAct): void {
  const latest = useLatest(act);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isWriting(event.target) || isComposing(event, false)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [latest]);
}

/** What j, k and the arrows go along: each row's main link or button. */
export const ROW_ATTRIBUTE = "data-row";

/** The next row in this direction. Arrows move only within the rows, so that they still scroll the page elsewhere. */
export function moveAlongRows(key: string): boolean {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (step === undefined) return false;
  const rows = [...document.querySelectorAll<HTMLElement>(`main [${ROW_ATTRIBUTE}]`)];
  const focused = document.activeElement;
  const current = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  if (rows.length === 0 || (current === -1 && key.startsWith("Arrow"))) return false;
  const next = rows[current === -1 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}
