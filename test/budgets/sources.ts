// The project's own source files, as text.
import { globSync, readFileSync } from "node:fs";

export interface SourceFile {
  /** From the project's folder, such as `src/core/step.ts`. */
  path: string;
  text: string;
  lines: number;
}

export function readSources(...patterns: string[]): SourceFile[] {
  return globSync(patterns)
    .sort()
    .map((path) => {
      const text = readFileSync(path, "utf8");
      return { path, text, lines: text.split("\n").length - 1 };
    });
}
