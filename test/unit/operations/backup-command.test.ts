// `npm run backup` and `npm run restore` from their arguments to their lines, their files and their exit codes.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runBackup, runRestore } from "../../../scripts/backup/main.ts";
import { readOptions } from "../../../scripts/backup/options.ts";
import { manifestKey, renderManifest } from "../../../src/core/manifest.ts";

const ID = "2026-11-25T19-00-00-000Z";
const TOKEN = "admin-token-of-backups";
const digestOf = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");

/** A deployment with one backup, as the API's description has it: its jobs are seen running before they end. */
async function openDeployment() {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const outcome = {
    backup: { status: "complete", error: null as string | null },
    verified: { ok: true, problems: [] as string[] },
    restored: { ok: true, inserted: 1_200, skipped: 34, error: null as string | null },
    refusal: null as { status: number; code: string; message: string } | null,
  };
  const texts: Record<string, string> = {
    "conversation_logs-00001.ndjson": '{"id":"1"}\n{"id":"2"}\n',
    "settings.json": "[]\n",
  };
  const objects = Object.entries(texts).map(([name, text]) => {
    files.set(`backups/${ID}/${name}`, Buffer.from(text));
    const rows = text.split("\n").length - 1;
    return { key: `backups/${ID}/${name}`, rows, bytes: text.length, sha256: digestOf(text) };
  });
  const time = "2026-11-25T19:00:00.000Z";
  const manifest = { id: ID, created_at: time, finished_at: time, trigger: "manual" as const, schema: null };
  const whole = { ...manifest, rows: 1_234, bytes: 29, tables: {}, objects };
  files.set(manifestKey(ID), Buffer.from(await renderManifest(whole)));

  let polls = 0;
  let running: "backup" | "verify" | "restore" | null = null;
  const record = () => {
    polls += 1;
    if (polls > 3) running = null;
    const kind = running;
    const done = { backup: outcome.backup.status, verified: outcome.verified, restored: outcome.restored };
    return {
      ...whole,
      status: kind === "backup" ? "running" : done.backup,
      error: outcome.backup.error,
      verified: kind === null ? done.verified : null,
      restored: kind === null ? done.restored : null,
      job: kind && { kind, done_rows: polls * 600, total_rows: 1_234, started_at: time },
    };
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const path = url.pathname.replace("/api/admin/", "");
    asked.push(`${request.method} ${path}`);
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(Buffer.isBuffer(value) ? value : JSON.stringify(value));
    };
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return answer(401, { error: { code: "invalid_api_key", message: "Send the admin token." } });
    if (outcome.refusal !== null)
      return answer(outcome.refusal.status, {
        error: { code: outcome.refusal.code, message: outcome.refusal.message },
      });
    if (request.method === "POST") {
      polls = 0;
      running = path.endsWith("/verify") ? "verify" : path.endsWith("/restore") ? "restore" : "backup";
      return answer(url.searchParams.get("wait") === "0" ? 202 : 500, record());
    }
    if (path === `backups/${ID}`) return answer(200, record());
    const key = path.replace("files/", "");
    if (request.method === "PUT") {
      if (request.headers["x-content-sha256"] !== digestOf(body))
        return answer(400, { error: { code: "bad" } });
      files.set(key, body);
      return answer(201, { key });
    }
    if (path === "files") {
      const data = [...files].map(([name, bytes]) => ({ key: name, sha256: digestOf(bytes) }));
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const next_cursor = from + 1 < data.length ? String(from + 1) : null;
      return answer(200, { data: data.slice(from, from + 1), next_cursor });
    }
    return answer(
      files.has(key) ? 200 : 404,
      files.get(key) ?? { error: { code: "not_found", message: "No." } },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, files, asked, outcome, objects, close };
}

let deployment: Awaited<ReturnType<typeof openDeployment>>;
let printed: string[];
let folder: string;

beforeEach(async () => {
  deployment = await openDeployment();
  printed = [];
  folder = mkdtempSync(join(tmpdir(), "backup-command-"));
  vi.stubEnv("ADMIN_TOKEN", TOKEN);
  vi.stubEnv("INIT_CWD", folder);
  for (const method of ["log", "error"] as const)
    vi.spyOn(console, method).mockImplementation((text) => void printed.push(String(text)));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await deployment.close();
});

const said = () => printed.join("\n");

describe("npm run backup", () => {
  it("makes one, reads it back, and says in both languages what comes next", async () => {
    expect(await runBackup([deployment.url])).toBe(0);
    expect(deployment.asked.filter((line) => line.startsWith("POST"))).toEqual([
      "POST backups",
      `POST backups/${ID}/verify`,
    ]);
    expect(said()).toContain("1,200 / 1,234 rows / 行");
    expect(said()).toContain(`✓ ${ID}: 1,234 rows, 29 bytes`);
    expect(said()).toMatch(/BACKUP_KEEP_DAYS[\s\S]*超过/);
    expect(said()).toContain(`npm run restore -- ${ID} ${deployment.url}`);
  });

  it("with --to copies every file, where the command was typed, and compares each", async () => {
    expect(await runBackup([deployment.url, "--to", "copies"])).toBe(0);
    const place = join(folder, "copies", ID);
    expect(readdirSync(place).sort()).toEqual([
      "conversation_logs-00001.ndjson",
      "manifest.json",
      "settings.json",
    ]);
    for (const name of readdirSync(place))
      expect(readFileSync(join(place, name))).toEqual(deployment.files.get(`backups/${ID}/${name}`));
    deployment.files.set(`backups/${ID}/settings.json`, Buffer.from("[ ]"));
    expect(await runBackup([deployment.url, "--to", "others"])).toBe(1);
    expect(said()).toContain("settings.json does not fit its SHA-256");
    expect(readdirSync(join(folder, "others", ID))).not.toContain("manifest.json");
  });

  it("ends with 1 when it failed, when it is not whole, and when it is refused", async () => {
    deployment.outcome.verified = { ok: false, problems: ["part 7 is missing."] };
    expect(await runBackup([deployment.url])).toBe(1);
    expect(said()).toMatch(/not whole[\s\S]*part 7 is missing/);
    deployment.outcome.backup = { status: "failed", error: "D1 was away." };
    expect(await runBackup([deployment.url])).toBe(1);
    expect(said()).toContain("D1 was away. / 备份没有完成。");
    deployment.outcome.refusal = { status: 409, code: "backup_busy", message: "A restore is running." };
    expect(await runBackup([deployment.url])).toBe(1);
    expect(said()).toContain("A restore is running. / 另一个备份任务正在进行");
    vi.stubEnv("ADMIN_TOKEN", "wrong");
    expect(await runBackup([deployment.url])).toBe(1);
    expect(said()).toContain("管理令牌不对");
    expect(await runBackup(["http://127.0.0.1:9"])).toBe(1);
    expect(said()).toContain("Nothing answers at http://127.0.0.1:9");
  });
});

describe("npm run restore", () => {
  it("of a backup of the deployment counts what came back", async () => {
    expect(await runRestore([ID, deployment.url])).toBe(0);
    expect(deployment.asked[0]).toBe(`POST backups/${ID}/restore`);
    expect(said()).toMatch(/1,200 rows inserted, 34 skipped[\s\S]*写入 1,200 行，跳过 34 行/);
  });

  it("of a copy carries what is not there yet, the manifest last", async () => {
    await runBackup([deployment.url, "--to", "."]);
    deployment.files.delete(`backups/${ID}/settings.json`);
    deployment.asked.length = 0;
    expect(await runRestore([ID.replace("2026", "./2026"), deployment.url])).toBe(0);
    expect(deployment.asked.filter((line) => !line.startsWith("GET"))).toEqual([
      `PUT files/backups/${ID}/settings.json`,
      `PUT files/backups/${ID}/manifest.json`,
      `POST backups/${ID}/restore`,
    ]);
    expect(deployment.files.size).toBe(3);
  });

  it("of a copy that was changed, of no backup, and of what the deployment refuses ends with 1 and carries nothing", async () => {
    await runBackup([deployment.url, "--to", "."]);
    deployment.asked.length = 0;
    writeFileSync(join(folder, ID, "settings.json"), "[1]\n");
    expect(await runRestore([`./${ID}`, deployment.url])).toBe(1);
    expect(said()).toContain("文件 settings.json 与校验值不符");
    expect(await runRestore([".", deployment.url])).toBe(1);
    expect(said()).toContain("name the folder of one backup");
    expect(deployment.asked).toEqual([]);
    deployment.outcome.restored = { ok: false, inserted: 0, skipped: 0, error: "x.ndjson was changed." };
    expect(await runRestore([ID, deployment.url])).toBe(1);
    expect(said()).toContain("x.ndjson was changed. / 没有恢复成功。");
  });
});

describe("the command line", () => {
  it.each<["backup" | "restore", string[], RegExp]>([
    ["restore", [], /Which backup\?/],
    ["backup", ["ftp://x"], /is no address/],
    ["backup", ["http://bot.example.com"], /https only/],
    ["backup", ["--speed"], /speed/],
  ])("of %s with %j is told what is wrong", (command, args, complaint) => {
    expect(readOptions(command, args, { ADMIN_TOKEN: TOKEN })).toMatch(complaint);
  });

  it("goes to this machine unless an address is given, with the token that is nearest", async () => {
    const settings = join(folder, "settings.env");
    writeFileSync(settings, "ADMIN_TOKEN=of-the-file\n");
    const file = ["--env-file", settings];
    const local = { url: "http://localhost:18789", to: null, source: null };
    expect(readOptions("backup", file, {})).toEqual({ ...local, token: "of-the-file" });
    expect(readOptions("backup", file, { ADMIN_TOKEN: "b" })).toEqual({ ...local, token: "b" });
    expect(readOptions("backup", [...file, "--token", "c"], { ADMIN_TOKEN: "b" })).toEqual({
      ...local,
      token: "c",
    });
    writeFileSync(settings, "");
    expect(readOptions("backup", file, {})).toMatch(/admin token is needed/);
    expect(readOptions("restore", [ID, "bot.example.com"], { ADMIN_TOKEN: "b" })).toMatchObject({
      url: "https://bot.example.com",
      source: { id: ID },
    });
    expect(readOptions("restore", ["copies/x"], { ADMIN_TOKEN: "b" })).toMatchObject({
      source: { folder: "copies/x" },
    });
    expect(await runBackup(["--help"])).toBe(0);
    expect(said()).toMatch(/npm run backup -- URL[\s\S]*--to DIR/);
  });
});
