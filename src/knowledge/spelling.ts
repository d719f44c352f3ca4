// Words that no passage knows, and that are one letter away from words which do: "pasword" is taken for "password". The first letter is
// seldom wrong. Pure.

/** Shorter words are one letter away from too many others. */
const SHORTEST = 5;

export function isNearlySpelled(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < SHORTEST || long.length - short.length > 1 || short[0] !== long[0]) return false;
  if (short === long) return false;
  let start = 1;
  while (start < short.length && short[start] === long[start]) start += 1;
  const isSame = (from: number, to: number) => short.slice(from) === long.slice(to);
  const isSwapped =
    short[start] === long[start + 1] && short[start + 1] === long[start] && isSame(start + 2, start + 2);
  return long.length > short.length ? isSame(start, start + 1) : isSwapped || isSame(start + 1, start + 1);
}
