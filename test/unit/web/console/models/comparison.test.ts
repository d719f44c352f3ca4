// What changed between two versions of a model file, line by line.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareLines,
  type DifferenceLine,
  type DifferencePart,
  foldSame,
  linesOf,
} from "../../../../../src/web/console/pages/models/line-difference.ts";

const SIGNS = { same: " ", added: "+", removed: "-" };
const told = (lines: readonly DifferenceLine[]) => lines.map(({ kind, text }) => `${SIGNS[kind]}${text}`);
const compared = (before: string, after: string) => told(compareLines([...before], [...after])).join("|");

describe("two texts", () => {
  test.each([
    ["", "", ""],
    ["", "ab", "+a|+b"],
    ["ab", "", "-a|-b"],
    ["abc", "abc", " a| b| c"],
    ["abc", "abxc", " a| b|+x| c"],
    ["abxc", "abc", " a| b|-x| c"],
    ["abc", "xbc", "-a|+x| b| c"],
    ["abc", "abx", " a| b|-c|+x"],
    ["abc", "acb", " a|-b| c|+b"],
    ["aaa", "aa", " a| a|-a"],
    ["ab", "ba", "-a| b|+a"],
    ["abcd", "xbyd", "-a|+x| b|-c|+y| d"],
    ["xy", "ab", "-x|-y|+a|+b"],
    ["abab", "baba", "-a| b| a| b|+a"],
  ])("%j and %j are told as %j", (before, after, lines) => {
    expect(compared(before, after)).toBe(lines);
  });

  /** The most lines that both have in one order, found the slow way. */
  function mostCommon(before: readonly string[], after: readonly string[]): number {
    const [first, ...rest] = before;
    if (first === undefined || after.length === 0) return 0;
    const at = after.indexOf(first);
    const without = mostCommon(rest, after);
    return at === -1 ? without : Math.max(without, 1 + mostCommon(rest, after.slice(at + 1)));
  }

  const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 9 });

  test("are told with as few changes as can be", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const same = compareLines(before, after).filter(({ kind }) => kind === "same");
        expect(same.length).toBe(mostCommon(before, after));
      }),
    );
  });

  test("are told the other way round with as many changes", () => {
    const changes = (before: string[], after: string[]) =>
      compareLines(before, after).filter(({ kind }) => kind !== "same").length;
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(changes(after, before)).toBe(changes(before, after));
      }),
    );
  });

  test("that are too long for the least change are still told whole, and what is around it as the same", () => {
    const row = (name: string) => Array.from({ length: 2100 }, (_, index) => `${name} ${index}`);
    const parts = compareLines(["head", ...row("old"), "foot"], ["head", ...row("new"), "foot"]);
    expect(parts[0]).toEqual({ kind: "same", text: "head" });
    expect(parts.at(-1)).toEqual({ kind: "same", text: "foot" });
    expect(parts.filter(({ kind }) => kind === "removed").map(({ text }) => text)).toEqual(row("old"));
    expect(parts.filter(({ kind }) => kind === "added").map(({ text }) => text)).toEqual(row("new"));
  });
});

describe("what is the same for long", () => {
  const told = (parts: readonly DifferencePart[]) =>
    parts.map((part) =>
      part.kind === "gap" ? `(${part.count})` : part.lines.map(({ text }) => text).join(""),
    );
  const changedAt = (length: number, ...places: number[]): DifferenceLine[] =>
    Array.from({ length }, (_, index) => ({
      kind: places.includes(index) ? "added" : "same",
      text: String.fromCharCode(97 + index),
    }));

  test.each<[number, number[], number, string[]]>([
    [0, [], 3, []],
    [5, [], 3, ["(5)"]],
    [5, [2], 3, ["abcde"]],
    [9, [4], 3, ["(1)", "bcdefgh", "(1)"]],
    [9, [4], 1, ["(3)", "def", "(3)"]],
    [9, [4], 0, ["(4)", "e", "(4)"]],
    [9, [0], 2, ["abc", "(6)"]],
    [9, [8], 2, ["(6)", "ghi"]],
    [12, [2, 9], 1, ["(1)", "bcd", "(4)", "ijk", "(1)"]],
    [12, [2, 5], 1, ["(1)", "bcdefg", "(5)"]],
    [12, [2, 6], 1, ["(1)", "bcd", "(1)", "fgh", "(4)"]],
    [3, [0, 1, 2], 3, ["abc"]],
  ])("among %i lines, changed at %j, with %i around, is folded to %j", (length, places, around, parts) => {
    expect(told(foldSame(changedAt(length, ...places), around))).toEqual(parts);
  });

  test("is counted, so that no line is lost and every change is shown", () => {
    const kinds = fc.array(
      fc.constantFrom<DifferenceLine["kind"]>("same", "same", "same", "added", "removed"),
    );
    fc.assert(
      fc.property(kinds, fc.nat(4), (all, around) => {
        const lines = all.map((kind, index) => ({ kind, text: String(index) }));
        const parts = foldSame(lines, around);
        const count = parts.reduce(
          (sum, part) => sum + (part.kind === "gap" ? part.count : part.lines.length),
          0,
        );
        expect(count).toBe(lines.length);
        const shown = parts.flatMap((part) => (part.kind === "gap" ? [] : part.lines));
        const changes = lines.filter(({ kind }) => kind !== "same");
        expect(shown.filter(({ kind }) => kind !== "same")).toEqual(changes);
        // Two gaps or two stretches never stand side by side.
        expect(parts.every((part, index) => part.kind !== parts[index + 1]?.kind)).toBe(true);
      }),
    );
  });
});

describe("a model file as lines", () => {
  test.each<[string, unknown, string[]]>([
    ["a text", { title: "T" }, ["title: T"]],
    ["an empty text", { title: "" }, ["title: "]],
    ["a text of two lines", { title: "a\nb" }, ["title:", "  a", "  b"]],
    ["a text that ends with a line", { title: "a\n" }, ["title:", "  a", "  "]],
    ["a text with an indent", { title: "a\n  b" }, ["title:", "  a", "    b"]],
    ["a number", { seed: 0 }, ["seed: 0"]],
    ["a switch", { tools: false }, ["tools: false"]],
    ["nothing", { tools: null }, ["tools: null"]],
    ["a list", { stop: ["a", "b"] }, ["stop:", "  - a", "  - b"]],
    ["an empty list", { stop: [] }, ["stop:"]],
    ["a list of long texts", { stop: ["a\nb"] }, ["stop:", "  -", "    a", "    b"]],
    ["a record", { limits: { seed: 1 } }, ["limits:", "  seed: 1"]],
    ["a list of records", { examples: [{ user: "u" }] }, ["examples:", "  -", "    user: u"]],
    ["no file", {}, []],
    ["no record", "text", ['"text"']],
    ["nothing at all", null, ["null"]],
  ])("tells %s", (_what, value, lines) => {
    expect(linesOf(value)).toEqual(lines);
  });

  test("shows which line of a long prompt is another, and nothing beside it", () => {
    const prompt = ["You answer.", "From documents.", "Briefly."];
    const file = (lines: string[]) => linesOf({ title: "T", system_prompt: lines.join("\n"), model: "m" });
    const lines = compareLines(file(prompt), file(prompt.with(1, "From nothing else.")));
    expect(told(lines)).toEqual([
      " title: T",
      " system_prompt:",
      "   You answer.",
      "-  From documents.",
      "+  From nothing else.",
      "   Briefly.",
      " model: m",
    ]);
  });

  test.each<[string, object, object, string[]]>([
    [
      "a temperature",
      { parameters: { temperature: 0.2 } },
      { parameters: { temperature: 0.3 } },
      [" parameters:", "-  temperature: 0.2", "+  temperature: 0.3"],
    ],
    ["a tag more", { knowledge: ["hr"] }, { knowledge: ["hr", "it"] }, [" knowledge:", "   - hr", "+  - it"]],
    [
      "tags in place of all",
      { knowledge: true },
      { knowledge: ["hr"] },
      ["-knowledge: true", "+knowledge:", "+  - hr"],
    ],
    ["a field more", {}, { tools: true }, ["+tools: true"]],
    ["a field less", { tools: true }, {}, ["-tools: true"]],
    [
      "a title in two languages",
      { title: "T" },
      { title: { en: "T", zh: "题" } },
      ["-title: T", "+title:", "+  en: T", "+  zh: 题"],
    ],
    [
      "an example less",
      { examples: [{ user: "u" }, { user: "v" }] },
      { examples: [{ user: "v" }] },
      [" examples:", "   -", "-    user: u", "-  -", "     user: v"],
    ],
  ])("shows %s", (_what, before, after, lines) => {
    expect(told(compareLines(linesOf(before), linesOf(after)))).toEqual(lines);
  });

  test("is another for every other text, number and switch", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(one !== other && String(one) !== String(other));
        expect(linesOf({ field: one })).not.toEqual(linesOf({ field: other }));
      }),
    );
  });
});
