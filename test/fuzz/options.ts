// The command line of the fuzzer.
import { parseArgs } from "node:util";

export interface Options {
  /** Of everything together. */
  seconds: number;
  /** Names of targets, or their beginnings; none: all. */
  only: string[];
  seed: number;
  parsers: boolean;
  doors: boolean;
  /** Of a kept finding, `target/digest`. */
  replay: string | null;
}

/** Throws with words for whoever typed it. */
export function readOptions(args: string[], today: number): Options {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: String(today) },
      only: { type: "string", multiple: true, default: [] },
      replay: { type: "string" },
      parsers: { type: "boolean", default: false },
      doors: { type: "boolean", default: false },
    },
  });
  const both = values.parsers === values.doors;
  return {
    seconds: numberOf("seconds", values.seconds, 86_400),
    seed: numberOf("seed", values.seed, 2 ** 32 - 1),
    only: values.only,
    replay: values.replay ?? null,
    parsers: both || values.parsers,
    doors: both || values.doors,
  };
}

function numberOf(name: string, text: string, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new Error(`--${name} must be a whole number from 1 to ${most}`);
  return value;
}
