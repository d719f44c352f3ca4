// What the console does in several calls: looks after a job until it is over, and erases what one call cannot.
import { describe, expect, test, vi } from "vitest";
import { CallFailed, type refusalOf } from "../../../../src/web/console/http.ts";
import { untilIdle } from "../../../../src/web/console/pages/backups/watch-job.ts";
import { eraseAll } from "../../../../src/web/console/pages/conversations/erase-all.ts";
import type { Backup, Erased } from "../../../../src/web/console/wire.ts";

const failed = (status: number) => {
  const refusal: ReturnType<typeof refusalOf> = {
    status,
    code: "c",
    message: "",
    requestId: null,
    waitSeconds: null,
  };
  return new CallFailed(refusal);
};

function backup(busy: boolean): Backup {
  return {
    id: "2026-11-25T19-00-00-000Z",
    created_at: "2026-11-25T19:00:00.000Z",
    status: "complete",
    finished_at: null,
    trigger: "manual",
    rows: 1,
    bytes: 1,
    error: null,
    expires_at: null,
    verified: null,
    restored: null,
    job: busy ? { kind: "verify", done_rows: 0, total_rows: 1, started_at: "" } : null,
  };
}

function waiting() {
  const pauses: number[] = [];
  return {
    pauses,
    wait: async (milliseconds: number) => {
      pauses.push(milliseconds);
    },
  };
}

describe("a job of a backup", () => {
  test("is looked after ever more rarely until it is over, also where an answer fails to come", async () => {
    const { pauses, wait } = waiting();
    const look = vi.fn<() => Promise<Backup>>().mockResolvedValue(backup(true));
    look.mockRejectedValueOnce(new TypeError("failed to fetch")).mockRejectedValueOnce(failed(503));
    for (let count = 0; count < 10; count += 1) look.mockResolvedValueOnce(backup(true));
    look.mockResolvedValueOnce(backup(false));
    expect((await untilIdle(look, new AbortController().signal, wait)).job).toBeNull();
    expect(pauses).toHaveLength(12);
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
    expect(pauses.at(-1)).toBe(2000);
  });

  test("is given up when the server is silent for good, says no, or nobody looks any more", async () => {
    const { pauses, wait } = waiting();
    const { signal } = new AbortController();
    await expect(untilIdle(() => Promise.reject(failed(0)), signal, wait)).rejects.toThrow(CallFailed);
    expect(pauses).toHaveLength(20);
    const gone = vi.fn(() => Promise.reject(failed(404)));
    await expect(untilIdle(gone, signal, wait)).rejects.toThrow(CallFailed);
    expect(gone).toHaveBeenCalledOnce();
    const left = new AbortController();
    const look = vi.fn(async () => {
      left.abort();
      return backup(true);
    });
    await expect(untilIdle(look, left.signal, wait)).rejects.toMatchObject({ name: "AbortError" });
    expect(look).toHaveBeenCalledOnce();
  });
});

describe("an erasure", () => {
  const answer = (rows: number, complete: boolean): Erased => ({
    erased: { conversations: 400, rows },
    complete,
    backups: { count: 1, until: null },
  });

  test("is called again until it is complete, with growing pauses", async () => {
    const { pauses, wait } = waiting();
    const answers = [answer(900, false), answer(500, false), answer(100, true)];
    const seen: number[] = [];
    const call = async () => answers.shift() ?? Promise.reject(new Error("one call too many"));
    const sum = await eraseAll(call, ({ conversations }) => void seen.push(conversations), wait);
    expect(sum).toEqual({
      rows: 900,
      conversations: 1200,
      holding: { count: 1, until: null },
      complete: true,
    });
    expect(seen).toEqual([400, 800, 1200]);
    expect(pauses).toEqual([200, 300]);
  });

  test("that never gets there says so", async () => {
    const { pauses, wait } = waiting();
    const call = vi.fn(async () => answer(900, false));
    expect(await eraseAll(call, () => undefined, wait)).toMatchObject({ complete: false });
    expect(call).toHaveBeenCalledTimes(100);
    expect(Math.max(...pauses)).toBe(5000);
  });
});
