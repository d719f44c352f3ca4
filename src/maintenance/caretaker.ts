// Looks after everything once a minute, called by the cron: alerts, backups, retention, log files. One Durable Object, so that an alert
// is told once however many crons run.
import { DurableObject } from "cloudflare:workers";
import type { AlertRecord } from "../core/alert.ts";
import { faultMessage } from "../core/fault.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { AlertBook } from "./alert-book.ts";
import { IndexRebuild, type RebuildState } from "./index-rebuild.ts";
import { observe } from "./observe.ts";
import { deleteOld, expireConversations, pruneLogs } from "./upkeep.ts";
import { WriteBudget } from "./write-budget.ts";

const LAST_RUN = "last_run";
const DOCUMENT_FORMAT = "documents/format";
const PLATFORMS = ["feishu", "dingtalk"] as const;

export class Caretaker extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #alerts: AlertBook;
  readonly #rebuild: IndexRebuild;
  #running: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    this.#alerts = new AlertBook(ctx.storage.sql);
    this.#rebuild = new IndexRebuild(ctx.storage, this.#services);
  }

  /** Safe to call more often; a round that runs already is joined. */
  async tick(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** `lastRunAt`: Unix milliseconds; null when no cron ever ran. */
  report(): { lastRunAt: number | null; active: { rule: string }[] } {
    return {
      lastRunAt: this.ctx.storage.kv.get<number>(LAST_RUN) ?? null,
      active: this.#alerts.active().map(({ rule }) => ({ rule })),
    };
  }

  /** Newest first. */
  alerts(): AlertRecord[] {
    return this.#alerts.list();
  }

  /** In the background; the round of every minute is its safety net. */
  async rebuildIndex(): Promise<RebuildState> {
    this.#rebuild.start();
    await this.ctx.storage.setAlarm(this.#services.now());
    return this.#rebuild.state();
  }

  rebuildState(): RebuildState {
    return this.#rebuild.state();
  }

  /** Never throws: an alarm that does is given up by the platform. */
  override async alarm(): Promise<void> {
    await this.#attempt("search index", async () => {
      const budget = this.#budget();
      await this.#rebuild.advance(budget);
      if (this.#rebuild.state().running && !budget.isSpent)
        await this.ctx.storage.setAlarm(this.#services.now());
    });
  }

  async #round(): Promise<void> {
    const { storage } = this.ctx;
    const { now } = this.#services;
    storage.kv.put(LAST_RUN, now());
    await this.#attempt("alerts", () => this.#watch());
    await this.#attempt("backup", () => this.env.BACKUPS.getByName("backups").daily(now()));
    await this.#attempt("retention", () => deleteOld(this.#services, this.#budget(), now()));
    await this.#attempt("conversations", () => expireConversations(this.#services, this.env, storage, now()));
    await this.#attempt("documents", () => this.#followFormat());
    if (this.#rebuild.state().running) await storage.setAlarm(now());
    await this.#attempt("log files", () => pruneLogs(this.#services, this.env, storage, now()));
  }

  /** A new version may write the index of the documents in another way. */
  async #followFormat(): Promise<void> {
    const { kv } = this.ctx.storage;
    const { format } = this.#services.documents;
    if (kv.get(DOCUMENT_FORMAT) === format) return;
    await this.env.DOCUMENTS.getByName("documents").followFormat();
    kv.put(DOCUMENT_FORMAT, format);
  }

  #budget(): WriteBudget {
    const { config, now } = this.#services;
    return new WriteBudget(this.ctx.storage, config.operations.isLargerPlan, now());
  }

  async #watch(): Promise<void> {
    const { judge, now, config } = this.#services;
    const { alertFirstTokenMs, databaseMaxBytes } = config.operations;
    const at = now();
    const seen = await observe(this.#services, this.env, at);
    const limits = { firstTokenMs: alertFirstTokenMs, databaseBytes: databaseMaxBytes };
    const { findings, unknown } = judge(seen, limits, at);
    const channels = this.#services.alertChannels();
    this.ctx.storage.transactionSync(() => this.#alerts.note(findings, unknown, channels, at));
    for (const channel of PLATFORMS) await this.#attempt(`notice to ${channel}`, () => this.#tell(channel));
  }

  /** All that is due in one message. What is not taken is told with the next round. */
  async #tell(channel: (typeof PLATFORMS)[number]): Promise<void> {
    const { notify, noticeText, languageOf, now, telemetry } = this.#services;
    const due = this.#alerts.due(channel, now());
    if (due.length === 0) return;
    const sent = await notify(channel, noticeText(due, languageOf(channel)));
    const error =
      sent === null ? "channel_off" : sent.ok ? null : `${sent.error.code}: ${sent.error.message}`;
    this.#alerts.told(due, channel, error, now());
    for (const { rule, kind } of due) {
      const level = error === null ? "info" : "warn";
      telemetry.write(level, "operations", `alert_${kind}`, {
        rule,
        channel,
        ...(error !== null && { error }),
      });
    }
  }

  /** One duty that fails keeps no other from being done. */
  async #attempt(subject: string, duty: () => Promise<void>): Promise<void> {
    try {
      await duty();
    } catch (error) {
      const facts = { subject, error: faultMessage(error) };
      this.#services.telemetry.write("error", "operations", "upkeep_failed", facts);
    }
  }
}
