// Figures, sizes, times and texts as the console tells them.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readRange } from "../../../../src/web/console/day-range.ts";
import {
  dayOf,
  excerpt,
  isLong,
  shareOf,
  tellBytes,
  tellClock,
  tellDate,
  tellDuration,
  tellFullTime,
  tellList,
  tellNumber,
  tellShare,
  tellShort,
  tellWhen,
} from "../../../../src/web/console/format.ts";

beforeEach(() => {
  vi.stubEnv("TZ", "Asia/Shanghai");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test("figures are grouped and shortened by language, and nothing is a dash", () => {
  expect([tellNumber(1234567, "en"), tellNumber(0, "zh"), tellNumber(null, "en")]).toEqual([
    "1,234,567",
    "0",
    "–",
  ]);
  expect([tellShort(12_300, "en"), tellShort(34_000, "zh"), tellShort(7, "en")]).toEqual([
    "12.3K",
    "3.4万",
    "7",
  ]);
});

test.each([
  [0, "0 B"],
  [0.5, "1 B"],
  [999, "999 B"],
  [1000, "1 KB"],
  [1_240, "1.2 KB"],
  [99_900, "99.9 KB"],
  [104_857_600, "105 MB"],
  [5_000_000_000_000_000, "5,000 TB"],
  [undefined, "–"],
])("%s bytes are %s", (bytes, said) => {
  expect(tellBytes(bytes, "en")).toBe(said);
});

test.each([
  [0, "0 ms", "0 毫秒"],
  [999.4, "999 ms", "999 毫秒"],
  [1000, "1.0 s", "1.0 秒"],
  [59_900, "59.9 s", "59.9 秒"],
  [59_960, "1 min 0 s", "1 分 0 秒"],
  [125_000, "2 min 5 s", "2 分 5 秒"],
  [null, "–", "–"],
])("%s milliseconds are %s and %s", (milliseconds, english, chinese) => {
  expect([tellDuration(milliseconds, "en"), tellDuration(milliseconds, "zh")]).toEqual([english, chinese]);
});

test("a share of nothing is none", () => {
  expect(shareOf(1, 4)).toBe(0.25);
  expect(shareOf(0, 0)).toBeNull();
  expect([tellShare(0.2034, "en"), tellShare(null, "en"), tellShare(1, "zh")]).toEqual([
    "20.3%",
    "–",
    "100%",
  ]);
});

test("names are joined as the language joins them", () => {
  expect(tellList(["Feishu", "DingTalk"], "en")).toBe("Feishu and DingTalk");
  expect(tellList(["飞书", "钉钉"], "zh")).toBe("飞书和钉钉");
});

describe("a time", () => {
  const now = Date.parse("2026-11-25T12:00:00.000Z");
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();

  test.each([
    [-3 * 60_000, "3 min. ago"],
    [-25 * 3_600_000, "Nov 24"],
    [8_000, "now"],
    [30_000, "in 30 sec."],
    [2 * 60_000, "in 2 min."],
    [90 * 60_000, "in 2 hr."],
    [3 * 24 * 3_600_000, "Nov 28"],
    [60 * 24 * 3_600_000, "Jan 24, 2027"],
  ])("%s ms from now is %s", (distance, said) => {
    expect(tellWhen(at(distance), now, "en")).toBe(said);
  });

  test("that ought to have come is now, and one that is none says nothing", () => {
    expect(tellWhen(at(0), now, "zh")).toBe("现在");
    expect(tellWhen("soon", now, "en")).toBe("");
    expect([tellFullTime("soon", "en"), tellDate("soon", "en"), tellClock("soon")]).toEqual(["", "", "soon"]);
  });

  test("in full names its zone; the clock of a log is exact; the day is the reader's", () => {
    const time = "2026-11-25T17:05:09.040Z";
    expect(tellFullTime(time, "en")).toMatch(/November 26, 2026.*1:05:09.*GMT\+8/);
    expect(tellClock(time)).toBe("01:05:09.040");
    expect(dayOf(time)).toBe("2026-11-26");
    expect(tellDate(time, "zh")).toBe("2026年11月26日");
  });
});

test("days of the address are the reader's, and whole moments pass as they are", () => {
  const read = (query: string) => readRange(new URLSearchParams(query));
  expect(read("from=2026-11-25&to=2026-11-25")).toEqual({
    from: "2026-11-24T16:00:00.000Z",
    to: "2026-11-25T16:00:00.000Z",
  });
  expect(read("from=2026-11-25T10:00:00.000Z")).toEqual({ from: "2026-11-25T10:00:00.000Z", to: null });
  expect(read("from=2026-02-30&to=2026-13-01")).toEqual({ from: "2026-02-30", to: "2026-13-01" });
  expect(read("to=yesterday")).toEqual({ from: null, to: "yesterday" });
});

test("a long text is folded and an excerpt stands on one line", () => {
  expect(isLong("one line")).toBe(false);
  expect(isLong("x\n".repeat(12))).toBe(true);
  expect(isLong("x".repeat(901))).toBe(true);
  expect(excerpt("  a\n\n b\tc ")).toBe("a b c");
  expect(excerpt("x".repeat(200), 10)).toBe(`${"x".repeat(10)}…`);
});
