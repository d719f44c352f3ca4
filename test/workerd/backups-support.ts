// What the tests of backups share: rows made by SQL, tables compared, calls of the operator, backups made by hand.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { type BackupObject, type BackupRecord, folderOf } from "../../src/core/backup.ts";
import { sha256Hex } from "../../src/core/identifier.ts";
import { manifestKey, partKey, renderManifest } from "../../src/core/manifest.ts";
import { ADMIN, bearer, call, callWith } from "./support.ts";

export const BACKUPS = "/api/admin/backups";
const TABLES = ["conversation_logs", "conversations", "deliveries", "usage", "delivery_totals"];

export const keeper = () => env.BACKUPS.getByName("backups");

export async function admin<T = Record<string, unknown>>(
  method: string,
  path: string,
  settings?: Record<string, string>,
): Promise<{ status: number; body: T }> {
  const init = { method, headers: bearer(ADMIN) };
  const response = settings === undefined ? await call(path, init) : await callWith(settings, path, init);
  const text = await response.text();
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as T };
}

export async function makeBackup(): Promise<BackupRecord & { objects: BackupObject[] }> {
  const { status, body } = await admin<BackupRecord & { objects: BackupObject[] }>("POST", BACKUPS);
  expect([status, body.status, body.error]).toEqual([201, "complete", null]);
  return body;
}

export const verify = (id: string) =>
  admin<{ ok: boolean; problems: string[] }>("POST", `${BACKUPS}/${id}/verify`);
export const restore = (id: string) =>
  admin<{ ok: boolean; inserted: number; skipped: number }>("POST", `${BACKUPS}/${id}/restore`);

export interface Seed {
  /** Numbers the rows: another start makes others. */
  from?: number;
  rows: number;
  /** Characters of each answer beside its number. */
  length?: number;
}

/** Turns, ten a session, twenty a person; their conversations; and for each turn a delivery that is done and one that waits. */
export async function seed({ from = 0, rows, length = 40 }: Seed): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + rows - 1})`;
  const id = "printf('019a0000-%04x-7%03x-8000-%012x', i / 65536, i % 4096, i)";
  const time = "strftime('%Y-%m-%dT%H:%M:%S.000Z', 1762000000 + i * 7, 'unixepoch')";
  const delivery = (state: string, mark: string) =>
    `INSERT INTO deliveries (id, message_id, channel, direction, state, attempts, session_id, created_at, updated_at, user_id, object_name)
     ${numbers} SELECT replace(${id}, '-8000-', '-${mark}-'), 'm' || i, 'feishu', 'in', '${state}', 1, 's' || (i / 10), ${time}, ${time}, 'u' || (i / 20), 'o' FROM n`;
  await env.DB.batch(
    [
      `INSERT INTO conversation_logs (id, session_id, user_input, bot_response, timestamp, channel, user_id, user_name, model, status, cached,
         prompt_tokens, completion_tokens, latency_ms, first_token_ms, rating, request_id, error)
       ${numbers} SELECT ${id}, 's' || (i / 10), 'Question ' || i || ' 选课"\\' || char(10) || char(0) || '🎉', 'answer' || i || ' ' ||
         substr(hex(zeroblob(${Math.ceil(length / 2)})), 1, ${length}), ${time}, iif(i % 3 = 0, 'web', 'feishu'), 'u' || (i / 20),
         iif(i % 2 = 0, '名字', NULL), 'm' || (i % 3), iif(i % 9 = 0, 'failed', 'ok'), i % 2, i, i * 2, i % 30000, NULL, NULL, 'r' || i, iif(i % 9 = 0, 'model_unreachable: The model could not be reached.', NULL) FROM n`,
      `INSERT INTO conversations (name, session_id, owner, title, updated_at)
       ${numbers} SELECT 'chat/s' || (i / 10), 's' || (i / 10), 'u' || (i / 20), 'Title ' || i, ${time} FROM n WHERE i % 10 = 0`,
      delivery("done", "9000"),
      delivery("pending", "a000"),
    ].map((statement) => env.DB.prepare(statement)),
  );
}

/** Everything is gone that a backup brings back; `deliveries` that wait are nobody's here. */
export async function wipe(): Promise<void> {
  await env.DB.batch(TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  await env.SEARCH.batch(
    ["log_terms", "log_entries"].map((table) => env.SEARCH.prepare(`DELETE FROM ${table}`)),
  );
}

/** Rows and SHA-256 of each table, without what still waits. */
export async function tables(): Promise<Record<string, [rows: number, sha256: string]>> {
  const found: Record<string, [number, string]> = {};
  for (const table of TABLES) {
    const where = table === "deliveries" ? "state <> 'pending'" : "true";
    const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE ${where}`).all();
    const lines = results.map((row) => JSON.stringify(row)).sort();
    found[table] = [lines.length, await sha256Hex(lines.join("\n"))];
  }
  return found;
}

export async function count(table: string, where = "true"): Promise<number> {
  return (await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first<number>("n")) ?? -1;
}

export async function indexed(): Promise<number> {
  const counted = env.SEARCH.prepare(
    "SELECT count(*) AS n FROM log_entries e JOIN log_terms t ON t.rowid = e.rowid",
  );
  return (await counted.first<number>("n")) ?? -1;
}

/** How many turns a search finds. */
export async function found(query: string): Promise<number> {
  const { body } = await admin<{ data: unknown[] }>("GET", `/api/admin/conversations?limit=200&q=${query}`);
  return body.data.length;
}

/** A backup as another deployment might have made it. */
export async function carryIn(
  id: string,
  rows: Record<string, object[]>,
  schema: string | null,
  more: object = {},
): Promise<void> {
  const objects: BackupObject[] = [];
  for (const [table, lines] of Object.entries(rows)) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const key = partKey(id, table, 1);
    await env.FILES.put(key, text);
    const bytes = new TextEncoder().encode(text).length;
    objects.push({ key, rows: lines.length, bytes, sha256: await sha256Hex(text) });
  }
  const time = "2026-11-01T19:00:00.000Z";
  const sum = (name: "rows" | "bytes") => objects.reduce((total, object) => total + object[name], 0);
  const manifest = {
    id,
    created_at: time,
    finished_at: time,
    trigger: "daily" as const,
    schema,
    tables: {},
    objects,
  };
  const whole = { ...manifest, rows: sum("rows"), bytes: sum("bytes"), ...more };
  await env.FILES.put(manifestKey(id), await renderManifest(whole));
}

export async function change(
  key: string,
  edit: (bytes: Uint8Array) => Uint8Array,
): Promise<() => Promise<void>> {
  const whole = new Uint8Array((await (await env.FILES.get(key))?.arrayBuffer()) ?? new ArrayBuffer(0));
  await env.FILES.put(key, edit(whole.slice()));
  return async () => void (await env.FILES.put(key, whole));
}

export async function keysOf(id: string): Promise<string[]> {
  return (await env.FILES.list({ prefix: folderOf(id) })).objects.map(({ key }) => key);
}
