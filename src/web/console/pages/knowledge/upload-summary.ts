// What can be said of the uploads as they stand, and what can be done about each.
import type { UploadLine, UploadState } from "./uploads.ts";

const RUNNING: ReadonlySet<UploadState> = new Set(["waiting", "checking", "sending", "reading"]);

export function isRunning({ state }: Pick<UploadLine, "state">): boolean {
  return RUNNING.has(state);
}

/** A document of this id is there to be looked at. */
export function isKept({ state }: Pick<UploadLine, "state">): boolean {
  return state === "done" || state === "unchanged" || state === "asking";
}

export function deedFor(line: Pick<UploadLine, "state">): "replace" | "stop" | "again" | null {
  if (line.state === "asking") return "replace";
  // What is being read is kept anyway.
  if (isRunning(line)) return line.state === "reading" ? null : "stop";
  return line.state === "failed" || line.state === "stopped" ? "again" : null;
}

export interface UploadSummary {
  /** Nothing more happens to so many of them. */
  over: number;
  failed: number;
  /** The ids of those that wait for a word. */
  asking: number[];
}

export function summaryOf(lines: readonly UploadLine[]): UploadSummary {
  const asking = lines.filter(({ state }) => state === "asking").map(({ id }) => id);
  return {
    over: lines.filter((line) => !isRunning(line)).length - asking.length,
    failed: lines.filter(({ state }) => state === "failed").length,
    asking,
  };
}
