// The suites that run in Node: pure code, budgets, the started program, and the page in a real Chromium.
import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const project = (
  name: string,
  seconds: number,
  more: { include?: string[]; exclude?: string[]; isolate?: boolean } = {},
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: seconds * 1000,
    hookTimeout: 120_000,
    ...more,
  },
});

// What replaces a module needs modules of its own; all others share what is loaded once: a start costs more than most files' tests.
const replacing = globSync("test/unit/**/*.test.ts").filter((file) =>
  /\bvi\.(do)?[mM]ock\(/.test(readFileSync(file, "utf8")),
);

export default defineConfig({
  test: {
    // One program at a time: the machines this runs on have two cores.
    fileParallelism: false,
    projects: [
      project("unit", 10, { exclude: replacing, isolate: false }),
      project("unit, replaced modules", 10, { include: replacing }),
      project("budgets", 60),
      project("process", 120),
      project("browser", 60),
    ],
  },
});
