// What the bench makes of what it counted: means of a conversation, tables of growth and of a profile.
import { describe, expect, it } from "vitest";
import { type Counts, count, eachOf, takeCounts } from "../../bench/counted/counts.ts";
import { growthTable } from "../../bench/growth/growth.ts";
import { KINDS, type KindCounts, type MessageCounts, meanOf } from "../../bench/message-counts.ts";
import { type CpuProfile, profileTable } from "../../bench/profile.ts";
import { countsTable } from "../../bench/report.ts";

const each = (value: number): Counts => eachOf(() => value);

describe("counts", () => {
  it("begin again when they were taken", () => {
    takeCounts();
    count("kv_reads");
    count("d1_rows_read", 7);
    expect(takeCounts()).toEqual({ ...each(0), kv_reads: 1, d1_rows_read: 7 });
    expect(takeCounts()).toEqual(each(0));
  });

  it("of a conversation are shared by its five messages", () => {
    const kind: KindCounts = { message: each(10), conversation: { ...each(0), d1_queries: 5 } };
    expect(meanOf(kind)).toEqual({ ...each(10), d1_queries: 11 });
  });

  it("stand in a table with a column for each door and one for the minute", () => {
    const kinds = Object.fromEntries(
      KINDS.map((kind, index) => [kind, { message: each(index), conversation: each(0) }]),
    ) as MessageCounts["kinds"];
    const [header = "", , first = ""] = countsTable({ kinds, minute: each(1.25) }).split("\n");
    expect(header.split("|")).toHaveLength(KINDS.length + 4);
    expect(first).toMatch(/^\| Worker requests \| 0 \| 1 \| .* \| 6 \| 1\.3 \|$/);
  });
});

describe("the table of growth", () => {
  it("compares the most with the fewest, and shows the rows that were read", () => {
    const reading = (milliseconds: number, rowsRead: number) => ({
      milliseconds,
      rowsRead,
      rowsWritten: 0,
      filesRead: 0,
    });
    const probe = {
      series: "turns",
      probe: "the next message",
      readings: [reading(4, 9), reading(5, 10), reading(8, 90.4)],
    };
    const table = growthTable([
      { name: "turns", title: "turns", sizes: [10, 1_000, 100_000], probes: [probe] },
    ]);
    expect(table.split("\n").at(-1)).toBe(
      "| turns: 10, 1,000, 100,000 | the next message | 4.0 ms | 5.0 ms | 8.0 ms | 2.00 × | 9, 10, 90 |",
    );
  });
});

describe("the table of a profile", () => {
  const frame = (functionName: string) => ({ functionName, url: "", lineNumber: 0 });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame("(root)"), children: [2, 4] },
      { id: 2, callFrame: frame("outer"), children: [3] },
      { id: 3, callFrame: frame("inner"), children: [5] },
      { id: 4, callFrame: frame("(idle)") },
      { id: 5, callFrame: frame("inner") },
    ],
    samples: [2, 3, 3, 4, 5],
    timeDeltas: [1_000, 2_000, 3_000, 50_000, 4_000],
  };

  it("sums what a function took itself and with what it called, a call of itself once, and leaves waiting out", () => {
    expect(profileTable(profile).split("\n").slice(2)).toEqual([
      "| inner | 9.0 | 9.0 |",
      "| outer | 1.0 | 10.0 |",
    ]);
  });
});
