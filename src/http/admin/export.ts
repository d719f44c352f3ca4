// The operator's conversations as a file: NDJSON or CSV, streamed page by page, so that its size does not matter.
import type { LogRow } from "../../core/message.ts";
import { servicesOf } from "../../services.ts";
import { type AppContext, invalid } from "../context.ts";
import { readLogFilter } from "./admin-query.ts";

const PAGE_ROWS = 500;

const COLUMNS = [
  "id",
  "session_id",
  "user_input",
  "bot_response",
  "timestamp",
  "channel",
  "user_id",
  "user_name",
  "model",
  "status",
  "cached",
  "prompt_tokens",
  "completion_tokens",
  "latency_ms",
  "first_token_ms",
  "rating",
  "request_id",
  "error",
  "model_version",
] as const satisfies (keyof LogRow)[];

interface ExportFormat {
  type: string;
  head: string;
  line: (row: LogRow) => string;
}

const FORMATS: Record<string, ExportFormat> = {
  ndjson: { type: "application/x-ndjson", head: "", line: (row) => `${JSON.stringify(row)}\n` },
  // With a byte order mark, without which Excel takes UTF-8 for something else.
  csv: { type: "text/csv", head: `\uFEFF${COLUMNS.join(",")}\r\n`, line: csvLine },
};

export async function exportConversations(context: AppContext): Promise<Response> {
  const name = context.req.query("format") ?? "ndjson";
  const format =
    (Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined) ??
    invalid("invalid_format", "format must be ndjson or csv.", "format");
  const rows = readRows(context);
  // The first page is read before the answer begins, so that a failing database is an error and not an empty file.
  const first = await rows.next();
  const encoder = new TextEncoder();
  let page = first;
  let head = format.head;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page.done) {
        if (head !== "") controller.enqueue(encoder.encode(head));
        return controller.close();
      }
      controller.enqueue(encoder.encode(head + page.value.map(format.line).join("")));
      head = "";
      page = await rows.next();
    },
  });
  const disposition = `attachment; filename="conversations-${new Date().toISOString().slice(0, 10)}.${name}"`;
  return context.body(body, 200, {
    "Content-Type": `${format.type}; charset=utf-8`,
    "Content-Disposition": disposition,
  });
}

/** Pages of rows, newest first. */
async function* readRows(context: AppContext): AsyncGenerator<LogRow[], void> {
  const filter = readLogFilter(context);
  const { records } = servicesOf(context.env);
  let before: string | null = null;
  for (;;) {
    const page: LogRow[] = await records.list({ ...filter, before, limit: PAGE_ROWS });
    if (page.length > 0) yield page;
    if (page.length < PAGE_ROWS) return;
    before = page.at(-1)?.id ?? null;
  }
}

function csvLine(row: LogRow): string {
  return `${COLUMNS.map((column) => csvCell(row[column])).join(",")}\r\n`;
}

/** What begins a formula. Excel takes the full-width signs of a Chinese or Japanese keyboard for the plain ones. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/** Quoted where needed; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
