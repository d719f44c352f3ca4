// /api/admin/backups: the operator's snapshots in R2: made, examined, put back, deleted.
import type { Hono } from "hono";
import { type BackupRecord, NO_SUCH_BACKUP, timeOfBackup } from "../../core/backup.ts";
import type { Result } from "../../core/result.ts";
import { type AppContext, type AppEnv, invalid, refuse, unwrap } from "../context.ts";
import { backupKeeper } from "../objects.ts";
import { mount } from "../routes.ts";

export function mountBackups(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/backups", { GET: listBackups, POST: makeBackup });
  mount(app, "/api/admin/backups/:id", { GET: readBackup, DELETE: deleteBackup });
  mount(app, "/api/admin/backups/:id/verify", { POST: verifyBackup });
  mount(app, "/api/admin/backups/:id/restore", { POST: restoreBackup });
}

type Keeper = ReturnType<typeof backupKeeper>;
type Begun = Result<{ job: number; backup: BackupRecord }>;

async function listBackups(context: AppContext): Promise<Response> {
  return context.json({ data: await backupKeeper(context.env).list(), next_cursor: null });
}

async function readBackup(context: AppContext): Promise<Response> {
  return context.json((await backupKeeper(context.env).get(idOf(context))) ?? refuse(NO_SUCH_BACKUP));
}

async function deleteBackup(context: AppContext): Promise<Response> {
  unwrap(await backupKeeper(context.env).remove(idOf(context)));
  return context.body(null, 204);
}

function makeBackup(context: AppContext): Promise<Response> {
  return perform(
    context,
    (keeper) => keeper.start("manual"),
    async (_, id) => context.json(await backupKeeper(context.env).get(id), 201),
  );
}

function verifyBackup(context: AppContext): Promise<Response> {
  return perform(
    context,
    (keeper) => keeper.verify(idOf(context)),
    async ({ problems }) => context.json({ ok: problems.length === 0, problems }),
  );
}

function restoreBackup(context: AppContext): Promise<Response> {
  return perform(
    context,
    (keeper) => keeper.restore(idOf(context)),
    async ({ inserted, skipped }) => context.json({ ok: true, inserted, skipped }),
  );
}

type JobResult = NonNullable<Awaited<ReturnType<Keeper["ended"]>>>;

/** Waits for the end of what was begun, unless the caller would rather ask for it again. */
async function perform(
  context: AppContext,
  begin: (keeper: Keeper) => Promise<Begun>,
  answer: (result: JobResult, id: string) => Promise<Response>,
): Promise<Response> {
  const waits = readWait(context);
  const { job, backup } = unwrap(await begin(backupKeeper(context.env)));
  if (!waits) return context.json(backup, 202);
  const result = (await untilEnded(context, job)) ?? refuse(NO_SUCH_BACKUP);
  return result.failure === null ? answer(result, backup.id) : refuse(result.failure);
}

const MOST_RESTARTS = 20;
const RESTART_PAUSE_MS = 500;

/** The job goes on when its object starts anew; only the connection to it is lost. */
async function untilEnded(context: AppContext, job: number): Promise<JobResult | null> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await backupKeeper(context.env).ended(job);
    } catch (error) {
      if (restarts === MOST_RESTARTS) throw error;
      await scheduler.wait(RESTART_PAUSE_MS);
    }
  }
}

function readWait(context: AppContext): boolean {
  const wait = context.req.query("wait");
  if (wait === undefined || wait === "1") return true;
  return wait === "0" ? false : invalid("invalid_wait", "wait must be 0 (answer at once) or 1.", "wait");
}

/** What is no backup's name is asked of nobody. */
function idOf(context: AppContext): string {
  const id = context.req.param("id") ?? "";
  return timeOfBackup(id) === null ? refuse(NO_SUCH_BACKUP) : id;
}
