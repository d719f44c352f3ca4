// The table of a run: a row a minute. Pure.
import { quantile } from "../bench/statistics.ts";
import type { Entry, Ledger } from "./ledger.ts";
import { isPlatform, KINDS } from "./message.ts";
import type { Kill } from "./verdict.ts";

/** The program as the system saw it at a moment. */
export interface Reading {
  at: number;
  backlog: number;
  /** Resident, in MiB; null: the system doesn't say, or it was dead. */
  memory: number | null;
  /** Processors kept busy since the reading before. */
  cpu: number | null;
}

export interface Run {
  ledger: Ledger;
  readings: Reading[];
  kills: Kill[];
  begunAt: number;
  endedAt: number;
}

const MINUTE_MS = 60_000;
const COLUMNS = [
  "minute",
  ...KINDS,
  "reads",
  "answered",
  "failed",
  "cut",
  "faults",
  "doubled",
  "lost",
  "acknowledged ms",
  "first token ms",
  "answer ms",
  "backlog",
  "memory MiB",
  "CPU",
  "kills",
];

export function minuteTable(run: Run): string {
  const count = Math.max(1, Math.ceil((run.endedAt - run.begunAt) / MINUTE_MS));
  const rows = Array.from({ length: count }, (_, index) => {
    const from = run.begunAt + index * MINUTE_MS;
    // What came in while it drained belongs to the last minute.
    return minuteRow(run, index + 1, from, index === count - 1 ? Number.POSITIVE_INFINITY : from + MINUTE_MS);
  });
  return aligned([COLUMNS, ...rows]);
}

function minuteRow({ ledger, readings, kills }: Run, number: number, from: number, to: number): string[] {
  const isIn = (at: number | null) => at !== null && at >= from && at < to;
  const entries = [...ledger.entries.values()];
  const sent = entries.filter(({ sentAt }) => isIn(sentAt));
  const ended = (end: Entry["end"]) => entries.filter((entry) => entry.end === end && isIn(entry.endedAt));
  const measured = readings.filter(({ at }) => isIn(at));
  return [
    String(number),
    ...KINDS.map((kind) => String(sent.filter(({ message }) => message.kind === kind).length)),
    String(ledger.reads.filter(({ at }) => isIn(at)).length),
    String(ended("answered").length),
    String(ended("failed").length),
    String(ended("cut").length),
    String(ledger.faults.filter(({ at }) => isIn(at)).length),
    String(sent.filter(({ shown }) => shown.size > 1).length),
    String(sent.filter(({ acknowledgedAt, end }) => acknowledgedAt !== null && end === null).length),
    both(acknowledgements(sent)),
    both(sent.flatMap(firstTokenMs)),
    both(sent.flatMap(answerMs)),
    String(Math.max(0, ...measured.map(({ backlog }) => backlog))),
    String(Math.round(quantile(known(measured.map(({ memory }) => memory)), 0.5))),
    quantile(known(measured.map(({ cpu }) => cpu)), 0.5).toFixed(2),
    String(kills.filter(({ at }) => isIn(at)).length),
  ];
}

/** Of the platforms: only they wait for nothing else. */
export function acknowledgements(entries: Entry[]): number[] {
  return entries.flatMap(({ message, sentAt, acknowledgedAt }) =>
    isPlatform(message.kind) && acknowledgedAt !== null ? [acknowledgedAt - sentAt] : [],
  );
}

function firstTokenMs({ sentAt, firstTokenAt }: Entry): number[] {
  return firstTokenAt === null ? [] : [firstTokenAt - sentAt];
}

function answerMs({ sentAt, endedAt, end }: Entry): number[] {
  return endedAt === null || end !== "answered" ? [] : [endedAt - sentAt];
}

function known(values: (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

/** Median and 99th percentile. */
function both(samples: number[]): string {
  if (samples.length === 0) return "–";
  return `${Math.round(quantile(samples, 0.5))} / ${Math.round(quantile(samples, 0.99))}`;
}

function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "))
    .join("\n");
}
