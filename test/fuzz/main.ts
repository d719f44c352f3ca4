// npm run fuzz: changed inputs for every parser, changed requests for every door. Findings become fixtures; with one it ends with 1.
import { fuzzDoors, replayDoor } from "./doors/run.ts";
import type { Outcome } from "./engine/fuzz.ts";
import { runJobs } from "./engine/keeper.ts";
import type { Job } from "./engine/thread.ts";
import type { Finding } from "./engine/try-input.ts";
import { keepFinding, keptInputs } from "./findings.ts";
import { type Options, readOptions } from "./options.ts";
import { tableOf } from "./report.ts";
import { TARGETS } from "./targets.ts";

/** Of a run of both kinds, for the doors: a Worker answers some hundred requests a second, a parser thousands. */
const SHARE_OF_DOORS = 0.35;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const options = optionsOrExit();
const outcomes = options.replay === null ? await run(options) : await replay(options.replay);
const findings = outcomes.flatMap((outcome) => outcome.findings);
console.log(tableOf(outcomes));
for (const finding of findings) {
  const place = options.replay ?? keepFinding(finding);
  console.log(
    `\n${finding.target}: ${finding.message}\n  kept as test/fixtures/fuzz/${place}; again: npm run fuzz -- --replay ${place}`,
  );
}
progress(findings.length === 0 ? "nothing was found" : `${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2), Math.floor(Date.now() / 86_400_000));
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    return process.exit(2);
  }
}

async function run({ seconds, seed, only, parsers, doors }: Options): Promise<Outcome[]> {
  progress(`seed ${seed}`);
  const isChosen = (name: string) =>
    only.length === 0 || only.some((beginning) => name.startsWith(beginning));
  const targets = parsers ? TARGETS.filter(({ name }) => isChosen(name)) : [];
  const isDoors = doors && isChosen("doors");
  if (targets.length === 0 && !isDoors) {
    progress(`there is no such target; there are doors, ${TARGETS.map(({ name }) => name).join(", ")}`);
    process.exit(2);
  }
  const share = !isDoors ? 0 : targets.length === 0 ? 1 : SHARE_OF_DOORS;
  const milliseconds = (seconds * 1000 * (1 - share)) / Math.max(targets.length, 1);
  const budget = { executions: Number.POSITIVE_INFINITY, milliseconds, seed, coverage: true };
  const taken: Outcome[] = [];
  await runJobs(
    targets.map(({ name }): Job => ({ kind: "fuzz", target: name, budget })),
    (answer) => {
      if (answer === null || !("findings" in answer)) return;
      taken.push(answer);
      progress(`${taken.length}/${targets.length} ${answer.target}: ${answer.executions} executions`);
    },
  );
  if (isDoors) taken.push(await fuzzDoors({ milliseconds: seconds * 1000 * share, seed }, progress));
  return taken;
}

async function replay(place: string): Promise<Outcome[]> {
  const [target = "", name = ""] = place.split("/");
  const kept = keptInputs(target).find((input) => input.name === name);
  if (kept === undefined) {
    progress(`test/fixtures/fuzz has no ${place}`);
    return process.exit(2);
  }
  const found = target === "doors" ? await replayDoor(kept.input) : await replayParser(target, kept.input);
  return [
    {
      target,
      executions: 1,
      milliseconds: 0,
      lines: { reached: 0, all: 0 },
      slowestMs: 0,
      findings: found,
    },
  ];
}

async function replayParser(target: string, input: Uint8Array): Promise<Finding[]> {
  const [finding = null] = await runJobs([{ kind: "replay", target, input }]);
  return finding !== null && "input" in finding ? [finding] : [];
}

function progress(line: string): void {
  process.stderr.write(`fuzz: ${line}\n`);
}
