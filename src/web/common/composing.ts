// Whether an input method (IME) has taken a key press for itself.

export interface ComposingPress {
  isComposing: boolean;
  keyCode: number;
}

/** The code that browsers give every key which the input method takes for itself. */
const takenByInputMethod = 229;

/**
 * All three signs are needed: Safari ends the composition before the key press and only the code remains;
 * others press first and end later.
 */
export function isComposing(press: ComposingPress, composing: boolean): boolean {
  return composing || press.isComposing || press.keyCode === takenByInputMethod;
}
