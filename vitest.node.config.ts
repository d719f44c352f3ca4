// The suites that run in Node: pure code, budgets, the started program, and the page in a real Chromium.
import { defineConfig } from "vitest/config";

const project = (name: string, seconds: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: seconds * 1000, hookTimeout: 120_000 },
});

export default defineConfig({
  test: {
    // One program at a time: the machines this runs on have two cores.
    fileParallelism: false,
    projects: [project("unit", 10), project("budgets", 60), project("process", 120), project("browser", 60)],
  },
});
