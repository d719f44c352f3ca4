// `npm test`: every check there is, on a fresh clone too. Ends with a plain line: N passed, N failed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage, captureTool, installDependencies, runTool, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();

const reports = mkdtempSync(join(tmpdir(), "clawdbot-edge-test-"));
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

/** One command that is right or wrong. `run` takes what runs a tool: live, or with its output kept back until its end. */
const tool = (name, file, ...args) => ({
  name,
  run: async (launch) => count((await launch(file, args)) === 0 ? 1 : 0, 1),
});
const types = (project) => tool(`types of ${project}`, "typescript/bin/tsc", "-p", project);
/** A vitest suite, counted test by test. */
const suite = (name, ...args) => ({ name, run: (launch) => runSuite(launch, name, args) });

/** Two cores are common: two lanes of about the same length, and what kills programs on purpose has the machine for itself. */
const pages = [
  types("tsconfig.json"),
  types("tsconfig.node.json"),
  types("src/web/chat/tsconfig.json"),
  types("src/web/console/tsconfig.json"),
  types("src/web/widget/tsconfig.json"),
  types("src/web/offline/tsconfig.json"),
  tool("lint", "@biomejs/biome/bin/biome", "check", "."),
  tool("unused", "knip/bin/knip.js"),
  suite("budgets", "--config", "vitest.node.config.ts", "--project", "budgets"),
  suite("browser", "--config", "vitest.node.config.ts", "--project", "browser"),
];
const inside = [
  suite("unit", "--config", "vitest.node.config.ts", "--project", "unit*"),
  suite("workerd", "--config", "vitest.workerd.config.ts"),
];
const alone = [suite("process", "--config", "vitest.node.config.ts", "--project", "process")];

const wanted = (checks) =>
  checks.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)));
const [first, second] = [wanted(pages), wanted(inside)];
if (first.length > 0 && second.length > 0) {
  console.log("Two lanes at once; each check shows its output at its end.");
  await Promise.all([runLane(first, runCaptured), runLane(second, runCaptured)]);
} else await runLane([...first, ...second], runLive);
await runLane(wanted(alone), runLive);
rmSync(reports, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);

async function runLane(checks, runCheck) {
  for (const check of checks) await runCheck(check);
}

async function runLive(check) {
  console.log(`\n── ${check.name}`);
  await check.run(runTool);
}

async function runCaptured(check) {
  const startedAt = Date.now();
  console.log(`${check.name} …`);
  let said = "";
  await check.run(async (file, args) => {
    const { code, output } = await captureTool(file, args);
    said = output;
    return code;
  });
  console.log(`\n── ${check.name} (${Math.round((Date.now() - startedAt) / 1000)} s)\n${said}`);
}

async function runSuite(launch, name, args) {
  const file = join(reports, `${name}.json`);
  const code = await launch("vitest/vitest.mjs", [
    "run",
    ...args,
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${file}`,
  ]);
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    const total = report.numTotalTests - report.numPendingTests - report.numTodoTests;
    // A file that could not be loaded has no tests to count, and a skipped test is no passed one.
    const broken = report.testResults.filter(
      (result) => result.status === "failed" && result.assertionResults.length === 0,
    );
    count(report.numPassedTests, total + broken.length);
    if (code !== 0 && report.numPassedTests === total && broken.length === 0) count(0, 1);
  } catch {
    count(0, 1);
  }
}

function count(passed, total) {
  totals.passed += passed;
  totals.failed += total - passed;
}
