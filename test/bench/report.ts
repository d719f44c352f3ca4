// The table for the README, and the same as JSON.
import { cpus, loadavg } from "node:os";
import { COUNT_NAMES, type Counts } from "./counted/counts.ts";
import type { Aim, Comparison, Failure, Figure } from "./figure.ts";
import { KINDS, type Kind, type MessageCounts, meanOf } from "./message-counts.ts";

export type Outcome = Figure | Failure;

const HEADER = ["figure", "ours", "baseline", "compared", "aim", ""];

export function markdownTable(outcomes: readonly Outcome[]): string {
  const rows = [HEADER, HEADER.map(() => "---"), ...outcomes.map(row)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What a message asks of the platform, a column for each door: a mean over a conversation of five. */
export function countsTable({ kinds, minute }: MessageCounts): string {
  const header = ["each message", ...KINDS.map((kind) => KIND_TITLES[kind]), "a quiet minute"];
  const columns = [...KINDS.map((kind) => meanOf(kinds[kind])), minute];
  const rows = COUNT_NAMES.map((name) => [
    COUNT_TITLES[name],
    ...columns.map((counts) => shortNumber(counts[name])),
  ]);
  return [header, header.map((_, index) => (index === 0 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

const KIND_TITLES: Record<Kind, string> = {
  web: "page",
  cached: "page, cached",
  api: "`/api/chat`",
  openai: "`/v1`",
  feishu: "Feishu",
  dingtalk: "DingTalk",
  signed: "signed",
};

const COUNT_TITLES: Record<keyof Counts, string> = {
  worker_requests: "Worker requests",
  durable_requests: "Durable Objects: requests and alarms",
  durable_rows_read: "Durable Objects: rows read",
  durable_rows_written: "Durable Objects: rows written",
  d1_queries: "D1: queries",
  d1_rows_read: "D1: rows read",
  d1_rows_written: "D1: rows written",
  kv_reads: "KV: reads",
  kv_writes: "KV: writes",
  r2_writes: "R2: writes (class A)",
  r2_reads: "R2: reads (class B)",
  outbound_calls: "calls to model and platform",
  log_lines: "lines of Workers Logs",
};

function shortNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
}

export interface Conditions {
  measured_at: string;
  node: string;
  machine: string;
  /** Processes that wanted a processor before we began. Above half of the processors, others were being measured too. */
  load_before: number;
}

export function readConditions(): Conditions {
  return {
    measured_at: new Date().toISOString(),
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`,
    load_before: loadavg()[0] ?? 0,
  };
}

export function conditionsLine(conditions: Conditions, seconds: number): string {
  const { measured_at, node, machine, load_before } = conditions;
  const busy = load_before > cpus().length / 2 ? ", **a busy machine: latencies are too high**" : "";
  const load = `load ${digits(load_before, 2)} before${busy}`;
  return `Medians of ${measured_at.slice(0, 10)}, ${machine}, Node ${node.slice(1)}, ${seconds} s, ${load}.`;
}

function row(outcome: Outcome): string[] {
  const { title, against, unit } = outcome;
  if ("failure" in outcome)
    return [title, "–", against, "–", aimText(outcome), `**not measured**: ${outcome.failure}`];
  return [
    title,
    withUnit(outcome.measured, unit),
    `${withUnit(outcome.baseline, unit)} (${against})`,
    comparedText(outcome.comparison, outcome.compared, unit),
    aimText(outcome),
    outcome.met === null ? "" : outcome.met ? "met" : "**missed**",
  ];
}

function comparedText(comparison: Comparison, value: number, unit: string): string {
  if (comparison === "ratio") return `${digits(value, 2)} ×`;
  return comparison === "alone" ? "" : `${value < 0 ? "−" : "+"}${withUnit(Math.abs(value), unit)}`;
}

function aimText({
  aim,
  comparison,
  unit,
}: {
  aim: Aim | null;
  comparison: Comparison;
  unit: string;
}): string {
  if (aim === null) return "";
  const sign = aim.bound === "at most" ? "≤" : "≥";
  return `${sign} ${comparison === "ratio" ? `${aim.value} ×` : `${aim.value} ${unit}`}`;
}

function withUnit(value: number, unit: string): string {
  return `${digits(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

function digits(value: number, places: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
}
