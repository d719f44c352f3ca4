// Names and times of backups: what is one, and when the daily one is due.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backupIdAt, isDailyDue, lastDailyTime, timeOfBackup } from "../../../src/core/backup.ts";

const HOUR = 3_600_000;
const times = fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59.999Z") });

describe("an id", () => {
  it("is a time that is read back, and sorts as its time does", () => {
    expect(backupIdAt(Date.parse("2026-11-25T19:00:00.000Z"))).toBe("2026-11-25T19-00-00-000Z");
    fc.assert(fc.property(times, (time) => timeOfBackup(backupIdAt(time)) === time));
    fc.assert(fc.property(times, times, (one, other) => backupIdAt(one) < backupIdAt(other) === one < other));
  });

  it.each([
    "",
    "2026-11-25",
    "2026-11-25T19:00:00.000Z",
    "2026-11-25T19-00-00-000",
    "2026-02-30T19-00-00-000Z",
    "2026-11-25T24-00-00-000Z",
    "2026-11-25T19-00-00-000Z/",
    "../2026-11-25T19-00-00-000Z",
    "2026-11-25T19-00-00-000z",
    "+12026-11-25T19-00-00-000Z",
  ])("is not %j", (text) => expect(timeOfBackup(text)).toBeNull());
});

describe("the daily backup", () => {
  const at = (time: string) => Date.parse(`2026-11-${time}Z`);

  it("becomes due at 19:00 UTC, 03:00 in China", () => {
    expect(lastDailyTime(at("25T18:59:59.999"))).toBe(at("24T19:00:00"));
    expect(lastDailyTime(at("25T19:00:00"))).toBe(at("25T19:00:00"));
    expect(lastDailyTime(at("26T00:00:00"))).toBe(at("25T19:00:00"));
    fc.assert(
      fc.property(times, (now) => {
        const due = lastDailyTime(now);
        return due <= now && now - due < 24 * HOUR && new Date(due).toISOString().includes("T19:00:00.000Z");
      }),
    );
  });

  it.each([
    ["none was ever made", null, null, true],
    ["the last one is of yesterday", "24T19:00:00", "24T19:00:00", true],
    ["one was made since, by hand too", "25T19:30:00", "25T19:30:00", false],
    ["one failed a moment ago", "24T19:00:00", "25T19:30:00", false],
    ["one failed three hours ago", "24T19:00:00", "25T19:00:00", true],
    ["one failed before it became due again", null, "25T18:59:00", true],
  ])("at 22:00, when %s: %s, %s → %s", (_, complete, tried, due) => {
    const time = (text: string | null) => (text === null ? null : at(text));
    expect(isDailyDue(at("25T22:00:00"), time(complete), time(tried))).toBe(due);
  });
});
