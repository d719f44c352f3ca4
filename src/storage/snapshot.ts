// The tables of D1 as a backup takes them: read page by page in the order of their keys, and put back without doubles.
import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { JsonRecord } from "../core/json.ts";
import type { LogRow } from "../core/message.ts";
import type { RowSubject } from "../core/tombstone.ts";
import { insertFromJson } from "./insert.ts";
import { dropFromIndex, indexRows, unindexedIds } from "./log-index.ts";
import { conversationLogs, conversations, deliveries, deliveryTotals, usage } from "./schema.ts";

/** Bytes of one page; the row that passes them is its last. */
const PAGE_BYTES = 2_000_000;
/** The names of a row's columns and its numbers, which a page of short rows mostly consists of. */
const ROW_BYTES = 500;

/** Values of a row's key, and of what stands before the first row. */
export type RowKey = (string | number)[];

interface SnapshotTable {
  table: SQLiteTable;
  key: string[];
  /** Which rows are taken; the others belong to somebody who still works on them. */
  where: string;
  /** What becomes of a row that is there already. */
  onConflict: string;
  /** Null where nobody is meant by a row. */
  subject: ((row: JsonRecord) => RowSubject) | null;
}

const nothing = "DO NOTHING";
const USAGE_KEY = ["period", "channel", "model", "status", "cached"];
const TOTALS_KEY = ["channel", "direction", "state"];

/** In the order in which they are taken and put back: what is counted comes behind what it counts. */
const TABLES: SnapshotTable[] = [
  {
    table: conversationLogs,
    key: ["id"],
    where: "true",
    onConflict: nothing,
    subject: (row) => subjectOf(row, row.user_id, null, row.channel, row.timestamp),
  },
  {
    table: conversations,
    key: ["name"],
    where: "true",
    onConflict: nothing,
    subject: (row) => subjectOf(row, row.owner, row.name, null, row.updated_at),
  },
  {
    table: deliveries,
    key: ["id"],
    where: "state <> 'pending'",
    onConflict: nothing,
    subject: (row) => subjectOf(row, row.user_id, null, row.channel, row.created_at),
  },
  { table: usage, key: USAGE_KEY, where: "true", onConflict: keepLarger(usage, USAGE_KEY), subject: null },
  {
    table: deliveryTotals,
    key: TOTALS_KEY,
    where: "true",
    onConflict: keepLarger(deliveryTotals, TOTALS_KEY),
    subject: null,
  },
];

export class Snapshots {
  readonly #database: D1Database;
  readonly #search: D1Database;
  readonly tables: string[] = TABLES.map(({ table }) => getTableName(table));

  constructor(database: D1Database, search: D1Database) {
    this.#database = database;
    this.#search = search;
  }

  /** Whether there is anything to save. */
  async hasTurns(): Promise<boolean> {
    return (await this.#database.prepare("SELECT 1 FROM conversation_logs LIMIT 1").first()) !== null;
  }

  /** All rows that a backup would take now. */
  async count(): Promise<number> {
    const counts = TABLES.map(
      ({ table, where }) => `(SELECT count(*) FROM ${getTableName(table)} WHERE ${where})`,
    );
    return (await this.#database.prepare(`SELECT ${counts.join(" + ")} AS n`).first<number>("n")) ?? 0;
  }

  /** The last migration that the tables have seen; null when nothing tells. */
  async schema(): Promise<string | null> {
    const kept = await this.#database
      .prepare("SELECT 1 FROM sqlite_master WHERE name = 'd1_migrations'")
      .first();
    if (kept === null) return null;
    return this.#database.prepare("SELECT max(name) AS name FROM d1_migrations").first<string>("name");
  }

  /** The rows behind `after` (null: from the first one on), as many as fit a page, and at most `limit`. */
  async page(
    name: string,
    after: RowKey | null,
    limit: number,
  ): Promise<{ rows: JsonRecord[]; last: RowKey | null }> {
    const { table, key, where } = tableNamed(name);
    const columns = Object.values(getTableColumns(table)).map((column) => column.name);
    const keys = key.join(", ");
    const places = key.map((_, index) => `?${index + 1}`).join(", ");
    const behind = `${where} AND (${keys}) > (${places})`;
    // The lengths first, which are known without reading the texts: a hundred rows may be a hundred kilobytes or two hundred megabytes.
    const sizes = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(" + ");
    const statement = `WITH sized AS (SELECT ${keys}, ${ROW_BYTES} + ${sizes} AS size FROM ${name}
        WHERE ${behind} ORDER BY ${keys} LIMIT ${limit}),
      summed AS (SELECT sum(size) OVER (ORDER BY ${keys} ROWS UNBOUNDED PRECEDING) - size AS before FROM sized)
      SELECT ${columns.join(", ")} FROM ${name} WHERE ${behind} ORDER BY ${keys}
      LIMIT (SELECT count(*) FROM summed WHERE before < ${PAGE_BYTES})`;
    const { results } = await this.#database
      .prepare(statement)
      .bind(...(after ?? key.map(() => "")))
      .all<JsonRecord>();
    const last = results.at(-1);
    return { rows: results, last: last === undefined ? null : key.map((column) => keyValue(last[column])) };
  }

  /** Whom a row is about; null where nobody is. */
  subject(name: string, row: JsonRecord): RowSubject | null {
    return tableNamed(name).subject?.(row) ?? null;
  }

  /** How many of these rows the table does not have yet. */
  async countMissing(name: string, rows: JsonRecord[]): Promise<number> {
    const { key } = tableNamed(name);
    const same = key.map((column) => `t.${column} = value ->> '${column}'`).join(" AND ");
    const keys = rows.map((row) => Object.fromEntries(key.map((column) => [column, row[column]])));
    const statement = `SELECT count(*) AS n FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM ${name} t WHERE ${same})`;
    return (await this.#database.prepare(statement).bind(JSON.stringify(keys)).first<number>("n")) ?? 0;
  }

  /** Safe to repeat. Inside the transaction `restoring` holds a row, so that the triggers count nothing twice. At most a megabyte. */
  async putBack(name: string, rows: JsonRecord[]): Promise<void> {
    const { table, key, onConflict } = tableNamed(name);
    const insert = `${insertFromJson(table)} ON CONFLICT (${key.join(", ")}) ${onConflict}`;
    await this.#database.batch([
      this.#database.prepare("INSERT OR IGNORE INTO restoring (id) VALUES (1)"),
      this.#database.prepare(insert).bind(JSON.stringify(rows)),
      this.#database.prepare("DELETE FROM restoring"),
    ]);
    if (table === conversationLogs) await this.#index(rows as unknown as LogRow[]);
  }

  /** Rows of conversation_logs that the index lacks are put into it; how many those were. What was erased meanwhile stays out. */
  async indexAnew(rows: JsonRecord[]): Promise<number> {
    const indexed = await this.#index(rows as unknown as LogRow[]);
    if (indexed.length === 0) return 0;
    const { results } = await this.#database
      .prepare("SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT id FROM conversation_logs)")
      .bind(JSON.stringify(indexed))
      .all<{ id: string }>();
    const gone = results.map(({ id }) => id);
    if (gone.length > 0) await dropFromIndex(this.#search, gone);
    return indexed.length;
  }

  /** Takes rows out again by their keys: of tables where a row is about somebody. */
  async remove(name: string, rows: JsonRecord[]): Promise<void> {
    const { table, key } = tableNamed(name);
    const ids = rows.map((row) => String(row[key[0] ?? ""]));
    if (table === conversationLogs) await dropFromIndex(this.#search, ids);
    const named = `${key[0]} IN (SELECT value ->> 'id' FROM json_each(?1))`;
    // A conversation of the same name may live on: its entry is younger than the one that was put back.
    const isThatRow =
      table === conversations
        ? " AND updated_at <= (SELECT max(value ->> 'time') FROM json_each(?1) WHERE value ->> 'id' = name)"
        : "";
    const listed = rows.map((row, index) => ({ id: ids[index], time: row.updated_at }));
    await this.#database
      .prepare(`DELETE FROM ${name} WHERE ${named}${isThatRow}`)
      .bind(JSON.stringify(listed))
      .run();
  }

  /** Those that the index lacks, which may be more than were put back just now; their ids. */
  async #index(rows: LogRow[]): Promise<string[]> {
    const lacking = new Set(
      await unindexedIds(
        this.#search,
        rows.map(({ id }) => id),
      ),
    );
    await indexRows(
      this.#search,
      rows.filter(({ id }) => lacking.has(id)),
    );
    return [...lacking];
  }
}

function tableNamed(name: string): SnapshotTable {
  const found = TABLES.find(({ table }) => getTableName(table) === name);
  if (found === undefined) throw new Error(`There is no table ${name} to save.`);
  return found;
}

/** Both sides counted the same turns, at different times. */
function keepLarger(table: SQLiteTable, key: string[]): string {
  const counted = Object.values(getTableColumns(table)).filter(({ name }) => !key.includes(name));
  return `DO UPDATE SET ${counted.map(({ name }) => `${name} = max(${name}, excluded.${name})`).join(", ")}`;
}

function subjectOf(
  row: JsonRecord,
  user: unknown,
  object: unknown,
  channel: unknown,
  time: unknown,
): RowSubject {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    session: text(row.session_id) ?? "",
    user: text(user),
    object: text(object),
    channel: text(channel),
    time: text(time) ?? "",
  };
}

function keyValue(value: unknown): string | number {
  return typeof value === "number" ? value : String(value);
}
