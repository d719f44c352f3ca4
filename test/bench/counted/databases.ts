// D1 and an object's SQLite, counted by what they themselves say of rows.
import { count } from "./counts.ts";

/** The statement behind a counted one, which a batch needs. */
const originals = new WeakMap<object, D1PreparedStatement>();

export function countedDatabase(database: D1Database): D1Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => countedStatement(target.prepare(query));
      if (name === "batch")
        return async (statements: D1PreparedStatement[]) => {
          const results = await target.batch(statements.map((one) => originals.get(one) ?? one));
          for (const { meta } of results) countRows(meta);
          return results;
        };
      return memberOf(target, name);
    },
  });
}

/** `first` and `raw` say nothing of rows, so both ask as `all` does. */
function countedStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async () => {
    const result = await statement.all<Record<string, unknown>>();
    countRows(result.meta);
    return result;
  };
  const ways: Record<string, unknown> = {
    bind: (...values: unknown[]) => countedStatement(statement.bind(...values)),
    all,
    run: all,
    first: async (column?: string) => {
      const row = (await all()).results[0] ?? null;
      return column === undefined || row === null ? row : row[column];
    },
    raw: async () => (await all()).results.map((row) => Object.values(row)),
  };
  const counted = new Proxy(statement, {
    get: (target, name) => ways[String(name)] ?? memberOf(target, name),
  });
  originals.set(counted, statement);
  return counted;
}

function countRows(meta: { rows_read: number; rows_written: number }): void {
  count("d1_queries");
  count("d1_rows_read", meta.rows_read);
  count("d1_rows_written", meta.rows_written);
}

/** Puts the counting into the storage itself: an object insists on its own one. */
export function countStorage(storage: DurableObjectStorage): void {
  const { sql } = storage;
  const execute: SqlStorage["exec"] = sql.exec.bind(sql);
  sql.exec = ((query, ...values) => {
    const cursor = execute<Record<string, SqlStorageValue>>(query, ...values);
    if (/^\s*SELECT/i.test(query)) countWhenRead(cursor);
    else countCursor(cursor);
    return cursor;
  }) as SqlStorage["exec"];
  for (const name of ["setAlarm", "deleteAlarm"] as const) {
    const change = storage[name].bind(storage) as (...values: unknown[]) => Promise<void>;
    storage[name] = (...values: unknown[]) => {
      count("durable_rows_written");
      return change(...values);
    };
  }
}

/** A cursor reads its rows as it is asked for them: its reader does so at once, and is done before the next microtask. */
function countWhenRead(cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): void {
  queueMicrotask(() => countCursor(cursor));
}

function countCursor(cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): void {
  count("durable_rows_read", cursor.rowsRead);
  count("durable_rows_written", cursor.rowsWritten);
}

/** Methods keep the `this` that they know. */
export function memberOf(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name);
  return typeof member === "function" ? member.bind(target) : member;
}
