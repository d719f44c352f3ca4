// stub
import type { Outcome } from "../engine/fuzz.ts";
export async function fuzzDoors(
  _budget: { milliseconds: number; seed: number },
  _progress: (line: string) => void,
): Promise<Outcome> {
  throw new Error("not yet");
}
