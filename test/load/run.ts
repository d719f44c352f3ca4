// One run from begin to end: the load, the chaos beside it, the quiet after it, and what is to be said of it.
import { seededRandom } from "../support/fake-platform/random.ts";
import { minuteTable, type Reading, type Run } from "./minutes.ts";
import { CHAOS_RATE, type Options } from "./options.ts";
import { rateToHold, type Step } from "./ramp.ts";
import { climb } from "./ramp-run.ts";
import { judgeMemory, keepReading } from "./readings.ts";
import { rest } from "./sending.ts";
import { lookAround, openStage, type Stage } from "./stage.ts";
import { type Aftermath, type Evidence, type Kill, problemsOf, type Tally, tally } from "./verdict.ts";

export interface Report {
  options: Options;
  rate: number;
  ramp: Step[];
  table: string;
  tally: Tally;
  kills: Kill[];
  aftermath: Omit<Aftermath, "rows" | "unheard"> & { rows: number; unheard: string[] };
  /** What the Worker printed as warnings, as far as anybody reads on. */
  warnings: string[];
  memory: Evidence["memory"];
  /** Empty: green. */
  problems: string[];
}

const ILL_SHARE = 0.15;
const REVOKE_EVERY_MS = 15_000;
const MOST_WARNINGS = 500;
const SAY_EVERY_MS = 10_000;
/** What was asked last is answered within seconds; what a storm held up is tried about once a minute. */
const PATIENCE_MS = { plain: 30_000, chaos: 180_000 };

export async function runLoad(options: Options, say: (line: string) => void): Promise<Report> {
  const mix = { kinds: options.kinds, illShare: options.chaos ? ILL_SHARE : 0 };
  const looks = options.rate === null && !options.chaos;
  if (looks) say("looking for the highest rate that this machine holds");
  const ramp = looks ? await climb(mix, seededRandom(options.seed + 1), say) : [];
  const rate = options.rate ?? (options.chaos ? CHAOS_RATE : rateToHold(ramp));
  say(`${rate} messages a second for ${options.minutes} min${options.chaos ? ", with chaos" : ""}`);
  const stage = await openStage();
  try {
    const { run, drainedMs } = await load(stage, options, { rate, mix }, say);
    return { ...(await judge(stage, options, run, drainedMs)), rate, ramp };
  } finally {
    await stage.close();
  }
}

async function load(
  { driver, program, world }: Stage,
  { minutes, chaos, killEverySeconds, seed }: Options,
  { rate, mix }: { rate: number; mix: Parameters<typeof driver.drive>[0]["mix"] },
  say: (line: string) => void,
): Promise<{ run: Run; drainedMs: number | null }> {
  const { ledger } = driver;
  const readings: Reading[] = [];
  const kills: Kill[] = [];
  const reading = keepReading(program.pid, () => ledger.backlog(), readings);
  const begunAt = Date.now();
  const lasts = minutes * 60_000;
  const saying = setInterval(
    () => say(progress(ledger.entries.size, readings, kills, begunAt)),
    SAY_EVERY_MS,
  );
  const arriving = driver.drive({ rate, lasts, mix, random: seededRandom(seed) });
  if (chaos) {
    world.order({ name: "storm", seed });
    const revoking = setInterval(() => world.order({ name: "revoke" }), REVOKE_EVERY_MS);
    await killAgain({ program }, killEverySeconds * 1000, begunAt + lasts, kills);
    clearInterval(revoking);
  }
  await arriving;
  world.order({ name: "calm" });
  const endedAt = Date.now();
  const drainedMs = await driver.end(chaos ? PATIENCE_MS.chaos : PATIENCE_MS.plain);
  clearInterval(saying);
  reading.stop();
  return { run: { ledger, readings, kills, begunAt, endedAt }, drainedMs };
}

/** As long as the load lasts; the last start is awaited. */
async function killAgain(
  { program }: Pick<Stage, "program">,
  everyMs: number,
  endsAt: number,
  kills: Kill[],
): Promise<void> {
  while (Date.now() + everyMs < endsAt) {
    await rest(everyMs);
    const kill = { at: Date.now(), upAt: Number.POSITIVE_INFINITY };
    kills.push(kill);
    await program.kill();
    await program.start();
    kill.upAt = Date.now();
  }
}

async function judge(
  stage: Stage,
  options: Options,
  run: Run,
  drainedMs: number | null,
): Promise<Omit<Report, "rate" | "ramp">> {
  const { ledger, kills } = run;
  const aftermath = await lookAround(stage, drainedMs);
  // A program that begins anew every few seconds has no memory to grow.
  const memory = options.chaos
    ? { before: null, after: null }
    : judgeMemory(run.readings, run.begunAt, run.endedAt);
  return {
    options,
    table: minuteTable(run),
    tally: tally(ledger, kills, aftermath.unheard),
    kills,
    aftermath: { ...aftermath, rows: aftermath.rows.length, unheard: [...aftermath.unheard] },
    warnings: stage.program.printed.warn.slice(0, MOST_WARNINGS),
    memory,
    problems: problemsOf({ ledger, kills, aftermath, memory, chaos: options.chaos }),
  };
}

function progress(sent: number, readings: Reading[], kills: Kill[], begunAt: number): string {
  const last = readings.at(-1);
  const seconds = Math.round((Date.now() - begunAt) / 1000);
  const memory = last?.memory == null ? "–" : `${Math.round(last.memory)} MiB`;
  const killed = kills.length === 0 ? "" : `, ${kills.length} kills`;
  return `${seconds} s: ${sent} sent, ${last?.backlog ?? 0} waiting, ${memory}, ${last?.cpu?.toFixed(2) ?? "–"} processors${killed}`;
}
