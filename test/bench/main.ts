// npm run bench: our Worker and a bare one side by side in the same kind of workerd; prints tables for the README.
// `--only NAME` (may be given more than once) measures these figures alone, `--json FILE` writes medians and quartiles,
// `--growth` measures what grows instead, `--costs` puts what was counted into the file that `npm run capacity` computes with,
// `--profile NAME` shows where the Worker's time goes while that figure is measured.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { COSTS_ANSWER_SECONDS, writeCosts } from "./costs-file.ts";
import { growthTable, measureGrowth } from "./growth/growth.ts";
import { LONG_MEASUREMENTS, MEASUREMENTS, type Measurement } from "./measurements.ts";
import { countMessages } from "./message-counts.ts";
import { profileTable, recordProfile } from "./profile.ts";
import { conditionsLine, countsTable, markdownTable, type Outcome, readConditions } from "./report.ts";
import { openStage, type Stage } from "./stage.ts";

/** Beside the figures: what a message asks of the platform, by door. */
const COUNTS = "counts";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    json: { type: "string" },
    costs: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

if (values.profile !== undefined) await showProfile(values.profile);

const conditions = readConditions();
const started = performance.now();
const { outcomes, counts, growth, failures } = await run(chosen(values.only ?? [])).catch(
  (error: unknown) => {
    progress(failureText(error));
    return process.exit(1);
  },
);
const seconds = Math.round((performance.now() - started) / 1000);
const tables = [
  ...(outcomes.length > 0 ? [markdownTable(outcomes)] : []),
  ...(counts === null ? [] : [countsTable(counts)]),
  ...(growth === null ? [] : [growthTable(growth)]),
];
console.log(`${tables.join("\n\n")}\n\n${conditionsLine(conditions, seconds)}`);
if (values.json !== undefined) {
  const report = { ...conditions, seconds, figures: outcomes, each_message: counts, growth };
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
if (values.costs && counts !== null) await writeCosts(counts);
progress(`${outcomes.length} figures in ${seconds} s${failures > 0 ? `, ${failures} not taken` : ""}`);
// A missed aim is a result; a figure that could not be taken is a fault.
process.exit(failures > 0 ? 1 : 0);

/** Never returns. */
async function showProfile(name: string): Promise<never> {
  const [measurement] = chosen([name]).measurements;
  if (measurement === undefined) throw new Error(`${name} is no figure that can be profiled`);
  const stage = await openStage({ inspected: true });
  const profile = await recordProfile(stage.ours, () => measurement[1](stage));
  console.log(profileTable(profile));
  await stage.close();
  return process.exit(0);
}

interface Choice {
  measurements: Measurement[];
  counted: boolean;
  grown: boolean;
}

function chosen(names: string[]): Choice {
  if (values.growth && names.length === 0)
    return { measurements: LONG_MEASUREMENTS, counted: false, grown: true };
  const all = [...MEASUREMENTS, ...LONG_MEASUREMENTS];
  const known = [...all.map(([{ name }]) => name), COUNTS];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    progress(`no figure is called ${unknown}; there are ${known.join(", ")}`);
    process.exit(1);
  }
  if (names.length === 0) return { measurements: MEASUREMENTS, counted: true, grown: false };
  const measurements = all.filter(([{ name }]) => names.includes(name));
  return { measurements, counted: names.includes(COUNTS), grown: values.growth };
}

async function run({ measurements, counted, grown }: Choice) {
  progress("building both Workers");
  const stage = await openStage();
  // Before documents are there, which make every question search them.
  const answerSeconds = values.costs ? COSTS_ANSWER_SECONDS : undefined;
  const report = (what: string) => progress(`${COUNTS}: ${what}`);
  const counts = counted ? await attempt(COUNTS, () => countMessages(stage, report, answerSeconds)) : null;
  const outcomes: Outcome[] = [];
  for (const [index, measurement] of measurements.entries()) {
    const began = performance.now();
    progress(`${index + 1}/${measurements.length} ${measurement[0].name}`);
    outcomes.push(await take(measurement, stage));
    await stage.reset();
    progress(`    ${Math.round((performance.now() - began) / 1000)} s`);
  }
  const growth = grown ? await attempt("growth", () => measureGrowth(stage, progress)) : null;
  await stage.close();
  const missing = outcomes.filter((outcome) => "failure" in outcome).length;
  const failures = missing + (counted && counts === null ? 1 : 0) + (grown && growth === null ? 1 : 0);
  return { outcomes, counts, growth, failures };
}

function take([definition, measure]: Measurement, stage: Stage): Promise<Outcome> {
  return measure(stage).catch((error: unknown) => ({ ...definition, failure: failureText(error) }));
}

/** Null when it failed. */
async function attempt<Value>(name: string, measure: () => Promise<Value>): Promise<Value | null> {
  try {
    return await measure();
  } catch (error) {
    progress(`${name}: ${failureText(error)}`);
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
