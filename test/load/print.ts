// What a person reads at the end of a run.
import type { Report } from "./run.ts";

export function summaryOf(report: Report): string {
  const { tally, aftermath, memory, kills, problems, rate, options } = report;
  const { messages, answered, failed, cut, cached, doubled } = tally;
  const killed = doubled.filter(({ cause }) => cause === "kill").length;
  const unheard = doubled.filter(({ cause }) => cause === "unheard").length;
  const lines = [
    `${messages} messages at ${rate} a second (seed ${options.seed}): ${answered} answered (${cached} from the cache), ${failed} told that it failed, ${cut} cut, ${tally.lost.length} lost, ${doubled.length} doubled${doubled.length === 0 ? "" : ` (${killed} at the moment of a kill, ${unheard} whose first sending had no answer)`}`,
    `${aftermath.rows} rows in conversation_logs, ${aftermath.deliveries.pending} deliveries pending, ${aftermath.deliveries.deadOut} given up, ${aftermath.alarms} alarms; quiet ${seconds(aftermath.drainedMs)} after the last message`,
    memory.before === null || memory.after === null
      ? "memory: not judged, a run of three minutes without kills is needed"
      : `memory: median ${Math.round(memory.before)} MiB after the warm-up, ${Math.round(memory.after)} MiB in the last minute`,
    ...(kills.length === 0 ? [] : [`${kills.length} kills; back after ${upTimes(report)}`]),
  ];
  return [...lines, "", ...verdictLines(problems)].join("\n");
}

function verdictLines(problems: string[]): string[] {
  if (problems.length === 0) return ["✓ green: nothing lost, nothing wrong / 通过：没有丢失，也没有出错"];
  return [
    ...problems.map((problem) => `✗ ${problem}`),
    `✗ red: ${problems.length} kinds of fault / 未通过：${problems.length} 类问题`,
  ];
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? "never" : `${(milliseconds / 1000).toFixed(1)} s`;
}

function upTimes({ kills }: Report): string {
  const times = kills.map(({ at, upAt }) => upAt - at);
  return `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
}
