// npm run bench: our Worker and a bare one side by side in the same kind of workerd; prints tables for the README.
// `--only NAME` (may be given more than once) measures these figures alone, `--json FILE` writes medians and quartiles.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { MEASUREMENTS, type Measurement } from "./measurements.ts";
import { countMessages, type MessageCounts } from "./message-counts.ts";
import { conditionsLine, countsTable, markdownTable, type Outcome, readConditions } from "./report.ts";
import { openStage, type Stage } from "./stage.ts";

/** Beside the figures: what a message asks of the platform, by door. */
const COUNTS = "counts";

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, json: { type: "string" } },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const conditions = readConditions();
const started = performance.now();
const wanted = chosen(values.only ?? []);
const { outcomes, counts, failures } = await run(wanted).catch((error: unknown) => {
  progress(failureText(error));
  return process.exit(1);
});
const seconds = Math.round((performance.now() - started) / 1000);
const tables = [
  ...(outcomes.length > 0 ? [markdownTable(outcomes)] : []),
  ...(counts === null ? [] : [countsTable(counts)]),
];
console.log(`${tables.join("\n\n")}\n\n${conditionsLine(conditions, seconds)}`);
if (values.json !== undefined) {
  const report = { ...conditions, seconds, figures: outcomes, each_message: counts };
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
progress(`${outcomes.length} figures in ${seconds} s${failures > 0 ? `, ${failures} not taken` : ""}`);
// A missed aim is a result; a figure that could not be taken is a fault.
process.exit(failures > 0 ? 1 : 0);

function chosen(names: string[]): { measurements: Measurement[]; counted: boolean } {
  const known = [...MEASUREMENTS.map(([{ name }]) => name), COUNTS];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    progress(`no figure is called ${unknown}; there are ${known.join(", ")}`);
    process.exit(1);
  }
  const isWanted = (name: string) => names.length === 0 || names.includes(name);
  return { measurements: MEASUREMENTS.filter(([{ name }]) => isWanted(name)), counted: isWanted(COUNTS) };
}

async function run({ measurements, counted }: ReturnType<typeof chosen>) {
  progress("building both Workers");
  const stage = await openStage();
  // Before documents are there, which make every question search them.
  const counts = counted ? await count(stage) : null;
  const outcomes: Outcome[] = [];
  for (const [index, measurement] of measurements.entries()) {
    const began = performance.now();
    progress(`${index + 1}/${measurements.length} ${measurement[0].name}`);
    outcomes.push(await take(measurement, stage));
    await stage.reset();
    progress(`    ${Math.round((performance.now() - began) / 1000)} s`);
  }
  await stage.close();
  const missing = outcomes.filter((outcome) => "failure" in outcome).length;
  return { outcomes, counts, failures: missing + (counted && counts === null ? 1 : 0) };
}

function take([definition, measure]: Measurement, stage: Stage): Promise<Outcome> {
  return measure(stage).catch((error: unknown) => ({ ...definition, failure: failureText(error) }));
}

/** Null when it could not be counted. */
async function count(stage: Stage): Promise<MessageCounts | null> {
  try {
    return await countMessages(stage, (kind) => progress(`${COUNTS}: ${kind}`));
  } catch (error) {
    progress(`${COUNTS}: ${failureText(error)}`);
    return null;
  }
}

/** One line, and none of a table's borders. */
function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").replaceAll("|", "/").slice(0, 300);
}

function progress(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
