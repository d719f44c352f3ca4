// Runs the steps of the ramp on one program, each until it is quiet again.
import { quantile } from "../bench/statistics.ts";
import { addedMs } from "./driver.ts";
import { acknowledgements } from "./minutes.ts";
import { flawOf, nextRate, type Step } from "./ramp.ts";
import type { MixOptions } from "./schedule.ts";
import { openStage, type Stage } from "./stage.ts";

const STEP_MS = 12_000;
/** A step that didn't hold may leave much behind. */
const QUIET_MS = 60_000;
/** The first messages meet a program that has just started. */
const WARM_UP_MS = 5_000;

export async function climb(
  mix: MixOptions,
  random: () => number,
  say: (line: string) => void,
): Promise<Step[]> {
  const stage = await openStage();
  const steps: Step[] = [];
  await stage.driver.drive({ rate: 3, lasts: WARM_UP_MS, mix, random });
  for (let rate = nextRate(steps); rate !== null; rate = nextRate(steps)) {
    const step = await climbOne(stage, rate, mix, random);
    steps.push(step);
    say(stepLine(step));
  }
  await stage.close();
  return steps;
}

async function climbOne(
  { driver }: Stage,
  rate: number,
  mix: MixOptions,
  random: () => number,
): Promise<Step> {
  const { ledger } = driver;
  const [begunAt, faultsBefore] = [Date.now(), ledger.faults.length];
  await driver.drive({ rate, lasts: STEP_MS, mix, random });
  const backlog = ledger.backlog();
  await driver.rest(QUIET_MS);
  const entries = [...ledger.entries.values()].filter(({ sentAt }) => sentAt >= begunAt);
  return {
    rate,
    acknowledgement99: quantile(acknowledgements(entries), 0.99),
    added50: quantile(
      entries.flatMap((entry) => addedMs(driver, entry)),
      0.5,
    ),
    backlog,
    failed: ledger.faults.length - faultsBefore,
  };
}

export function stepLine(step: Step): string {
  const { rate, acknowledgement99, added50, backlog } = step;
  const flaw = flawOf(step);
  const seen = `acknowledged in ${Math.round(acknowledgement99)} ms (99 %), ${Math.round(added50)} ms beside the model (50 %), ${backlog} waiting at its end`;
  return `${rate} a second: ${seen}: ${flaw === null ? "holds" : `does not hold, ${flaw}`}`;
}
