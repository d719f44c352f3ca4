// The pure parts of the console's pages: log lines, charts, files, checks, backups, settings.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createCaller } from "../../../../src/web/console/http.ts";
import { dateOf, isBusy, progressOf } from "../../../../src/web/console/pages/backups/backup-state.ts";
import { groupChecks } from "../../../../src/web/console/pages/channels/group-checks.ts";
import { backupsHolding } from "../../../../src/web/console/pages/conversations/backups-holding.ts";
import {
  crumbsOf,
  entriesOf,
  isWritable,
  nameOf,
  prefixOf,
} from "../../../../src/web/console/pages/files/entries.ts";
import { planParts, WHOLE_BYTES } from "../../../../src/web/console/pages/files/parts.ts";
import { upload } from "../../../../src/web/console/pages/files/upload.ts";
import {
  factsOf,
  joinLines,
  keyLines,
  numberOf,
  textOf,
} from "../../../../src/web/console/pages/logs/log-lines.ts";
import { chartsOf, isBlank, lonePoints } from "../../../../src/web/console/pages/overview/chart-data.ts";
import { periodQuery, readPeriod } from "../../../../src/web/console/pages/overview/period.ts";
import { sortSettings } from "../../../../src/web/console/pages/settings/sort-settings.ts";
import { send } from "../../../../src/web/console/send.ts";
import type { Backup, Count, LogLine, Setting, Stats } from "../../../../src/web/console/wire.ts";

const line = (second: number, facts: Record<string, unknown> = {}): LogLine => ({
  timestamp: `2026-11-25T10:00:${String(second).padStart(2, "0")}.000Z`,
  level: "info",
  kind: "app",
  ...facts,
});

describe("log lines", () => {
  test("tell their facts, but for those that have a column", () => {
    const told = line(1, { area: "model", event: "e", request_id: "r", error: "a b", tries: 2, gone: null });
    expect(factsOf({ ...told, more: { x: 1 } })).toBe('error=a b  tries=2  more={"x":1}');
    expect([
      textOf(told, "area"),
      textOf(told, "none"),
      numberOf(told, "tries"),
      numberOf(told, "error"),
    ]).toEqual(["model", "", 2, null]);
  });

  test("that arrive while following come once, in front", () => {
    const known = [line(2), line(1)];
    const joined = joinLines(known, [line(3), line(2)]);
    expect(joined).toEqual({ lines: [line(3), line(2), line(1)], fresh: 1 });
    expect(joinLines(known, known)).toEqual({ lines: known, fresh: 0 });
    const many = Array.from({ length: 1500 }, (_, index) => line(1, { index }));
    expect(joinLines(known, many).lines).toHaveLength(1000);
  });

  test("have keys of their own, which stay when newer ones come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.integer({ min: 0, max: 3 }),
        (seconds, newer) => {
          const before = keyLines(seconds.map((second) => line(second)));
          const after = keyLines([newer, ...seconds].map((second) => line(second)));
          expect(new Set(after.map(({ key }) => key)).size).toBe(after.length);
          expect(after.slice(1)).toEqual(before);
        },
      ),
    );
  });
});

const count: Count = {
  turns: 10,
  failed: 1,
  stopped: 0,
  cached: 4,
  prompt_tokens: 100,
  completion_tokens: 20,
  latency_ms: { mean: 3, p50: 2, p95: 9 },
  first_token_ms: null,
};
const nothing: Count = {
  ...count,
  turns: 0,
  failed: 0,
  cached: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  latency_ms: null,
};

describe("the charts", () => {
  const stats: Stats = {
    from: "",
    to: "",
    bucket: "hour",
    series: [
      { time: "2026-11-25T10:00:00.000Z", ...count },
      { time: "2026-11-25T11:00:00.000Z", ...nothing },
    ],
    totals: count,
    by_channel: [],
    by_model: [],
    now: {
      deliveries: [],
      platforms: [],
      alerts: 0,
      database_bytes: null,
      log_bytes: null,
      cron_last_run: null,
      requests: { minutes: 5, total: 0, errors: 0 },
    },
  };

  test("count what is counted from zero, and leave a gap where there was nothing to measure", () => {
    const values = Object.fromEntries(
      chartsOf(stats).map(({ name, series }) => [name, series.map((one) => one.values)]),
    );
    expect(values).toEqual({
      turns: [[10, 0]],
      failed: [[1, 0]],
      tokens: [
        [100, 0],
        [20, 0],
      ],
      latency: [
        [2, null],
        [9, null],
      ],
      firstToken: [
        [null, null],
        [null, null],
      ],
      cached: [[0.4, null]],
    });
    expect(chartsOf(stats).map(({ total }) => total)).toEqual([10, 1, 120, 2, null, 0.4]);
    expect(chartsOf(stats).map(isBlank)).toEqual([false, false, false, false, true, false]);
  });

  test("show a lone value between two gaps as a dot", () => {
    expect(lonePoints([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
    expect(lonePoints([])).toEqual([]);
  });

  test("begin with a whole hour or day, the present one included", () => {
    const now = Date.parse("2026-11-25T10:20:30.000Z");
    expect(periodQuery("day", now)).toEqual({ from: "2026-11-24T11:00:00.000Z", bucket: "hour" });
    expect(periodQuery("week", now)).toEqual({ from: "2026-11-18T11:00:00.000Z", bucket: "hour" });
    expect(periodQuery("month", now)).toEqual({ from: "2026-10-27T00:00:00.000Z", bucket: "day" });
    expect([readPeriod(null), readPeriod("week"), readPeriod("century")]).toEqual(["day", "week", "day"]);
  });
});

describe("files", () => {
  const file = { key: "knowledge/a.md", size: 1, etag: "", sha256: null, content_type: "", updated_at: "" };

  test("stand below their folders; at the top the known ones are listed even while empty", () => {
    const page = { data: [file], prefixes: ["knowledge/old/"], next_cursor: null };
    expect(entriesOf("knowledge/", page, true).map(({ key }) => key)).toEqual([
      "knowledge/old/",
      "knowledge/a.md",
    ]);
    const top = { data: [], prefixes: ["logs/", "other/"], next_cursor: null };
    expect(entriesOf("", top, true).map(({ key }) => key)).toEqual([
      "models/",
      "knowledge/",
      "logs/",
      "backups/",
      "other/",
    ]);
    expect(entriesOf("", top, false).map(({ key }) => key)).toEqual(["logs/", "other/"]);
  });

  test("have a name and a way down to them", () => {
    expect([nameOf("knowledge/a.md"), nameOf("knowledge/old/"), nameOf("a")]).toEqual(["a.md", "old/", "a"]);
    expect(crumbsOf("knowledge/old/")).toEqual([
      { name: "knowledge", prefix: "knowledge/" },
      { name: "old", prefix: "knowledge/old/" },
    ]);
    expect([prefixOf(" /knowledge//new folder "), prefixOf(" / ")]).toEqual(["knowledge/new folder/", ""]);
    expect(["models/x/", "backups/", "logs/", "elsewhere/", ""].map(isWritable)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test("are not sent after Stop, whole or in parts", async () => {
    const signal = AbortSignal.abort();
    const onSent = vi.fn();
    const fetch = vi.fn<typeof globalThis.fetch>(async (_, init) => {
      init?.signal?.throwIfAborted();
      return Response.json({ upload_id: "u", part_bytes: 50_000_000 });
    });
    const caller = createCaller({ fetch, onSignedOut: onSent });
    const stopped = { name: "AbortError" };
    const large = new Blob([new Uint8Array(WHOLE_BYTES + 1)]);
    await expect(upload(caller, { key: "models/a", file: large, signal, onSent })).rejects.toMatchObject(
      stopped,
    );
    await expect(send({ address: "/x", body: new Blob(["a"]), signal, onSent })).rejects.toMatchObject(
      stopped,
    );
    // The beginning of the parts, and nothing that would have to be cleared away after it.
    expect(fetch).toHaveBeenCalledOnce();
    expect(onSent).not.toHaveBeenCalled();
  });

  test("are cut without a gap and without an overlap", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 500 }), (size, bytes) => {
        const parts = planParts(size, bytes);
        expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => index + 1));
        expect(parts.map(({ start }) => start)).toEqual([0, ...parts.slice(0, -1).map(({ end }) => end)]);
        expect(parts.at(-1)?.end).toBe(size);
        expect(parts.every(({ start, end }) => end - start <= bytes)).toBe(true);
      }),
    );
  });
});

test("checks stand with the channel that they are about, the others by themselves", () => {
  const check = (id: string) => ({ id, status: "ok" as const, title: "", message: "", fix: null });
  const groups = groupChecks(
    ["address", "feishu.token", "signed", "address.reached", "feishu.bot"].map(check),
    ["feishu", "signed"],
  );
  expect([...groups].map(([name, checks]) => [name, checks.map(({ id }) => id)])).toEqual([
    ["", ["address", "address.reached"]],
    ["feishu", ["feishu.token", "feishu.bot"]],
    ["signed", ["signed"]],
  ]);
});

describe("backups", () => {
  const backup = (over: Partial<Backup> = {}): Backup => ({
    id: "2026-11-25T19-00-00-000Z",
    created_at: "2026-11-25T19:00:00.000Z",
    status: "complete",
    finished_at: null,
    trigger: "daily",
    rows: 1,
    bytes: 1,
    error: null,
    expires_at: "2026-12-25T19:00:00.000Z",
    verified: null,
    restored: null,
    job: null,
    ...over,
  });

  test("are busy while a job runs, and tell how far it is", () => {
    const job = { kind: "verify" as const, done_rows: 5, total_rows: 20, started_at: "" };
    expect([isBusy(backup()), isBusy(backup({ job })), isBusy(backup({ status: "running" }))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(progressOf(backup({ job }))).toBe(0.25);
    expect(progressOf(backup({ job: { ...job, total_rows: 0 } }))).toBeNull();
    expect(progressOf(backup({ job: { ...job, done_rows: 30 } }))).toBe(1);
    expect(progressOf(backup())).toBeNull();
    expect(dateOf(backup())).toBe("2026-11-25");
  });

  test("that may hold what is erased are counted until the last one is deleted", () => {
    const later = backup({ created_at: "2026-11-26T19:00:00.000Z", expires_at: "2026-12-26T19:00:00.000Z" });
    const kept = backup({ expires_at: null });
    const failed = backup({ status: "failed" });
    expect(backupsHolding([later, backup(), failed], null)).toEqual({
      count: 2,
      until: "2026-12-26T19:00:00.000Z",
    });
    expect(backupsHolding([later, backup()], "2026-11-26T00:00:00.000Z")).toMatchObject({ count: 1 });
    expect(backupsHolding([later, kept], null)).toEqual({ count: 2, until: null });
    expect(backupsHolding([], null)).toEqual({ count: 0, until: null });
  });
});

test("settings with a problem come first, then those that somebody set; words find by name and value", () => {
  const setting = (name: string, over: Partial<Setting> = {}): Setting => ({
    name,
    value: null,
    secret: false,
    fingerprint: null,
    is_default: true,
    problem: null,
    ...over,
  });
  const settings = [
    setting("A", { value: "one" }),
    setting("B", { is_default: false }),
    setting("C", { problem: "must be set" }),
    setting("D"),
  ];
  expect(sortSettings(settings, "").map(({ name }) => name)).toEqual(["C", "B", "A", "D"]);
  expect(sortSettings(settings, " ONE ").map(({ name }) => name)).toEqual(["A"]);
  expect(sortSettings(settings, "nothing")).toEqual([]);
});
