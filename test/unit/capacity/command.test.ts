// The command line: what it takes, what it refuses in one line, and what it prints.
import { afterEach, describe, expect, it, vi } from "vitest";
import { queueLines } from "../../../scripts/capacity/bars.ts";
import { tell } from "../../../scripts/capacity/main.ts";
import { bytes, dollars, duration, plain, rough } from "../../../scripts/capacity/numbers.ts";
import { readOptions } from "../../../scripts/capacity/options.ts";
import { report } from "../../../scripts/capacity/report.ts";
import { aligned, markdown, widthOf } from "../../../scripts/capacity/table.ts";
import { LOAD, roundCosts } from "./loads.ts";

afterEach(() => vi.restoreAllMocks());

describe("options", () => {
  it("have defaults, and the language of the terminal", () => {
    expect(readOptions([], { LANG: "zh_CN.UTF-8" })).toEqual({
      conversations: 10_000,
      turns: 5,
      kind: "web",
      keptDays: 30,
      plan: null,
      busyGroup: null,
      json: false,
      writeDocs: false,
      language: "zh",
    });
    expect(readOptions(["--language", "en"], { LANG: "zh_CN.UTF-8" })).toMatchObject({ language: "en" });
  });

  it("are all read", () => {
    const args =
      "--conversations 500 --turns 8 --kind feishu --kept 0 --plan paid --busy-group 2.5 --json".split(" ");
    expect(readOptions(args, {})).toMatchObject({
      conversations: 500,
      turns: 8,
      kind: "feishu",
      keptDays: 0,
      plan: "paid",
      busyGroup: 2.5,
      json: true,
    });
  });

  it.each([
    ["--conversations", "many"],
    ["--conversations", "-1"],
    ["--turns", "0"],
    ["--kept", "nan"],
    ["--busy-group", "0"],
    ["--busy-group", "100"],
    ["--kind", "fax"],
    ["--plan", "gold"],
  ])("%s %s is refused in a line that names it", (option, value) => {
    expect(readOptions([`${option}=${value}`], {})).toMatch(
      new RegExp(`^${option} takes .+ / ${option} 须为`),
    );
  });

  it("that nobody knows are refused with the list of those there are", () => {
    expect(readOptions(["--speed", "9"], {})).toContain("npm run capacity");
    expect(readOptions(["--help"], {})).toBe("help");
  });
});

describe("the program", () => {
  it("ends with 1 and a sentence when it cannot read its options", () => {
    const error = vi.spyOn(console, "error").mockReturnValue(undefined);
    expect(tell(["--plan", "gold"])).toBe(1);
    expect(error).toHaveBeenCalledOnce();
    const log = vi.spyOn(console, "log").mockReturnValue(undefined);
    expect(tell(["--help"])).toBe(0);
    expect(log.mock.calls[0]?.[0]).toContain("--busy-group");
  });

  it("gives all of it as JSON", { timeout: 60_000 }, () => {
    const log = vi.spyOn(console, "log").mockReturnValue(undefined);
    expect(tell(["--json", "--conversations", "100", "--plan", "free", "--busy-group", "2"])).toBe(0);
    const printed = JSON.parse(log.mock.calls[0]?.[0]);
    expect(printed.load).toEqual({ conversations: 100, turns: 5, kind: "web", kept_days: 30, messages: 500 });
    expect(Object.keys(printed.walls)).toEqual(["free"]);
    expect(printed.queues).toHaveLength(8);
    expect(printed.busy_group).toMatchObject({ load: 2 });
  });
});

describe("the report", () => {
  it("says what is assumed, and marks the walls that the load has met", () => {
    const lines = report(roundCosts(), { ...LOAD, conversations: 100 }, "free", "en").join("\n");
    expect(lines).toContain("a conversation is 5 messages with their answers; kept for 30 days");
    expect(lines).toMatch(/^20 +KV, writes a day +nobody notices +← met$/m);
    expect(lines).toMatch(/^600 +rows that retention may delete a day +nobody notices$/m);
    expect(lines).not.toContain("paid plan\n");
  });

  it("says so in Chinese, and for both plans unless one is named", () => {
    const lines = report(roundCosts(), { ...LOAD, keptDays: 0 }, null, "zh").join("\n");
    expect(lines).toContain("一个对话是 5 条消息及其回答；不清理");
    expect(lines).toContain("免费套餐的限制");
    expect(lines).toContain("付费套餐的限制");
  });
});

describe("numbers", () => {
  it("have as many digits as are worth something", () => {
    expect([1.40006, 3, 10_938.4, 0.0768].map(plain)).toEqual(["1.4", "3", "10,938", "0.077"]);
    expect([618.7, 26_667, 8.14].map(rough)).toEqual(["620", "27,000", "8.1"]);
    expect([0, 0.001, 1.675, 21.33, 12_500.4].map(dollars)).toEqual(["$0", "$0", "$1.68", "$21", "$12,500"]);
    expect([0, 999, 3_700, 5.55e9, 7.68e12].map(bytes)).toEqual([
      "0 B",
      "999 B",
      "3.7 KB",
      "5.55 GB",
      "7.68 TB",
    ]);
  });

  it("of time have the unit that fits", () => {
    const said = [0.0089, 0.9, 1, 24.2, 89, 150, 7_200, 30 * 86_400].map((seconds) =>
      duration(seconds, "en"),
    );
    expect(said).toEqual(["8.9 ms", "900 ms", "1 s", "24.2 s", "89 s", "2.5 min", "2 h", "30 d"]);
    expect(duration(150, "zh")).toBe("2.5 分钟");
  });
});

describe("tables", () => {
  it("for a page keep a bar inside a cell", () => {
    expect(markdown({ head: ["a", "b"], rows: [["x|y", "1"]] })).toBe(
      "| a | b |\n| --- | --- |\n| x\\|y | 1 |",
    );
  });

  it("for a terminal stand in columns, Chinese ones too, with numbers at the right", () => {
    expect(
      aligned({
        head: ["name", "n"],
        rows: [
          ["消息", "5"],
          ["ab", "1,000"],
        ],
      }),
    ).toBe("name  n\n消息      5\nab    1,000");
    expect(widthOf("一a")).toBe(3);
  });

  it("of a queue have a bar that is longest where it takes longest", () => {
    const points = [
      { load: 1, median: 1, p99: 1 },
      { load: 2, median: 5, p99: 10 },
      { load: 3, median: 50, p99: 100 },
    ];
    const lines = queueLines({ id: "database", unit: "messages_a_day", points, knee: 3 }, "en");
    expect(lines.slice(2).map((line) => line.split("█").length - 1)).toEqual([1, 16, 31]);
    expect(lines.at(-1)).toMatch(/← knee$/);
  });
});
