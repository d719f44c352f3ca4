// What the operator looks at meanwhile, and what there is to be found afterwards.
import { isRecord, type JsonRecord, parseJson } from "../../src/core/json.ts";
import { send, textOf } from "./http.ts";
import type { Ledger } from "./ledger.ts";
import { ADMIN_TOKEN, wordsOf } from "./sending.ts";
import type { Deliveries, LogRow } from "./verdict.ts";

const LOOKS = [
  "/api/admin/conversations?limit=50",
  "/api/admin/stats",
  "/api/admin/logs?limit=100",
  "/api/admin/deliveries?limit=50",
  "/metrics",
  "/health",
];
const HEADERS = { authorization: `Bearer ${ADMIN_TOKEN}` };
const PAGE = 200;

/** One of the operator's looks, in turn. */
export async function look(url: string, ledger: Ledger, number: number): Promise<void> {
  const path = LOOKS[number % LOOKS.length] ?? "/health";
  const begun = Date.now();
  try {
    const response = await send(url, { method: "GET", path, headers: HEADERS });
    const said = await textOf(response);
    ledger.reads.push({ at: begun, ms: Date.now() - begun });
    if (response.statusCode !== 200)
      ledger.fault(`GET ${path} ${response.statusCode} ${said.slice(0, 200)}`, Date.now());
  } catch (error) {
    ledger.fault(`GET ${path} ${wordsOf(error)}`, Date.now());
  }
}

/** Every row of conversation_logs, as an operator pages through them. */
export async function readRows(url: string): Promise<LogRow[]> {
  const rows = await readList(url, "/api/admin/conversations");
  return rows.map(({ request_id, status }) => ({ request_id: String(request_id), status: String(status) }));
}

export async function countDeliveries(url: string): Promise<Deliveries> {
  const pending = await readList(url, "/api/admin/deliveries?state=pending");
  const dead = await readList(url, "/api/admin/deliveries?state=dead");
  const going = (direction: string) => dead.filter((row) => row.direction === direction).length;
  return { pending: pending.length, deadIn: going("in"), deadOut: going("out") };
}

/** Turns by the counts of the console's charts. */
export async function countTurns(url: string): Promise<number> {
  const { totals } = await readJson(url, "/api/admin/stats", HEADERS);
  return isRecord(totals) ? Number(totals.turns) : Number.NaN;
}

async function readList(url: string, path: string): Promise<JsonRecord[]> {
  const rows: JsonRecord[] = [];
  for (let cursor = ""; ; ) {
    const query = `${path.includes("?") ? "&" : "?"}limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`;
    const page = await readJson(url, path + query, HEADERS);
    rows.push(...(Array.isArray(page.data) ? page.data.filter(isRecord) : []));
    if (typeof page.next_cursor !== "string") return rows;
    cursor = page.next_cursor;
  }
}

export async function readJson(
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<JsonRecord> {
  const response = await send(url, { method: "GET", path, headers });
  const said = await textOf(response);
  const body = parseJson(said);
  if (response.statusCode === 200 && isRecord(body)) return body;
  throw new Error(`GET ${path} ${response.statusCode} ${said.slice(0, 200)}`);
}
