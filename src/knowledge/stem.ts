// English words without their endings, so that "deploying", "deployed" and "deployment" meet. Crude, and the same on
// both sides: what counts is that the forms of one word agree, not that the rest is a word.

const ENDING =
  /(?:ations?|ments?|ings?|ions?|ances?|ences?|[ai]ble|(?<=.{5})als?|(?<=.{4})(?:[eo]rs?|ness|ly)|ed|es|(?<!s)s)$/;
/** What is left must still tell words apart. */
const SHORTEST = 3;
/** "stopped" → "stop", but "calling" → "call". */
const DOUBLED = /([bdfgkmnprt])\1$|(?<=.{4}l)l$/;

/** `word` in lower case. Words with digits or beyond ASCII stay as they are. */
export function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  return shortened(shortened(word.replace(/ie[sd]$/, "y"), ENDING), /e$/).replace(DOUBLED, "$1");
}

function shortened(word: string, ending: RegExp): string {
  const rest = word.replace(ending, "");
  return rest.length < SHORTEST ? word : rest;
}
