// Backups: what was saved comes back, whole and once; what was changed is refused; what was erased stays erased.
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BackupRecord } from "../../src/core/backup.ts";
import { sha256Hex } from "../../src/core/identifier.ts";
import { manifestKey } from "../../src/core/manifest.ts";
import { servicesOf } from "../../src/services.ts";
import { BackupFiles } from "../../src/storage/backup-files.ts";
import { Erasures } from "../../src/storage/erasures.ts";
import { Records } from "../../src/storage/records.ts";
import { Snapshots } from "../../src/storage/snapshot.ts";
import {
  admin,
  BACKUPS,
  carryIn,
  change,
  count,
  found,
  indexed,
  keeper,
  keysOf,
  makeBackup,
  restore,
  seed,
  tables,
  verify,
  wipe,
} from "./backups-support.ts";
import { call } from "./support.ts";

beforeEach(async () => {
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await wipe();
  const { objects } = await env.FILES.list();
  await env.FILES.delete(objects.map(({ key }) => key));
  await runInDurableObject(keeper(), (_, { storage }) => {
    storage.sql.exec("DELETE FROM backups; DELETE FROM objects; DELETE FROM jobs");
    storage.kv.delete("pruned_at");
  });
});
afterEach(() => vi.restoreAllMocks());

describe("a round trip", () => {
  it("brings four thousand turns back with equal counts and hashes, searchable, and counted once", async () => {
    await seed({ rows: 4_000 });
    const before = await tables();
    expect([before.conversation_logs?.[0], before.deliveries?.[0]]).toEqual([4_000, 4_000]);
    const backup = await makeBackup();
    expect(backup.rows).toBe(Object.values(before).reduce((sum, [rows]) => sum + rows, 0));
    expect(backup).toMatchObject({ trigger: "manual", job: null, verified: null, restored: null });
    expect(await verify(backup.id)).toEqual({ status: 200, body: { ok: true, problems: [] } });
    await wipe();
    expect(await restore(backup.id)).toEqual({
      status: 200,
      body: { ok: true, inserted: backup.rows, skipped: 0 },
    });
    expect(await tables()).toEqual(before);
    expect(await indexed()).toBe(4_000);
    expect(await found("answer3711")).toBe(1);
    expect(await found("选课")).toBe(200);
    // Once more into what is there now: nothing doubles.
    expect((await restore(backup.id)).body).toEqual({ ok: true, inserted: 0, skipped: backup.rows });
    expect(await tables()).toEqual(before);
    const { body } = await admin<BackupRecord>("GET", `${BACKUPS}/${backup.id}`);
    expect(body.verified).toMatchObject({ ok: true, problems: [] });
    expect(body.restored).toMatchObject({ ok: true, inserted: 0, skipped: backup.rows, error: null });
  });

  it("goes by parts of some megabytes that are lines of JSON, listed by a manifest, with settings that hold no secret", async () => {
    await seed({ rows: 60, length: 300_000 });
    const { id, objects, bytes } = await makeBackup();
    const logs = objects.filter(({ key }) => key.includes("/conversation_logs-"));
    expect(logs.map(({ key }) => key.slice(key.lastIndexOf("/") + 1))).toEqual([
      "conversation_logs-00001.ndjson",
      "conversation_logs-00002.ndjson",
      "conversation_logs-00003.ndjson",
    ]);
    expect(Math.max(...logs.map((part) => part.bytes))).toBeLessThan(8.5 * 1024 * 1024);
    expect(objects.reduce((sum, object) => sum + object.bytes, 0)).toBe(bytes);
    for (const { key, rows, bytes: length, sha256 } of objects) {
      const text = await (await env.FILES.get(key))?.text();
      expect([await sha256Hex(text ?? ""), new TextEncoder().encode(text).length]).toEqual([sha256, length]);
      if (rows > 0)
        expect(
          text
            ?.trimEnd()
            .split("\n")
            .map((line) => Object.keys(JSON.parse(line))),
        ).toHaveLength(rows);
    }
    expect((await keysOf(id)).sort()).toEqual([...objects.map(({ key }) => key), manifestKey(id)].sort());
    const settings = await (await env.FILES.get(`backups/${id}/settings.json`))?.text();
    expect(settings).toContain('"name": "MODEL_ENDPOINT"');
    for (const secret of ["sk-fake", "test-key-0123456789", "admin-token-0123456789"])
      expect(settings).not.toContain(secret);
  });

  it("of nothing is a backup too", async () => {
    const { id, rows } = await makeBackup();
    expect(rows).toBe(0);
    expect((await restore(id)).body).toEqual({ ok: true, inserted: 0, skipped: 0 });
  });

  it("into a running database keeps what is newer, and takes the larger of two counts", async () => {
    await seed({ rows: 300 });
    const backup = await makeBackup();
    await env.DB.batch([
      env.DB.prepare("DELETE FROM conversation_logs WHERE session_id < 's2'"),
      env.DB.prepare("UPDATE conversation_logs SET rating = 'up' WHERE session_id = 's25'"),
      env.DB.prepare("UPDATE conversations SET title = 'Newer' WHERE session_id = 's25'"),
      env.DB.prepare("UPDATE usage SET turns = 1 WHERE period = 'total' AND model = 'm0'"),
    ]);
    await seed({ from: 300, rows: 50 });
    expect(await turnsCounted()).toEqual({ m0: 21, m1: 117, m2: 116 });
    const gone = 350 - (await count("conversation_logs"));
    const { body } = await restore(backup.id);
    expect(body).toEqual({ ok: true, inserted: gone, skipped: backup.rows - gone });
    expect(await count("conversation_logs")).toBe(350);
    expect(await count("conversation_logs", "rating = 'up'")).toBe(10);
    expect(await count("conversations", "title = 'Newer'")).toBe(1);
    expect(await turnsCounted()).toEqual({ m0: 100, m1: 117, m2: 116 });
    // The next turn counts again.
    await seed({ from: 900, rows: 1 });
    expect(await count("restoring")).toBe(0);
    expect(await turnsCounted()).toMatchObject({ m0: 101 });
  });

  it("leaves out what is older than is kept, and touches nothing newer of the same name", async () => {
    await seed({ rows: 40 });
    const { id, rows } = await makeBackup();
    await wipe();
    // The rows are seven seconds apart. Number 20 is the oldest that is kept, six seconds from now on too.
    const oldest = 1_762_000_000_000 + 20 * 7_000 - 6_500;
    const newer = "2026-11-20T00:00:00.000Z";
    await env.DB.prepare(
      "INSERT INTO conversations (name, session_id, owner, title, updated_at) VALUES ('chat/s0', 's0', 'u0', 'Newer', ?)",
    )
      .bind(newer)
      .run();
    const keepDays = (days: number) =>
      runInDurableObject(keeper(), (instance) => {
        servicesOf(Reflect.get(instance, "env")).config.operations.retentionDays = days;
      });
    await keepDays((Date.now() - oldest) / 86_400_000);
    const { body } = await restore(id).finally(() => keepDays(0));
    // Of the logs and the deliveries twenty each, and two of four conversations.
    expect(body).toEqual({ ok: true, inserted: rows - 42, skipped: 42 });
    for (const table of ["conversation_logs", "deliveries"])
      expect([await count(table), await count(table, "session_id < 's2'")]).toEqual([20, 0]);
    expect(await count("conversations", "session_id >= 's2'")).toBe(2);
    expect(await count("conversations", "title = 'Newer'")).toBe(1);
    expect(await indexed()).toBe(20);
  });
});

/** By model, over all time. */
async function turnsCounted(): Promise<Record<string, unknown>> {
  const { results } = await env.DB.prepare(
    "SELECT model, sum(turns) AS turns FROM usage WHERE period = 'total' GROUP BY model",
  ).all();
  return Object.fromEntries(results.map(({ model, turns }) => [model, turns]));
}

describe("a backup that was changed", () => {
  const flip = (at: number) => (bytes: Uint8Array) => {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  const part = (id: string, table: string) => `backups/${id}/${table}-00001.ndjson`;

  it("by one byte anywhere, cut short, or with an object gone is refused with its name, and nothing is restored", async () => {
    await seed({ rows: 120 });
    const { id, rows, objects } = await makeBackup();
    await wipe();
    const empty = await tables();
    const manifest = manifestKey(id);
    const length = (await env.FILES.head(manifest))?.size ?? 0;
    const spoilt: [key: string, edit: ((bytes: Uint8Array) => Uint8Array) | null, problem: RegExp][] = [
      [part(id, "conversation_logs"), flip(77), /was changed/],
      [part(id, "deliveries"), flip(0), /was changed/],
      [part(id, "usage"), flip(3), /was changed/],
      [`backups/${id}/settings.json`, flip(9), /was changed/],
      [part(id, "conversations"), (bytes) => bytes.slice(0, -1), /has \d+ bytes in place of \d+/],
      [part(id, "conversation_logs"), null, /is missing/],
      [manifest, null, /is missing/],
      // A brace, a space between two words, a digit of a count, one of its own digest.
      ...[0, 3, Math.floor(length / 2), length - 10, length - 1].map(
        (at): [string, (bytes: Uint8Array) => Uint8Array, RegExp] => [manifest, flip(at), /was changed/],
      ),
    ];
    for (const [key, edit, problem] of spoilt) {
      const mend = await change(key, edit ?? ((bytes) => bytes));
      if (edit === null) await env.FILES.delete(key);
      const { body } = await verify(id);
      expect([key, body]).toEqual([key, { ok: false, problems: [expect.stringMatching(problem)] }]);
      expect(body.problems[0]).toContain(key);
      expect(await restore(id)).toMatchObject({
        status: 409,
        body: { error: { code: "backup_damaged", message: expect.stringContaining(key) } },
      });
      expect(await tables()).toEqual(empty);
      await mend();
    }
    expect(objects.length).toBeGreaterThan(4);
    expect((await admin<BackupRecord>("GET", `${BACKUPS}/${id}`)).body.verified).toMatchObject({ ok: false });
    expect((await restore(id)).body).toEqual({ ok: true, inserted: rows, skipped: 0 });
  });

  it("in several places is told of each", async () => {
    await seed({ rows: 30 });
    const { id } = await makeBackup();
    await change(part(id, "deliveries"), flip(5));
    await env.FILES.delete(part(id, "usage"));
    expect((await verify(id)).body.problems).toHaveLength(2);
  });

  const forgetObjects = () =>
    runInDurableObject(keeper(), (_, { storage }) => void storage.sql.exec("DELETE FROM objects"));

  it.each<[string, (id: string) => Promise<unknown>, RegExp]>([
    [
      "with all its files, and is looked for",
      async (id) => {
        await env.FILES.delete(await keysOf(id));
        await keeper().list();
      },
      /delivery_totals-00001\.ndjson was deleted or changed while it was restored/,
    ],
    [
      "by another file of the same length",
      (id) => change(part(id, "delivery_totals"), flip(3)),
      /delivery_totals-00001\.ndjson was deleted or changed while it was restored/,
    ],
    ["with what was known of it", forgetObjects, /was deleted or changed while it was read/],
  ])("in the middle of its restore, %s, ends that in an error", async (_, spoil, problem) => {
    await seed({ rows: 30 });
    const { id } = await makeBackup();
    await wipe();
    const real = Snapshots.prototype.putBack;
    vi.spyOn(Snapshots.prototype, "putBack").mockImplementation(async function (this: Snapshots, name, rows) {
      if (name === "deliveries") await spoil(id);
      return Reflect.apply(real, this, [name, rows]);
    });
    expect(await restore(id)).toMatchObject({
      status: 409,
      body: { error: { code: "backup_damaged", message: expect.stringMatching(problem) } },
    });
    // Thirty turns, three conversations, thirty deliveries; of what was spoilt nothing.
    expect([
      await count("conversation_logs"),
      await count("deliveries"),
      await count("delivery_totals"),
    ]).toEqual([30, 30, 0]);
    const { body } = await admin<BackupRecord>("GET", `${BACKUPS}/${id}`);
    expect(body.restored).toMatchObject({
      ok: false,
      inserted: 63,
      error: expect.stringContaining("The 63 rows that were put back before stay."),
    });
  });

  it("in the middle of its examination is not said to be whole", async () => {
    await seed({ rows: 30 });
    const { id } = await makeBackup();
    const real = BackupFiles.prototype.open;
    vi.spyOn(BackupFiles.prototype, "open").mockImplementation(async function (this: BackupFiles, key) {
      if (key === part(id, "deliveries")) await forgetObjects();
      return Reflect.apply(real, this, [key]);
    });
    expect((await verify(id)).body).toEqual({
      ok: false,
      problems: [`The backup ${id} was deleted or changed while it was read.`],
    });
  });
});

describe("a stop in the middle", () => {
  /**
   * While `work` is done, the given calls of one kind stand still, before or after they did anything, until the whole object is
   * taken down: how often that was.
   */
  async function killAt<T>(
    method: "page" | "putBack",
    calls: number[],
    work: () => Promise<T>,
  ): Promise<[T, number]> {
    const real: unknown = Snapshots.prototype[method];
    let called = 0;
    let kills = 0;
    let stands = false;
    async function standStill(this: Snapshots, ...args: unknown[]): Promise<never> {
      called += 1;
      const place = calls.indexOf(called);
      const result = place === 0 ? undefined : await Reflect.apply(real as () => unknown, this, args);
      if (place === -1) return result as never;
      stands = true;
      return new Promise<never>(() => undefined);
    }
    vi.spyOn(Snapshots.prototype, method).mockImplementation(standStill);
    let ended = false;
    const done = work().finally(() => {
      ended = true;
    });
    while (!ended) {
      await scheduler.wait(5);
      if (!stands) continue;
      stands = false;
      kills += 1;
      await abortAllDurableObjects();
      // By itself the alarm comes again after some seconds.
      void runDurableObjectAlarm(keeper()).catch(() => undefined);
    }
    return [await done, kills];
  }

  it("of a backup is followed by its end: the same rows, each once", async () => {
    await seed({ rows: 22, length: 300_000 });
    await seed({ from: 100, rows: 200 });
    const before = await tables();
    const [{ id, rows, objects }, kills] = await killAt("page", [2, 5], makeBackup);
    expect(kills).toBe(2);
    expect(rows).toBe(Object.values(before).reduce((sum, [count]) => sum + count, 0));
    expect((await verify(id)).body).toEqual({ ok: true, problems: [] });
    const parts = objects.filter(({ key }) => key.includes("/conversation_logs-"));
    const texts = await Promise.all(parts.map(async ({ key }) => (await env.FILES.get(key))?.text()));
    expect(texts).toHaveLength(2);
    const lines = texts.join("").trimEnd().split("\n").sort();
    expect([lines.length, await sha256Hex(lines.join("\n"))]).toEqual(before.conversation_logs);
  });

  it("of a restore is followed by its end, and what was inserted is counted as it was", async () => {
    await seed({ rows: 12, length: 300_000 });
    await seed({ from: 100, rows: 500 });
    const before = await tables();
    const backup = await makeBackup();
    await wipe();
    await seed({ from: 100, rows: 40 });
    const there = (await count("conversation_logs")) + (await count("deliveries", "state <> 'pending'"));
    const known =
      there + (await count("conversations")) + (await count("usage")) + (await count("delivery_totals"));
    const [{ body }, kills] = await killAt("putBack", [1, 3, 5], () => restore(backup.id));
    expect(kills).toBe(3);
    expect(body).toEqual({ ok: true, inserted: backup.rows - known, skipped: known });
    expect(await tables()).toEqual(before);
    expect(await indexed()).toBe(512);
  });

  it("of the alarms, which the platform gives up at last, ends with the next minute", async () => {
    await seed({ rows: 5 });
    vi.spyOn(Snapshots.prototype, "count").mockRejectedValueOnce(new Error("D1_ERROR: away"));
    const { body } = await admin<BackupRecord>("POST", `${BACKUPS}?wait=0`);
    const alarm = () => runInDurableObject(keeper(), (_, { storage }) => storage.getAlarm());
    await vi.waitFor(async () => expect(await alarm()).toBeGreaterThan(Date.now()));
    await runInDurableObject(keeper(), (_, { storage }) => storage.deleteAlarm());
    await keeper().daily(Date.now());
    await vi.waitFor(async () => expect((await keeper().get(body.id))?.status).toBe("complete"), {
      timeout: 5_000,
      interval: 100,
    });
  });

  it("that lasts ends in an error that says what to do, and leaves no half of a backup", async () => {
    await seed({ rows: 5 });
    const page = vi.spyOn(Snapshots.prototype, "page").mockRejectedValue(new Error("D1_ERROR: away"));
    const { body } = await admin<BackupRecord>("POST", `${BACKUPS}?wait=0`);
    expect(body).toMatchObject({ status: "running", job: { kind: "backup" } });
    await vi.waitFor(async () => {
      await runInDurableObject(keeper(), async (instance, { storage }) => {
        storage.sql.exec("UPDATE jobs SET job = json_set(job, '$.dueAt', 0)");
        await instance.alarm();
      });
      const { status, error } = (await admin<BackupRecord>("GET", `${BACKUPS}/${body.id}`)).body;
      expect(status).toBe("failed");
      expect(error).toMatch(/after 12 tries: D1_ERROR: away\. See whether .* begin again: POST/);
    });
    expect(page).toHaveBeenCalledTimes(12);
    await vi.waitFor(async () => expect(await keysOf(body.id)).toEqual([]));
    page.mockRestore();
    await makeBackup();
  });
});

/** A row of conversation_logs as an old backup has it: without what was added later. */
const oldRow = (number: number) => ({
  id: `019a0000-0000-7000-8000-${String(number).padStart(12, "0")}`,
  session_id: `old-${number}`,
  user_input: `Olden question ${number}`,
  bot_response: "Olden answer",
  timestamp: "2025-11-01T00:00:00.000Z",
  channel: "web",
  user_id: "u1",
  status: "ok",
  cached: 0,
  request_id: "r",
});

describe("a backup from elsewhere", () => {
  const ID = "2026-10-01T19-00-00-000Z";
  const hour = { period: "2025-11-01T00", channel: "web", model: "", status: "ok", cached: 0 };

  it("of an older version is listed, examined and put back, with nothing where it had no column", async () => {
    await carryIn(
      ID,
      { conversation_logs: [oldRow(1), oldRow(2)], usage: [{ ...hour, turns: 2, prompt_tokens: 7 }] },
      "0001_deliveries.sql",
    );
    const { body } = await admin<{ data: BackupRecord[] }>("GET", BACKUPS);
    expect(body.data).toMatchObject([{ id: ID, status: "complete", trigger: "daily", rows: 3, error: null }]);
    expect(body.data[0]).not.toHaveProperty("objects");
    expect((await verify(ID)).body).toEqual({ ok: true, problems: [] });
    expect((await restore(ID)).body).toEqual({ ok: true, inserted: 3, skipped: 0 });
    const rows = await env.DB.prepare("SELECT rating, first_token_ms, error FROM conversation_logs").all();
    expect(rows.results).toEqual(Array(2).fill({ rating: null, first_token_ms: null, error: null }));
    expect(await env.DB.prepare("SELECT * FROM usage").first()).toMatchObject({
      ...hour,
      turns: 2,
      prompt_tokens: 7,
      completion_tokens: 0,
      first_token_le_60000: 0,
    });
    expect(await found("olden")).toBe(2);
    // The alert speaks of what is made here.
    expect(await keeper().summary()).toEqual({ lastCompleteAt: null });
  });

  it("with a row that its table does not take ends at once, and makes room for the next job", async () => {
    await carryIn(
      ID,
      { conversation_logs: [oldRow(1), { ...oldRow(2), request_id: null }] },
      "0001_deliveries.sql",
    );
    const { status, body } = await restore(ID);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      error: { code: "backup_damaged", message: expect.stringContaining("request_id") },
    });
    expect(await count("conversation_logs")).toBe(0);
    expect((await verify(ID)).status).toBe(200);
  });

  it("of a newer version is refused, and says what to do first", async () => {
    await carryIn(ID, { conversation_logs: [oldRow(1)] }, "0999_future.sql");
    expect((await verify(ID)).body.ok).toBe(true);
    expect(await restore(ID)).toMatchObject({
      status: 409,
      body: {
        error: { code: "backup_newer", message: expect.stringMatching(/0999_future.*Deploy that version/) },
      },
    });
    await carryIn(ID, { conversation_logs: [oldRow(1)] }, null, { format: 2 });
    expect(await restore(ID)).toMatchObject({
      status: 409,
      body: { error: { code: "backup_damaged", message: expect.stringContaining("newer version") } },
    });
    expect(await count("conversation_logs")).toBe(0);
  });

  it("that is not all there yet is named as failed until it is", async () => {
    const key = `backups/${ID}/conversation_logs-00001.ndjson`;
    await env.FILES.put(key, "{}\n");
    await env.FILES.put("backups/notes/readme.txt", "no backup");
    const list = async () => (await admin<{ data: BackupRecord[] }>("GET", BACKUPS)).body.data;
    expect(await list()).toMatchObject([
      { id: ID, status: "failed", error: expect.stringContaining("manifest") },
    ]);
    expect((await verify(ID)).body).toEqual({ ok: false, problems: [`${manifestKey(ID)} is missing.`] });
    await carryIn(ID, { conversation_logs: [oldRow(1)] }, null);
    expect(await list()).toMatchObject([{ id: ID, status: "complete", error: null, rows: 1 }]);
    // Whoever deletes the files has deleted the backup.
    await env.FILES.delete([key, manifestKey(ID)]);
    expect(await list()).toEqual([]);
  });

  it("with a table that is not known here is refused, and nothing is restored", async () => {
    await carryIn(ID, { conversation_logs: [oldRow(1)], mystery: [{ id: 1 }] }, null);
    const problem = /mystery-00001\.ndjson holds rows of a table that this version does not have/;
    expect((await verify(ID)).body.problems).toEqual([expect.stringMatching(problem)]);
    expect(await restore(ID)).toMatchObject({
      status: 409,
      body: { error: { code: "backup_damaged", message: expect.stringMatching(problem) } },
    });
    expect(await count("conversation_logs")).toBe(0);
  });

  it.each([
    ["is that of another one", { id: "2026-10-02T19-00-00-000Z" }, /is that of the backup 2026-10-02/],
    [
      "names objects of another folder",
      { objects: [{ key: "models/secret.ndjson", rows: 1, bytes: 1, sha256: "0".repeat(64) }] },
      /or to another: models\/secret/,
    ],
    ["has no rows to count", { rows: -1 }, /was changed/],
  ])("whose manifest %s is damaged", async (_, more, problem) => {
    await carryIn(ID, { conversation_logs: [oldRow(1)] }, null, more);
    expect((await verify(ID)).body.problems).toEqual([expect.stringMatching(problem)]);
  });
});

const records = () => new Records(env.DB, env.SEARCH, new Erasures(env.FILES));

describe("what was erased", () => {
  const erase = (query: string) => admin("DELETE", `/api/admin/conversations?${query}`);
  const of = (table: string, session: string) => count(table, `session_id = '${session}'`);

  it("stays erased after a restore: a session's rows, a person's, their lists and deliveries, and nobody else's", async () => {
    await seed({ rows: 200 });
    const { id, rows, expires_at } = await makeBackup();
    expect((await erase("session_id=s3")).body).toMatchObject({
      complete: true,
      backups: { count: 1, until: expires_at },
    });
    await erase("user_id=u5");
    await wipe();
    const { body } = await restore(id);
    // A session: ten turns, its entry, ten deliveries. A person: twenty, two, twenty.
    expect(body).toEqual({ ok: true, inserted: rows - 21 - 42, skipped: 63 });
    for (const table of ["conversation_logs", "conversations", "deliveries"]) {
      expect([await of(table, "s3"), await of(table, "s10"), await of(table, "s11")]).toEqual([0, 0, 0]);
      expect([await of(table, "s2"), await of(table, "s12")]).not.toContain(0);
    }
    expect(await indexed()).toBe(170);
    expect([await found("answer31"), await found("answer105"), await found("answer29")]).toEqual([0, 0, 1]);
  });

  it("takes nobody's conversation away that has begun anew since", async () => {
    await seed({ rows: 100 });
    const { id } = await makeBackup();
    const entry = await env.DB.prepare("SELECT * FROM conversations WHERE session_id = 's3'").first();
    await erase("session_id=s3");
    await env.DB.prepare(
      "INSERT INTO conversations (name, session_id, owner, title, updated_at) VALUES (?, 's3', ?, 'anew', ?)",
    )
      .bind(entry?.name ?? "", entry?.owner ?? "", new Date(Date.now() + 60_000).toISOString())
      .run();
    expect((await restore(id)).status).toBe(200);
    const left = await env.DB.prepare("SELECT title FROM conversations WHERE session_id = 's3'").all();
    expect(left.results).toEqual([{ title: "anew" }]);
  });

  it("is noted by fingerprints only", async () => {
    await records().erase({
      sessionId: "s3",
      objectName: "chat/s3",
      channels: ["web", "api"],
      until: "2026-01-01T00:00:00.000Z",
    });
    await records().erase({
      sessionId: "s3",
      objectName: "chat/s3",
      channels: ["web", "api"],
      until: "2026-01-01T00:00:00.000Z",
    });
    const { objects } = await env.FILES.list({ prefix: "erasures/" });
    expect(objects).toHaveLength(1);
    const note = await (await env.FILES.get(objects[0]?.key ?? ""))?.json();
    expect(objects[0]?.key).toMatch(/^erasures\/[0-9a-f]{64}\.json$/);
    expect(note).toEqual({
      session: await sha256Hex("s3"),
      object: await sha256Hex("chat/s3"),
      channels: ["web", "api"],
      until: "2026-01-01T00:00:00.000Z",
    });
  });

  it("means no more than was erased: other channels, and what was said later, come back", async () => {
    await seed({ rows: 10 });
    const { id, rows } = await makeBackup();
    const until = await env.DB.prepare(
      "SELECT max(timestamp) AS t FROM conversation_logs WHERE id < (SELECT id FROM conversation_logs ORDER BY id LIMIT 1 OFFSET 6)",
    ).first<string>("t");
    await records().erase({ sessionId: "s0", channels: ["feishu"], until: until ?? "" });
    await records().erase({ sessionId: "elsewhere" });
    await wipe();
    const { body } = await restore(id);
    expect(body.skipped).toBe(rows - body.inserted);
    // Of the first six turns two are of the page.
    expect(await of("conversation_logs", "s0")).toBe(6);
    expect(await of("deliveries", "s0")).toBe(4);
  });

  it("while a restore runs is not brought back by it", async () => {
    await seed({ rows: 40 });
    const { id } = await makeBackup();
    await wipe();
    const real = Snapshots.prototype.putBack;
    vi.spyOn(Snapshots.prototype, "putBack").mockImplementation(async function (this: Snapshots, name, rows) {
      // Known to nobody when the restore looked, erased from tables that have no row of it yet.
      if (name === "conversation_logs") await records().erase({ sessionId: "s1" });
      return Reflect.apply(real, this, [name, rows]);
    });
    await restore(id);
    expect([await of("conversation_logs", "s1"), await of("conversations", "s1")]).toEqual([0, 0]);
    expect(await of("conversation_logs", "s2")).toBe(10);
    expect(await indexed()).toBe(30);
  });

  it("is not erased while that cannot be noted, and a note that cannot be read stops a restore", async () => {
    await seed({ rows: 10 });
    const note = vi.spyOn(Erasures.prototype, "note").mockRejectedValue(new Error("R2 is away"));
    await expect(records().erase({ sessionId: "s0" })).rejects.toThrow("R2 is away");
    expect(await of("conversation_logs", "s0")).toBe(10);
    note.mockRestore();
    // Put there by hand, without what stands beside it.
    await env.FILES.put(
      "erasures/x.json",
      JSON.stringify({ user: await sha256Hex("u0"), until: "2030-01-01T00:00:00.000Z" }),
    );
    const read = await new Erasures(env.FILES).read();
    const row = { session: "s", user: "u0", object: null, channel: "web", time: "2026-01-01T00:00:00.000Z" };
    expect([await read.mean(row), await read.mean({ ...row, user: "u1" })]).toEqual([true, false]);
    await env.FILES.put("erasures/x.json", "scribble");
    await expect(new Erasures(env.FILES).read()).rejects.toThrow("erasures/x.json");
  });
});

describe("every night", () => {
  const at = (time: string) => Date.parse(`2026-12-${time}Z`);
  const list = async () => (await keeper().list()).map(({ id, status, trigger }) => [id, status, trigger]);

  async function daily(now: number): Promise<unknown[]> {
    await keeper().daily(now);
    await vi.waitFor(
      async () => expect((await keeper().list()).every(({ job }) => job === null)).toBe(true),
      5_000,
    );
    return list();
  }

  async function keepDays(days: number): Promise<void> {
    await runInDurableObject(keeper(), (instance) => {
      servicesOf(Reflect.get(instance, "env")).config.operations.backupKeepDays = days;
    });
  }

  afterEach(() => keepDays(30));

  it("at three in the morning of China one is made, when there is anything to save; then none until the next", async () => {
    expect(await daily(at("01T18:59:00"))).toEqual([]);
    await seed({ rows: 3 });
    await keepDays(0);
    expect(await daily(at("01T18:59:00"))).toEqual([]);
    await keepDays(30);
    const first = ["2026-12-01T18-59-00-000Z", "complete", "daily"];
    expect(await daily(at("01T18:59:00"))).toEqual([first]);
    expect(await daily(at("01T18:59:59.999"))).toEqual([first]);
    const second = ["2026-12-01T19-00-00-000Z", "complete", "daily"];
    expect(await daily(at("01T19:00:00"))).toEqual([second, first]);
    expect(await daily(at("02T18:59:00"))).toEqual([second, first]);
    expect(await keeper().summary()).toEqual({ lastCompleteAt: at("01T19:00:00") });
  });

  it("one that failed is tried again three hours later", async () => {
    await seed({ rows: 3 });
    await keeper().daily(at("05T19:00:00"));
    await runInDurableObject(keeper(), (_, { storage }) => {
      storage.sql.exec("UPDATE backups SET backup = json_set(backup, '$.status', 'failed')");
      storage.sql.exec("UPDATE jobs SET result = '{}' WHERE result IS NULL");
    });
    expect(await daily(at("05T21:59:00"))).toHaveLength(1);
    expect(await daily(at("05T22:00:00"))).toMatchObject([
      ["2026-12-05T22-00-00-000Z", "complete", "daily"],
      {},
    ]);
    expect(await keeper().summary()).toEqual({ lastCompleteAt: at("05T22:00:00") });
  });

  it("one that is being restored is not deleted for its age before that has ended", async () => {
    await seed({ rows: 3 });
    await daily(at("01T19:00:00"));
    await daily(at("02T19:00:00"));
    const old = "2026-12-01T19-00-00-000Z";
    await wipe();
    const real = Snapshots.prototype.putBack;
    const names: string[] = [];
    vi.spyOn(Snapshots.prototype, "putBack").mockImplementation(async function (this: Snapshots, name, rows) {
      names.push(name);
      if (name === "deliveries") await keeper().daily(at("31T20:00:00"));
      return Reflect.apply(real, this, [name, rows]);
    });
    expect((await restore(old)).body.ok).toBe(true);
    expect(names).toContain("delivery_totals");
    expect((await list()).map(([id]) => id)).toEqual(["2026-12-02T19-00-00-000Z", old]);
    expect(
      (await daily(Date.parse("2027-01-01T19:00:00Z"))).map((row) => (row as string[])[0]),
    ).not.toContain(old);
  });

  it("what is older than the days to keep is deleted, objects and all, but never the newest whole one, nor a note of what was erased", async () => {
    await seed({ rows: 3 });
    await daily(at("01T19:00:00"));
    await daily(at("02T19:00:00"));
    await carryIn("2026-06-01T19-00-00-000Z", { conversation_logs: [oldRow(1)] }, null);
    await records().erase({ sessionId: "long-ago" });
    const notes = async () => (await env.FILES.list({ prefix: "erasures/" })).objects.length;
    // What was carried in is as old as its stay here.
    expect(await daily(at("03T19:00:00"))).toHaveLength(4);
    expect(await notes()).toBe(1);
    await env.DB.prepare("DELETE FROM conversation_logs").run();
    // What is empty by now is saved all the same.
    const last = ["2026-12-31T20-00-00-000Z", "complete", "daily"];
    expect(await daily(at("31T20:00:00"))).toEqual([
      last,
      ["2026-12-03T19-00-00-000Z", "complete", "daily"],
      ["2026-12-02T19-00-00-000Z", "complete", "daily"],
    ]);
    expect(await keysOf("2026-12-01T19-00-00-000Z")).toEqual([]);
    expect(await keeper().summary()).toEqual({ lastCompleteAt: at("31T20:00:00") });
    // One that failed a moment ago keeps the next from being made.
    const failed = "2027-02-28T23-00-00-000Z";
    await runInDurableObject(keeper(), (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO backups SELECT '${failed}', json_set(backup, '$.id', '${failed}', '$.status', 'failed', '$.keptFrom', 1803855600000)
         FROM backups WHERE id = '${last[0]}'`,
      );
    });
    expect(await daily(Date.parse("2027-03-01T00:00:00Z"))).toEqual([[failed, "failed", "daily"], last]);
    expect(await notes()).toBe(1);
  });
});

describe("the doors", () => {
  it("do one thing at a time, answer at once when that is wanted, and say how far it is", async () => {
    await seed({ rows: 20 });
    const { id, rows } = await makeBackup();
    const page = Promise.withResolvers<void>();
    const real = Snapshots.prototype.page;
    vi.spyOn(Snapshots.prototype, "page").mockImplementation(async function (this: Snapshots, ...args) {
      await page.promise;
      return Reflect.apply(real, this, args);
    });
    const begun = await admin<BackupRecord>("POST", `${BACKUPS}?wait=0`);
    expect(begun).toMatchObject({
      status: 202,
      body: { status: "running", job: { kind: "backup", done_rows: 0 } },
    });
    await vi.waitFor(async () => {
      const { job } = (await admin<BackupRecord>("GET", `${BACKUPS}/${begun.body.id}`)).body;
      expect(job?.total_rows).toBe(rows);
    });
    for (const [method, path] of [
      ["POST", BACKUPS],
      ["POST", `${BACKUPS}/${id}/verify`],
      ["POST", `${BACKUPS}/${id}/restore`],
      ["DELETE", `${BACKUPS}/${begun.body.id}`],
    ] as const)
      expect(await admin(method, path)).toMatchObject({
        status: 409,
        body: { error: { code: "backup_busy", message: expect.stringContaining(begun.body.id) } },
      });
    page.resolve();
    await vi.waitFor(async () =>
      expect((await admin<BackupRecord>("GET", `${BACKUPS}/${begun.body.id}`)).body.status).toBe("complete"),
    );
    expect(await admin("POST", `${BACKUPS}/${id}/restore?wait=0`)).toMatchObject({
      status: 202,
      body: { job: { kind: "restore", total_rows: rows } },
    });
    await vi.waitFor(async () =>
      expect((await admin<BackupRecord>("GET", `${BACKUPS}/${id}`)).body.restored).toMatchObject({
        ok: true,
        skipped: rows,
      }),
    );
    expect((await admin("DELETE", `${BACKUPS}/${id}`)).status).toBe(204);
    expect(await keysOf(id)).toEqual([]);
    expect((await admin("GET", `${BACKUPS}/${id}`)).status).toBe(404);
  });

  it.each([
    "2026-11-25T19-00-00-000",
    "2026-13-25T19-00-00-000Z",
    "2026-11-25T19:00:00.000Z",
    "..",
    "%2e%2e%2fmodels",
    "x",
    "2026-11-25T19-00-00-000Z",
  ])("know no backup %s", async (name) => {
    for (const [method, path] of [
      ["GET", ""],
      ["DELETE", ""],
      ["POST", "/verify"],
      ["POST", "/restore"],
    ] as const) {
      const { status } = await admin(method, `${BACKUPS}/${name}${path}`);
      expect([method, status]).toEqual([method, 404]);
    }
  });

  it("are shut to strangers, name their methods, and take no other wish", async () => {
    for (const path of [BACKUPS, `${BACKUPS}/2026-11-25T19-00-00-000Z/restore`])
      expect((await call(path, { method: "POST" })).status).toBe(401);
    expect((await admin("PUT", BACKUPS)).status).toBe(405);
    expect((await admin("GET", `${BACKUPS}/2026-11-25T19-00-00-000Z/verify`)).status).toBe(405);
    expect(await admin("POST", `${BACKUPS}?wait=maybe`)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_wait", param: "wait" } },
    });
  });
});
