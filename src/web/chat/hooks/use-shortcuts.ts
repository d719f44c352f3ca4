// Carries out the page's shortcuts, unless an input method or an open dialog has the keys.
import { useEffect, useRef } from "preact/hooks";
import { isComposing } from "../../common/composing.ts";
import { type Command, commandOf } from "../shortcuts.ts";

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function useShortcuts(carryOut: (command: Command) => void): void {
  const latest = useRef(carryOut);
  latest.current = carryOut;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event, false)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      const command = commandOf(event, isWriting(event.target));
      if (command === null) return;
      event.preventDefault();
      latest.current(command);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
