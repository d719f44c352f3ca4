// Alerts as rows: which hold, which are over, and what has still to be told to whom.
import type { AlertRecord, AlertRule, AlertText, Finding } from "../core/alert.ts";

const MOST_KEPT = 500;
const MOST_LISTED = 100;
/** Times in a row that a rule must not hold before it is over: these look at a window that slides, and would flicker. */
const CALM_TICKS: Partial<Record<AlertRule, number>> = { errors: 3, slow: 3 };
const SURE_ROUNDS = 2;
/** A notice that no bot has taken for so long is old news. */
const NOTICE_PATIENCE_MS = 3_600_000;
/** Minutes until the next try. The bot may have taken a notice whose acknowledgement was lost: it must not be told every minute. */
const NOTICE_PAUSES = [1, 2, 5, 15, 30];

type AlertRow = {
  id: number;
  rule: AlertRule;
  subject: string | null;
  step: number;
  calm: number;
  since: number;
  until: number | null;
  zh: string;
  en: string;
  sent: string;
};

/** What has to be told to one channel. */
export interface DueNotice {
  id: number;
  alertId: number;
  kind: "begun" | "over";
  rule: AlertRule;
  subject: string | null;
  text: AlertText;
  minutes: number;
}

export class AlertBook {
  readonly #sql: SqlStorage;
  /** In how many rounds in a row something held that is not told at once. */
  readonly #doubtful = new Map<string, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS alerts (
      id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, subject TEXT, step INTEGER NOT NULL,
      calm INTEGER NOT NULL DEFAULT 0, since INTEGER NOT NULL, until INTEGER,
      zh TEXT NOT NULL, en TEXT NOT NULL, sent TEXT NOT NULL DEFAULT '[]'
    )`);
    sql.exec(`CREATE TABLE IF NOT EXISTS notices (
      id INTEGER PRIMARY KEY AUTOINCREMENT, alert_id INTEGER NOT NULL, kind TEXT NOT NULL,
      channel TEXT NOT NULL, made_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0
    )`);
  }

  /** Compares what holds now with what held before; whatever changed is to be told to every channel. Call it inside a transaction. */
  note(
    findings: Finding[],
    unknown: { rule: AlertRule; subject?: string }[],
    channels: string[],
    now: number,
  ): void {
    const active = this.active();
    for (const finding of findings) {
      const known = active.find(({ rule, subject }) => rule === finding.rule && subject === finding.subject);
      if (known !== undefined) this.#goOn(known, finding, channels, now);
      else if (this.#isSure(finding)) this.#begin(finding, channels, now);
    }
    this.#forgetDoubts(findings);
    for (const alert of active) {
      const holds = findings.some(({ rule, subject }) => rule === alert.rule && subject === alert.subject);
      const isUnknown = unknown.some(
        ({ rule, subject }) => rule === alert.rule && (subject === undefined || subject === alert.subject),
      );
      if (!holds && !isUnknown) this.#calm(alert, channels, now);
    }
    this.#sql.exec(
      "DELETE FROM alerts WHERE until IS NOT NULL AND id NOT IN (SELECT id FROM alerts ORDER BY id DESC LIMIT ?)",
      MOST_KEPT,
    );
  }

  active(): AlertRow[] {
    return this.#sql.exec<AlertRow>("SELECT * FROM alerts WHERE until IS NULL ORDER BY id").toArray();
  }

  /** Newest first. */
  list(): AlertRecord[] {
    return this.#sql
      .exec<AlertRow>("SELECT * FROM alerts ORDER BY id DESC LIMIT ?", MOST_LISTED)
      .toArray()
      .map(toRecord);
  }

  /** Oldest first. Notices that nobody wants any more are gone. */
  due(channel: string, now: number): DueNotice[] {
    this.#sql.exec("DELETE FROM notices WHERE made_at < ?", now - NOTICE_PATIENCE_MS);
    return this.#sql
      .exec<AlertRow & { notice_id: number; kind: "begun" | "over" }>(
        "SELECT n.id AS notice_id, n.kind AS kind, a.* FROM notices n JOIN alerts a ON a.id = n.alert_id WHERE n.channel = ? AND n.due_at <= ? ORDER BY n.id",
        channel,
        now,
      )
      .toArray()
      .map(({ notice_id, kind, id, rule, subject, zh, en, since, until }) => ({
        id: notice_id,
        alertId: id,
        kind,
        rule,
        subject,
        text: { zh, en },
        minutes: Math.max(1, Math.round(((until ?? now) - since) / 60_000)),
      }));
  }

  /** `error` null: the channel took them, they need not be told again. */
  told(notices: DueNotice[], channel: string, error: string | null, now: number): void {
    const entry = { channel, at: new Date(now).toISOString(), error };
    for (const { id, alertId } of notices) {
      if (error === null) this.#sql.exec("DELETE FROM notices WHERE id = ?", id);
      else this.#postpone(id, now);
      const [row] = this.#sql
        .exec<{ sent: string }>("SELECT sent FROM alerts WHERE id = ?", alertId)
        .toArray();
      const before = JSON.parse(row?.sent ?? "[]") as AlertRecord["sent"];
      // Of tries that failed only the last one is of interest.
      const kept = before.filter((one) => one.channel !== channel || one.error === null);
      this.#sql.exec("UPDATE alerts SET sent = ? WHERE id = ?", JSON.stringify([...kept, entry]), alertId);
    }
  }

  #postpone(id: number, now: number): void {
    const [row] = this.#sql.exec<{ tries: number }>("SELECT tries FROM notices WHERE id = ?", id).toArray();
    const minutes = NOTICE_PAUSES[row?.tries ?? 0];
    if (minutes === undefined) this.#sql.exec("DELETE FROM notices WHERE id = ?", id);
    else
      this.#sql.exec(
        "UPDATE notices SET tries = tries + 1, due_at = ? WHERE id = ?",
        // A little sooner: the rounds come every minute, and not to the millisecond.
        now + minutes * 60_000 - 30_000,
        id,
      );
  }

  /** A database that does not answer once may just have been busy. */
  #isSure({ rule, subject }: Finding): boolean {
    if (rule !== "database" || subject?.endsWith(" away") !== true) return true;
    const rounds = (this.#doubtful.get(subject) ?? 0) + 1;
    this.#doubtful.set(subject, rounds);
    return rounds >= SURE_ROUNDS;
  }

  #forgetDoubts(findings: Finding[]): void {
    for (const subject of this.#doubtful.keys())
      if (!findings.some((finding) => finding.subject === subject)) this.#doubtful.delete(subject);
  }

  #begin({ rule, subject, step, text }: Finding, channels: string[], now: number): void {
    const { id } = this.#sql
      .exec<{ id: number }>(
        "INSERT INTO alerts (rule, subject, step, since, zh, en) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        rule,
        subject,
        step,
        now,
        text.zh,
        text.en,
      )
      .one();
    this.#tell(id, "begun", channels, now);
  }

  /** It is told again only when it has become worse. */
  #goOn(known: AlertRow, { step, text }: Finding, channels: string[], now: number): void {
    this.#sql.exec("UPDATE alerts SET calm = 0 WHERE id = ?", known.id);
    if (step <= known.step) return;
    this.#sql.exec(
      "UPDATE alerts SET step = ?, zh = ?, en = ? WHERE id = ?",
      step,
      text.zh,
      text.en,
      known.id,
    );
    this.#tell(known.id, "begun", channels, now);
  }

  #calm(alert: AlertRow, channels: string[], now: number): void {
    const calm = alert.calm + 1;
    if (calm < (CALM_TICKS[alert.rule] ?? 1)) {
      this.#sql.exec("UPDATE alerts SET calm = ? WHERE id = ?", calm, alert.id);
      return;
    }
    this.#sql.exec("UPDATE alerts SET until = ? WHERE id = ?", now, alert.id);
    this.#tell(alert.id, "over", channels, now);
  }

  #tell(alertId: number, kind: "begun" | "over", channels: string[], now: number): void {
    for (const channel of channels)
      this.#sql.exec(
        "INSERT INTO notices (alert_id, kind, channel, made_at) VALUES (?, ?, ?, ?)",
        alertId,
        kind,
        channel,
        now,
      );
  }
}

function toRecord({ id, rule, subject, since, until, zh, en, sent }: AlertRow): AlertRecord {
  return {
    id: String(id),
    rule,
    subject,
    state: until === null ? "on" : "over",
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    text: { zh, en },
    sent: JSON.parse(sent) as AlertRecord["sent"],
  };
}
