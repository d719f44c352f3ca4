// Our Worker as it is, with a count of everything that it asks the platform for. Never deployed.
import type { Bindings } from "../../../src/bindings.ts";
import worker, * as objects from "../../../src/index.ts";
import { countedBindings } from "./bindings.ts";
import { count, takeCounts } from "./counts.ts";
import { countStorage } from "./databases.ts";

type ObjectClass = new (
  ctx: DurableObjectState,
  bindings: Bindings,
) => {
  readonly ctx: DurableObjectState;
  alarm?(info?: AlarmInvocationInfo): void | Promise<void>;
};

/** Where the bench asks for the counts, and rings for the minute's round. */
const COUNTS_PATH = "/bench/counts";
const MINUTE_PATH = "/bench/minute";
/** One statement in an object's own storage: how a conversation of many turns comes about in a second. */
const SQL_PATH = "/bench/sql";

interface Statement {
  namespace: "CONVERSATIONS";
  name: string;
  statement: string;
}

function counted<Base>(base: Base): Base {
  const Original = base as unknown as ObjectClass;
  return class extends Original {
    constructor(ctx: DurableObjectState, bindings: Bindings) {
      countStorage(ctx.storage);
      super(ctx, countedBindings(bindings));
    }

    benchSql(statement: string): void {
      this.ctx.storage.sql.exec(statement);
    }

    override alarm(info?: AlarmInvocationInfo): void | Promise<void> {
      count("durable_requests");
      return super.alarm?.(info);
    }
  } as unknown as Base;
}

export const CompletionRecorder = counted(objects.CompletionRecorder);
export const Conversation = counted(objects.Conversation);
export const DeviceLinkKeeper = counted(objects.DeviceLinkKeeper);
export const RateLimiter = counted(objects.RateLimiter);
export const BackupKeeper = counted(objects.BackupKeeper);
export const Caretaker = counted(objects.Caretaker);
export const DocumentKeeper = counted(objects.DocumentKeeper);
export const LogKeeper = counted(objects.LogKeeper);
export const PlatformAccount = counted(objects.PlatformAccount);

const call = globalThis.fetch;
globalThis.fetch = (...request) => {
  count("outbound_calls");
  return call(...request);
};

for (const level of ["debug", "info", "warn", "error"] as const) {
  const print = console[level].bind(console);
  console[level] = (...words: unknown[]) => {
    count("log_lines");
    print(...words);
  };
}

export default {
  async fetch(request, bindings, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === COUNTS_PATH) return Response.json(takeCounts());
    if (pathname === SQL_PATH) return runStatement(await request.json(), bindings);
    count("worker_requests");
    if (pathname !== MINUTE_PATH) return worker.fetch(request, countedBindings(bindings), ctx);
    const round: ScheduledController = { scheduledTime: Date.now(), cron: "* * * * *", noRetry() {} };
    await worker.scheduled(round, countedBindings(bindings));
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Bindings>;

async function runStatement(
  { namespace, name, statement }: Statement,
  bindings: Bindings,
): Promise<Response> {
  const object = bindings[namespace].getByName(name) as unknown as {
    benchSql(statement: string): Promise<void>;
  };
  await object.benchSql(statement);
  return new Response(null, { status: 204 });
}
