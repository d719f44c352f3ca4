// What a run came to, as a table.
import type { Outcome } from "./engine/fuzz.ts";

const TITLES = ["target", "executions", "a second", "lines reached", "slowest", "findings"];

export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [TITLES, ...outcomes.map(rowOf)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

function rowOf({ target, executions, milliseconds, lines, slowestMs, findings }: Outcome): string[] {
  const rate = milliseconds === 0 ? 0 : Math.round((executions / milliseconds) * 1000);
  return [
    target,
    String(executions),
    String(rate),
    lines.all === 0 ? "–" : `${lines.reached} of ${lines.all}`,
    `${Math.round(slowestMs)} ms`,
    String(findings.length),
  ];
}
