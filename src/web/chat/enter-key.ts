// Whether a key press sends the message. Enter also confirms a word in an input method (IME), and must not send then.

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** The code that browsers give every key which the input method takes for itself. */
const takenByInputMethod = 229;

/**
 * All three signs are needed: Safari ends the composition before the key press and only the code remains;
 * others press first and end later.
 */
export function isComposing(press: KeyPress, composing: boolean): boolean {
  return composing || press.isComposing || press.keyCode === takenByInputMethod;
}

export function entersMessage(press: KeyPress, composing: boolean, touchOnly: boolean): boolean {
  if (press.key !== "Enter" || isComposing(press, composing)) return false;
  // With a modifier that means "send" everywhere, it sends on touch screens with a keyboard too.
  if (press.ctrlKey || press.metaKey) return true;
  return !touchOnly && !press.shiftKey && !press.altKey;
}
