// Any number of rows by one statement and one parameter: D1 counts both.
import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/** Takes one parameter: a JSON array of objects with the columns' names. */
export function insertFromJson(table: SQLiteTable): string {
  const names = Object.values(getTableColumns(table)).map((column) => column.name);
  const values = names.map((name) => `value ->> '${name}'`);
  return `INSERT INTO ${getTableName(table)} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?) WHERE true`;
}
