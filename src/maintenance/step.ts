// What one step of a job comes to.
import type { JobResult, JobState } from "./backup-ledger.ts";

/** The job goes on from `state`, or is over. Counts that are left out stay. */
export type Step = { state: JobState; doneRows?: number; totalRows?: number } | { result: JobResult };

export const DONE: JobResult = { failure: null, problems: [], inserted: 0, skipped: 0 };
