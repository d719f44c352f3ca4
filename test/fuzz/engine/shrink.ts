// A smaller input that breaks the same thing: stretches are left out, larger ones first, then what is left is made plain.
import type { Target } from "../target.ts";
import { replaced } from "./bytes.ts";
import { type Finding, tryInput } from "./try-input.ts";

const MOST_TRIES = 3_000;
const PLAIN = 0x61;

export async function shrink(target: Target, finding: Finding): Promise<Finding> {
  // Each try of a slow one is slow.
  if (finding.kind.startsWith("slow")) return finding;
  let best = finding;
  let tries = 0;
  const isBetter = async (input: Uint8Array): Promise<boolean> => {
    tries += 1;
    const tried = await tryInput(target, input);
    if (tried.finding?.kind !== finding.kind) return false;
    best = tried.finding;
    return true;
  };
  for (let size = Math.ceil(best.input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.input.length && tries < MOST_TRIES; ) {
      const end = Math.min(best.input.length, at + size);
      if (!(await isBetter(replaced(best.input, at, end, new Uint8Array())))) at += size;
    }
  }
  for (let at = 0; at < Math.min(best.input.length, 200) && tries < MOST_TRIES; at += 1) {
    if (best.input[at] !== PLAIN) await isBetter(replaced(best.input, at, at + 1, Uint8Array.of(PLAIN)));
  }
  return best;
}
