// A row of conversation_logs that fits where it has to go.
import type { LogRow } from "./message.ts";

/** A row of SQLite takes two megabytes, and on its way it is JSON, where a control character takes six bytes. */
const LONGEST_ROW_BYTES = 1_900_000;

/** The row with its texts cut until it fits. */
export function fittingRow(row: LogRow): LogRow {
  const bytes = new TextEncoder().encode(JSON.stringify(row)).length;
  if (bytes <= LONGEST_ROW_BYTES) return row;
  const share = (0.9 * LONGEST_ROW_BYTES) / bytes;
  const shorten = (text: string) => text.slice(0, Math.floor(text.length * share)).toWellFormed();
  return fittingRow({
    ...row,
    user_input: shorten(row.user_input),
    bot_response: shorten(row.bot_response),
  });
}
