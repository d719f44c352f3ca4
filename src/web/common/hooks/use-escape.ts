// Escape, unless an input method or an open dialog has a use for it.
import { useEffect } from "preact/hooks";
import { isComposing } from "../composing.ts";

export function useEscape(onEscape: (() => void) | null): void {
  useEffect(() => {
    if (onEscape === null) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || isComposing(event, false)) return;
      if (document.querySelector("dialog[open]") === null) onEscape();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onEscape]);
}
