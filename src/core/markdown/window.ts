// How much of a text fits: found in a number of tries that grows with the logarithm of the answer.

/**
 * The end of the longest piece from `start` for which `fits(end)` holds; `start` when none does. Never between surrogates.
 * Tries powers of two and then the halves between, wherever the text ends, so that a longer text gives the same answer.
 */
export function longestEnd(text: string, start: number, fits: (end: number) => boolean): number {
  const length = text.length - start;
  const fitsSize = (size: number): boolean => {
    const end = wholeEnd(text, start + size);
    return end <= start || fits(end);
  };
  let size = 1;
  while (size < length && fitsSize(size)) size *= 2;
  if (size >= length && fits(text.length)) return text.length;
  let best = Math.floor(size / 2);
  for (let step = Math.floor(best / 2); step >= 1; step = Math.floor(step / 2)) {
    if (best + step < length && fitsSize(best + step)) best += step;
  }
  return Math.max(start, wholeEnd(text, start + best));
}

/** The end itself, or one less where it would leave the first half of a pair behind; looks at nothing past it. */
export function wholeEnd(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
