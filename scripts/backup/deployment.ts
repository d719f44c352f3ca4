// Asks a deployment's operator API, and says in both languages what is wrong when it refuses.
import type { BackupObject, BackupRecord } from "../../src/core/backup.ts";
import { isRecord, type JsonRecord, parseJson } from "../../src/core/json.ts";

/** One line for people; nothing more is to be said. */
export class Complaint extends Error {}

const ASK_LIMIT_MS = 60_000;
/** Of megabytes over a slow line. */
const TRANSFER_LIMIT_MS = 600_000;

export class Deployment {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Begins a backup, or something with one. */
  async begin(what: string): Promise<BackupRecord> {
    return (await this.#json("POST", `/api/admin/backups${what}?wait=0`)) as unknown as BackupRecord;
  }

  async read(id: string): Promise<BackupRecord & { objects: BackupObject[] }> {
    const found = await this.#json("GET", `/api/admin/backups/${id}`);
    return found as unknown as BackupRecord & { objects: BackupObject[] };
  }

  async download(key: string): Promise<Buffer> {
    const response = await this.#ask("GET", `/api/admin/files/${key}`, TRANSFER_LIMIT_MS);
    if (!response.ok) throw await complaint(response);
    return Buffer.from(await response.arrayBuffer());
  }

  /** SHA-256 by key of what lies in a folder of the deployment's R2. */
  async digests(folder: string): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (let cursor: unknown = ""; typeof cursor === "string"; ) {
      const query = new URLSearchParams({ prefix: folder, limit: "200", ...(cursor !== "" && { cursor }) });
      const page = await this.#json("GET", `/api/admin/files?${query}`);
      for (const file of Array.isArray(page.data) ? page.data : [])
        if (isRecord(file)) found.set(String(file.key), file.sha256);
      cursor = page.next_cursor;
    }
    return found;
  }

  async upload(key: string, bytes: Buffer, sha256: string): Promise<void> {
    const contentType = key.endsWith(".ndjson") ? "application/x-ndjson" : "application/json";
    const headers = { "Content-Type": contentType, "X-Content-SHA256": sha256 };
    const response = await this.#ask("PUT", `/api/admin/files/${key}`, TRANSFER_LIMIT_MS, headers, bytes);
    if (!response.ok) throw await complaint(response);
    await response.body?.cancel();
  }

  async #json(method: string, path: string): Promise<JsonRecord> {
    const response = await this.#ask(method, path, ASK_LIMIT_MS);
    if (!response.ok) throw await complaint(response);
    const value = parseJson(await response.text());
    if (!isRecord(value))
      throw new Complaint(`${this.#url} is no clawdbot-edge. / 那里运行的不是 clawdbot-edge。`);
    return value;
  }

  async #ask(
    method: string,
    path: string,
    limitMs: number,
    headers: Record<string, string> = {},
    body: Buffer | null = null,
  ): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, ...headers },
        // Not followed: whoever answers with a redirect would be handed the token.
        redirect: "manual",
        signal: AbortSignal.timeout(limitMs),
        ...(body !== null && { body: new Uint8Array(body) }),
      });
    } catch (error) {
      throw new Complaint(
        `Nothing answers at ${this.#url}. Is it running (npm start)? / ${this.#url} 没有响应，服务在运行吗（npm start）？`,
        { cause: error },
      );
    }
  }
}

const KNOWN: Record<string, string> = {
  not_configured: "服务没有设置 ADMIN_TOKEN。",
  invalid_api_key: "管理令牌不对。",
  network_not_allowed: "ALLOWED_CIDRS 不允许本机访问。",
  backup_busy: "另一个备份任务正在进行，请稍后再试。",
  backup_not_found: "没有这个备份。",
  backup_damaged: "备份已损坏，什么都没有改动。",
  not_found: "那里运行的是旧版本，请先 npm run deploy。",
};

async function complaint(response: Response): Promise<Complaint> {
  const body = parseJson(await response.text().catch(() => ""));
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const message = typeof error.message === "string" ? error.message : `It answered ${response.status}.`;
  const code = typeof error.code === "string" ? error.code : "";
  return new Complaint(`${message} / ${KNOWN[code] ?? `服务拒绝了请求（${code || response.status}）。`}`);
}
