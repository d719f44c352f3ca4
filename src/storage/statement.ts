// A query that is put together of the schema's columns and of conditions → a statement of D1. Drizzle's own driver would bring its builders
// and result mappers along, a tenth of the Worker.
import type { SQL } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";

export function prepare(database: D1Database, query: SQL): D1PreparedStatement {
  const { sql, params } = query.toQuery({
    casing: new CasingCache(),
    escapeName: (name) => `"${name}"`,
    escapeParam: () => "?",
    escapeString: (text) => `'${text.replaceAll("'", "''")}'`,
  });
  return database.prepare(sql).bind(...params);
}
