// Whether a key press sends the message. Enter also confirms a word in an input method (IME), and must not send then.
import { type ComposingPress, isComposing } from "../common/composing.ts";

export interface KeyPress extends ComposingPress {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

export function entersMessage(press: KeyPress, composing: boolean, touchOnly: boolean): boolean {
  if (press.key !== "Enter" || isComposing(press, composing)) return false;
  // With a modifier that means "send" everywhere, it sends on touch screens with a keyboard too.
  if (press.ctrlKey || press.metaKey) return true;
  return !touchOnly && !press.shiftKey && !press.altKey;
}
