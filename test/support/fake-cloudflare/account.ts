// What an account holds, and what becomes of it.
import { DatabaseSync } from "node:sqlite";

export const ACCOUNT_ID = "fa1e0000000000000000000000000001";

interface Binding {
  type: string;
  name: string;
  [more: string]: unknown;
}

export interface FakeWorker {
  uploads: number;
  secrets: Map<string, string>;
  bindings: Binding[];
  crons: unknown;
}

export interface FakeAccount {
  hasR2: boolean;
  /** Null: none was chosen yet. */
  subdomain: string | null;
  buckets: string[];
  namespaces: { id: string; title: string }[];
  databases: { name: string; uuid: string; sql: DatabaseSync }[];
  workers: Map<string, FakeWorker>;
}

export function newAccount(): FakeAccount {
  return { hasR2: true, subdomain: "acme", buckets: [], namespaces: [], databases: [], workers: new Map() };
}

export function addDatabase(account: FakeAccount, name: string): { name: string; uuid: string } {
  const uuid = `00000000-0000-4000-8000-${String(account.databases.length + 1).padStart(12, "0")}`;
  account.databases.push({ name, uuid, sql: new DatabaseSync(":memory:") });
  return { name, uuid };
}

export function addNamespace(account: FakeAccount, title: string): { id: string; title: string } {
  const namespace = { id: String(account.namespaces.length + 1).padStart(32, "0"), title };
  account.namespaces.push(namespace);
  return namespace;
}

/** `form`: the upload as it came, with the Worker's metadata as one of its parts. */
export function upload(account: FakeAccount, name: string, form: string): void {
  const worker = account.workers.get(name) ?? { uploads: 0, secrets: new Map(), bindings: [], crons: null };
  const [, metadata = "{}"] = /name="metadata"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(form) ?? [];
  const bindings: Binding[] = JSON.parse(metadata).bindings ?? [];
  worker.bindings = bindings.map((binding) =>
    binding.type === "inherit"
      ? (worker.bindings.find((old) => old.name === binding.name) ?? binding)
      : binding,
  );
  worker.uploads += 1;
  account.workers.set(name, worker);
}

/** As D1 does: what comes in one request is one transaction. */
export function query(database: DatabaseSync, sql: string): unknown[] {
  if (/^\s*SELECT/i.test(sql)) return database.prepare(sql).all();
  database.exec("BEGIN");
  try {
    database.exec(sql);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
  return [];
}
