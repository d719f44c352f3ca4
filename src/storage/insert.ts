// Any number of rows by one statement and one parameter: D1 counts both.
import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/** Takes one parameter: a JSON array of objects with the columns' names. A number that is missing counts from its default. */
export function insertFromJson(table: SQLiteTable): string {
  const columns = Object.values(getTableColumns(table));
  const names = columns.map((column) => column.name);
  const values = columns.map(({ name, default: standing }) =>
    typeof standing === "number" ? `coalesce(value ->> '${name}', ${standing})` : `value ->> '${name}'`,
  );
  return `INSERT INTO ${getTableName(table)} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?) WHERE true`;
}
