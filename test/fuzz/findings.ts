// Findings as files: the input by its digest, and beside it what it broke and how to try it again.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURES } from "./corpus.ts";
import type { Finding } from "./engine/try-input.ts";

const FOLDER = join(FIXTURES, "fuzz");

export interface KeptInput {
  target: string;
  name: string;
  input: Uint8Array;
}

/** Where it was written, below the fixtures' folder. */
export function keepFinding({ target, message, input }: Finding): string {
  const folder = join(FOLDER, target);
  mkdirSync(folder, { recursive: true });
  const name = createHash("sha256").update(input).digest("hex").slice(0, 16);
  writeFileSync(join(folder, name), input);
  const again = `npm run fuzz -- --replay ${target}/${name}`;
  writeFileSync(join(folder, `${name}.txt`), `${message}\n\nAgain: ${again}\n`);
  return `${target}/${name}`;
}

/** All that was ever found, of one target or of all. */
export function keptInputs(only?: string): KeptInput[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((target) => only === undefined || target === only)
    .flatMap((target) =>
      readdirSync(join(FOLDER, target))
        .filter((name) => !name.endsWith(".txt"))
        .map((name) => ({ target, name, input: new Uint8Array(readFileSync(join(FOLDER, target, name))) })),
    );
}
