// Reads the book: what is wrong with a run, in one line each. Pure.
import { type Entry, firstShown, type Ledger, orderShown } from "./ledger.ts";
import { isPlatform, type Kind } from "./message.ts";

/** The program died, and was there again. Unix milliseconds. */
export interface Kill {
  at: number;
  upAt: number;
}

/** A row of conversation_logs, as the operator's API shows it. */
export interface LogRow {
  request_id: string;
  status: string;
}

/** As the operator's list counts them. */
export interface Deliveries {
  pending: number;
  /** Messages that the model could not answer, which people were told. */
  deadIn: number;
  /** Answers that never reached anybody. */
  deadOut: number;
}

/** What is found when all is quiet again. */
export interface Aftermath {
  rows: LogRow[];
  /** Turns that the console's charts count. */
  turns: number;
  deliveries: Deliveries;
  /** Conversations whose alarm would still ring. */
  alarms: number;
  /** Milliseconds until nothing was waiting any more; null: it was not seen. */
  drainedMs: number | null;
  /** Answers that stand in a page's history otherwise than they should: message ids and what is wrong. */
  histories: string[];
  /** Error lines of the Worker. */
  errorLines: string[];
  /** Messages whose answer was sent again because nobody knew whether the platform had taken it: ids. */
  unheard: ReadonlySet<string>;
}

export interface Evidence {
  ledger: Ledger;
  kills: Kill[];
  aftermath: Aftermath;
  memory: MemoryJudgement;
  chaos: boolean;
}

export interface MemoryJudgement {
  /** Medians of the workerd process, in MiB; null: the run was too short to say. */
  before: number | null;
  after: number | null;
}

export interface Tally {
  messages: number;
  answered: number;
  failed: number;
  cut: number;
  cached: number;
  lost: string[];
  doubled: Double[];
  wrong: string[];
  disordered: string[];
}

export interface Double {
  id: string;
  kind: Kind;
  times: number;
  /** `kill`: one came between the first showing and its noting. `unheard`: the platform's word came too late or not at all. */
  cause: "kill" | "unheard" | null;
}

/** What was shown, and noted right afterwards, is shown again when a kill falls between the two. */
const NOTING_MS = 1_500;
/** After a start the first calls may still meet what is not there yet. */
const RISING_MS = 3_000;
const MOST_GROWTH = 1.5;
/** Of lists in a line. */
const SHOWN = 5;

export function tally(ledger: Ledger, kills: readonly Kill[], unheard: ReadonlySet<string>): Tally {
  const entries = [...ledger.entries.values()];
  const ended = (end: Entry["end"]) => entries.filter((entry) => entry.end === end);
  return {
    messages: entries.length,
    answered: ended("answered").length,
    failed: ended("failed").length,
    cut: ended("cut").length,
    cached: entries.filter(({ cached }) => cached).length,
    lost: entries.filter(isLost).map(nameOf),
    doubled: entries.filter(({ shown }) => shown.size > 1).map((entry) => doubleOf(entry, kills, unheard)),
    wrong: entries.flatMap((entry) => (entry.wrong === null ? [] : [`${nameOf(entry)} “${entry.wrong}”`])),
    disordered: [...orderShown(entries).values()].flatMap(findDisorder),
  };
}

/** Nothing wrong: an empty list. */
export function problemsOf(evidence: Evidence): string[] {
  const { ledger, kills, aftermath, chaos } = evidence;
  const found = tally(ledger, kills, aftermath.unheard);
  return [
    ...listed(found.lost, "acknowledged and never answered"),
    ...listed(found.wrong, "answered with something else"),
    ...listed(found.disordered, "shown before one that was asked earlier"),
    ...doubleProblems(found.doubled, chaos ? kills.length : null),
    ...listed(
      [...ledger.strange.values()].map(({ text }) => `“${text}”`),
      "said to people for no message",
    ),
    ...listed(unexpectedFaults(ledger, kills), chaos ? "failed far from any kill" : "failed"),
    ...(chaos ? [] : listed(unexpectedFailures(ledger), "failed although the model was well")),
    ...(chaos ? [] : listed(cutOff(ledger), "cut off")),
    ...rowProblems(ledger, kills, aftermath.rows),
    ...(aftermath.turns !== aftermath.rows.length
      ? [`the console counts ${aftermath.turns} turns, and lists ${aftermath.rows.length}`]
      : []),
    ...deliveryProblems(ledger, aftermath.deliveries),
    ...aftermathProblems(aftermath, chaos),
    ...memoryProblems(evidence.memory),
  ];
}

function isLost({ acknowledgedAt, end }: Entry): boolean {
  return acknowledgedAt !== null && end === null;
}

function doubleOf(entry: Entry, kills: readonly Kill[], unheard: ReadonlySet<string>): Double {
  const { id, kind } = entry.message;
  const first = firstShown(entry);
  const killed = kills.some(({ at }) => at >= first && at - first <= NOTING_MS);
  const cause = killed ? "kill" : unheard.has(id) ? "unheard" : null;
  return { id, kind, times: entry.shown.size, cause };
}

/** Feishu knows a repeat by its key; DingTalk does not, which a kill at that very moment brings to light. `kills`: null where all is well. */
function doubleProblems(doubled: Double[], kills: number | null): string[] {
  const known = doubled.filter(({ kind, cause }) => kills !== null && kind === "dingtalk" && cause !== null);
  const others = doubled.filter((double) => !known.includes(double));
  const killed = known.filter(({ cause }) => cause === "kill").length;
  const many = killed > 2 * (kills ?? 0) ? [`${killed} doubles on DingTalk at ${kills} kills`] : [];
  const words = others.map(
    ({ id, times, cause }) => `${id} ${times} times${cause === null ? "" : ` (${cause})`}`,
  );
  return [...listed(words, "shown more than once"), ...many];
}

function findDisorder(shown: Entry[]): string[] {
  return shown
    .filter(({ message }, index) => {
      const before = shown[index - 1]?.message.position ?? -1;
      return message.position < before;
    })
    .map(nameOf);
}

function unexpectedFaults({ faults }: Ledger, kills: readonly Kill[]): string[] {
  const isNear = (time: number) => kills.some(({ at, upAt }) => time >= at && time <= upAt + RISING_MS);
  return faults.filter(({ at }) => !isNear(at)).map(({ what }) => what);
}

function unexpectedFailures({ entries }: Ledger): string[] {
  return [...entries.values()]
    .filter(({ end, message }) => end === "failed" && message.fate === "answer")
    .map(nameOf);
}

function cutOff({ entries }: Ledger): string[] {
  return [...entries.values()].filter(({ end }) => end === "cut").map(nameOf);
}

/** One row for each message that ended; of `/v1` a kill may take the row with it. */
function rowProblems({ entries }: Ledger, kills: readonly Kill[], rows: LogRow[]): string[] {
  const byRequest = Map.groupBy(rows, ({ request_id }) => request_id);
  const missing: string[] = [];
  const doubled: string[] = [];
  for (const entry of entries.values()) {
    const { id } = entry.message;
    const found = byRequest.get(id) ?? [];
    if (found.length === 0 && needsRow(entry, kills)) missing.push(id);
    if (found.length > 1 && !isAskedAgain(found)) doubled.push(`${id} ${found.length} rows`);
  }
  const strangers = rows.filter(({ request_id }) => !entries.has(request_id)).map((row) => row.request_id);
  return [
    ...listed(missing, "without a row in conversation_logs"),
    ...listed(doubled, "more than once in conversation_logs"),
    ...listed(strangers, "in conversation_logs, and sent by nobody"),
  ];
}

/** Who did not hear that it failed asks again by the same id, and the model is called anew: a row for each of the two. */
function isAskedAgain(rows: LogRow[]): boolean {
  return rows.filter(({ status }) => status === "failed").length >= rows.length - 1;
}

function needsRow({ message, end, sentAt, endedAt }: Entry, kills: readonly Kill[]): boolean {
  if (end !== "answered" && end !== "failed") return false;
  if (message.kind !== "completion") return true;
  return !kills.some(({ at }) => at >= sentAt && at <= (endedAt ?? sentAt) + NOTING_MS);
}

function deliveryProblems({ entries }: Ledger, { pending, deadIn, deadOut }: Deliveries): string[] {
  const failed = [...entries.values()].filter(
    ({ message, end }) => isPlatform(message.kind) && end === "failed",
  ).length;
  return [
    ...(pending > 0 ? [`${pending} deliveries still pending`] : []),
    ...(deadOut > 0 ? [`${deadOut} answers given up on their way`] : []),
    ...(deadIn !== failed ? [`${deadIn} messages listed as failed, ${failed} seen to fail`] : []),
  ];
}

function aftermathProblems(aftermath: Aftermath, chaos: boolean): string[] {
  const { alarms, drainedMs, histories, errorLines } = aftermath;
  return [
    ...(drainedMs === null ? ["the backlog was not empty in time"] : []),
    ...(alarms > 0 ? [`${alarms} conversations whose alarm still rings`] : []),
    ...listed(histories, "in a page's history"),
    ...(chaos ? [] : listed(errorLines, "error lines of the Worker")),
  ];
}

function memoryProblems({ before, after }: MemoryJudgement): string[] {
  if (before === null || after === null || after <= before * MOST_GROWTH) return [];
  return [`memory grew from ${Math.round(before)} to ${Math.round(after)} MiB`];
}

/** `3 lost: a, b, c`; nothing for an empty list. */
function listed(items: string[], what: string): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN).map((item) => item.slice(0, 160));
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : "";
  return [`${items.length} ${what}: ${shown.join(", ")}${more}`];
}

function nameOf({ message }: Entry): string {
  return message.id;
}
