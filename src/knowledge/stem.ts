// English words without their endings, so that "deploying", "deployed" and "deployment" meet. Crude, and the same on
// both sides: what counts is that the forms of one word agree, not that the rest is a word.

const ENDING = /(?:ations?|ments?|ings?|ions?|ed|es|(?<!s)s|e)$/;
/** What is left must still tell words apart. */
const SHORTEST = 3;
/** "stopped" → "stop", but "calling" → "call". */
const DOUBLED = /([bdfgkmnprt])\1$/;

/** `word` in lower case. Words with digits or beyond ASCII stay as they are. */
export function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  const stem = word.replace(/ies$/, "y").replace(ENDING, "");
  return stem.length < SHORTEST ? word : stem.replace(DOUBLED, "$1");
}
