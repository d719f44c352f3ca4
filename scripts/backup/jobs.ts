// Begins a job of the deployment's keeper of backups and looks after it until it ends.
import { setTimeout as pause } from "node:timers/promises";
import type { BackupObject, BackupRecord } from "../../src/core/backup.ts";
import { Complaint, type Deployment } from "./deployment.ts";

export type WholeBackup = BackupRecord & { objects: BackupObject[] };

/** At first, for a small one; then ever more rarely. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** A deployment that is being replaced answers again within seconds. */
const MOST_SILENCES = 20;

/** `what`: such as `/ID/verify`; empty for a new backup. Resolves when the job is over. */
async function perform(deployment: Deployment, what: string): Promise<WholeBackup> {
  const { id } = await deployment.begin(what);
  const show = progress();
  let silences = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const backup = await deployment.read(id).catch((error: unknown) => {
      silences += 1;
      if (silences > MOST_SILENCES) throw error;
      return null;
    });
    if (backup !== null) {
      silences = 0;
      const { job } = backup;
      show(job?.done_rows ?? null, job?.total_rows ?? 0);
      if (job === null) return backup;
    }
    await pause(pauseMs);
  }
}

export async function makeBackup(deployment: Deployment): Promise<WholeBackup> {
  const backup = await perform(deployment, "");
  if (backup.status === "complete") return backup;
  throw new Complaint(`${backup.error ?? "It failed."} / 备份没有完成。`);
}

export async function verifyBackup(deployment: Deployment, id: string): Promise<void> {
  const { verified } = await perform(deployment, `/${id}/verify`);
  if (verified?.ok === true) return;
  const problems = (verified?.problems ?? []).join("\n");
  throw new Complaint(`The backup is not whole. Make another one. / 备份不完整，请重新备份。\n${problems}`);
}

export async function restoreBackup(
  deployment: Deployment,
  id: string,
): Promise<{ inserted: number; skipped: number }> {
  const { restored } = await perform(deployment, `/${id}/restore`);
  if (restored?.ok === true) return restored;
  throw new Complaint(`${restored?.error ?? "It was not restored."} / 没有恢复成功。`);
}

/** On a terminal one line that changes; elsewhere a line for every tenth. */
function progress(): (done: number | null, total: number) => void {
  const { stdout } = process;
  let lastTenth = 0;
  let shown = false;
  return (done, total) => {
    const line = `  ${count(done ?? 0)} / ${count(total)} rows / 行`;
    if (stdout.isTTY) {
      if (done !== null && total > 0) stdout.write(`\r${line}\u001b[K`);
      else if (shown) stdout.write("\r\u001b[K");
      shown = done !== null;
      return;
    }
    const tenth = total === 0 || done === null ? lastTenth : Math.floor((done * 10) / total);
    if (tenth > lastTenth) console.log(line);
    lastTenth = Math.max(lastTenth, tenth);
  };
}

export function count(number: number): string {
  return number.toLocaleString("en-US");
}
