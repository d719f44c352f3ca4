// Which conversations have an alarm that would still ring, as it stands on the disk of the local runtime.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Null where the runtime keeps them in another way. */
export function countAlarms(folder: string, className: string): number | null {
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith("metadata.sqlite") && path.includes(className),
  );
  const counts = files.map((path) => alarmsIn(join(folder, path)));
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function alarmsIn(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const [row] = database.prepare("SELECT count(*) AS alarms FROM _cf_ALARM").all();
    return Number(row?.alarms ?? 0);
  } finally {
    database.close();
  }
}
