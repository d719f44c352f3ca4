// A model file on the table: its form and its JSON tell the same, and nothing that was written is lost between them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isEmptyText,
  isSame,
  linesIn,
  orderedLike,
  textIn,
  withField,
  withPart,
} from "../../../../../src/web/console/pages/models/draft.ts";
import {
  closed,
  type EditingState,
  isDirty,
  opened,
  readingOf,
  replaced,
  startOf,
  withText,
} from "../../../../../src/web/console/pages/models/editing.ts";
import { contentOf } from "../../../../../src/web/console/pages/models/use-editing.ts";
import type {
  LocalText,
  ModelFile,
  ModelParameters,
} from "../../../../../src/web/console/pages/models/wire.ts";

const FILE: ModelFile = { title: "T", model: "m", system_prompt: "p" };
const OTHER: ModelFile = { ...FILE, title: { en: "O", zh: "别" }, knowledge: ["hr"] };

const asJson = (state: EditingState, file: unknown) => withText(opened(state), JSON.stringify(file));
const asForm = (state: EditingState, file: ModelFile): EditingState => ({ ...state, file });

describe("a model file that is edited as a form", () => {
  const start = startOf(FILE);

  test("begins as it was saved, with nothing to save", () => {
    expect(start).toEqual({ saved: FILE, file: FILE, json: null, round: 0 });
    expect(readingOf(start)).toEqual({ ok: true, file: FILE });
    expect(isDirty(start)).toBe(false);
  });

  test("is to be saved as soon as it differs, and no more once it is as before", () => {
    const changed = asForm(start, { ...FILE, model: "n" });
    expect(isDirty(changed)).toBe(true);
    expect(isDirty(asForm(changed, { ...FILE }))).toBe(false);
    expect(isDirty(asForm(changed, { system_prompt: "p", model: "m", title: "T" }))).toBe(false);
  });

  test("is saved over, and fields begin anew", () => {
    const after = replaced(asForm(start, { ...FILE, model: "n" }), OTHER);
    expect(after).toEqual({ saved: OTHER, file: OTHER, json: null, round: 1 });
    expect(isDirty(after)).toBe(false);
  });

  test("does not begin anew where there was no JSON to close", () => {
    expect(closed(start)).toBe(start);
  });
});

describe("a model file that is edited as JSON", () => {
  const start = opened(startOf(FILE));

  test("begins as what the form holds, to be read by people", () => {
    expect(start.json).toBe('{\n  "title": "T",\n  "model": "m",\n  "system_prompt": "p"\n}');
    expect(isDirty(start)).toBe(false);
    const changed = opened(asForm(startOf(FILE), OTHER));
    expect(JSON.parse(changed.json ?? "")).toEqual(OTHER);
    expect(isDirty(changed)).toBe(true);
  });

  test("is in the form with every key, as long as it has the shape of one", () => {
    const read = asJson(start, OTHER);
    expect(read.file).toEqual(OTHER);
    expect(isDirty(read)).toBe(true);
    expect(isDirty(withText(read, JSON.stringify(FILE)))).toBe(false);
  });

  test.each<[string, string]>([
    ["half a text", '{ "title": "T"'],
    ["nothing", ""],
    ["a list", "[]"],
    ["a number", "1"],
    ["a field that nobody knows", '{"title":"T","model":"m","system_prompt":"p","colour":"red"}'],
    ["a field of another kind", '{"title":"T","model":1,"system_prompt":"p"}'],
    ["a field too few", '{"title":"T","model":"m"}'],
  ])("that is %s leaves the form as it was, counts as changed and cannot be closed", (_what, text) => {
    const broken = withText(start, text);
    expect(broken.file).toBe(FILE);
    expect(broken.json).toBe(text);
    expect(readingOf(broken).ok).toBe(false);
    expect(isDirty(broken)).toBe(true);
    expect(closed(broken)).toBe(broken);
    expect(opened(broken)).toEqual(broken);
  });

  test("keeps what was written in its own way when one looks elsewhere and comes back", () => {
    const own = '{"system_prompt":"p","model":"m","title":"T"}';
    expect(opened(withText(start, own)).json).toBe(own);
    expect(isDirty(withText(start, own))).toBe(false);
  });

  test("may hold what the service adds, which is no change", () => {
    const marked = asJson(start, { name: "n", version: 3, updated_at: "t", ...FILE });
    expect(isDirty(marked)).toBe(false);
    expect(marked.file).toEqual(FILE);
  });

  test("is a form again once it is closed, and its fields begin anew", () => {
    const after = closed(asJson(start, OTHER));
    expect(after).toEqual({ saved: FILE, file: OTHER, json: null, round: 1 });
  });

  test("is written anew when another version is loaded over it", () => {
    const after = replaced(withText(start, "{"), OTHER);
    expect(JSON.parse(after.json ?? "")).toEqual(OTHER);
    expect(isDirty(after)).toBe(false);
    expect(after.round).toBe(1);
  });

  test("never loses the last draft that could be shown, whatever is typed", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 8 }), (texts) => {
        const state = texts.reduce(withText, asJson(start, OTHER));
        expect(state.file).toEqual(OTHER);
        expect(state.saved).toEqual(FILE);
      }),
    );
  });

  test("comes back from each key between two drafts, cut at any place", () => {
    const whole = JSON.stringify(OTHER);
    for (let length = 0; length < whole.length; length += 1) {
      const cut = withText(start, whole.slice(0, length));
      expect(cut.file).toBe(FILE);
      expect(withText(cut, whole).file).toEqual(OTHER);
    }
  });
});

test("the content of what is stored is without its name, version and time", () => {
  expect(contentOf({ name: "n", version: 2, updated_at: "t", ...OTHER })).toEqual(OTHER);
});

describe("a field of the form", () => {
  test.each<[keyof ModelFile, ModelFile[keyof ModelFile] | undefined, object]>([
    ["endpoint", "second", { ...FILE, endpoint: "second" }],
    ["endpoint", undefined, FILE],
    ["knowledge", false, { ...FILE, knowledge: false }],
    ["knowledge", [], { ...FILE, knowledge: [] }],
    ["title", "Another", { ...FILE, title: "Another" }],
    ["system_prompt", "", { ...FILE, system_prompt: "" }],
  ])("%s set to %j is what the file says then, and nothing else changes", (name, value, after) => {
    const before = structuredClone(FILE);
    expect(withField(FILE, name, value)).toEqual(after);
    expect(FILE).toEqual(before);
  });

  test("that is emptied leaves no trace, whatever stood around it", () => {
    const full: ModelFile = { ...FILE, endpoint: "e", greeting: "g", tools: true };
    for (const name of ["endpoint", "greeting", "tools"] as const) {
      const without = withField(full, name, undefined);
      expect(name in without).toBe(false);
      expect(withField(without, name, full[name])).toEqual(full);
    }
  });

  test.each<[ModelParameters | undefined, keyof ModelParameters, unknown, ModelParameters | undefined]>([
    [undefined, "seed", 0, { seed: 0 }],
    [undefined, "seed", undefined, undefined],
    [{}, "seed", undefined, undefined],
    [{ seed: 1 }, "seed", undefined, undefined],
    [{ seed: 1 }, "seed", 2, { seed: 2 }],
    [{ seed: 1, top_p: 0 }, "seed", undefined, { top_p: 0 }],
    [{ top_p: 0 }, "stop", ["a"], { top_p: 0, stop: ["a"] }],
  ])("of parameters %j with %s as %j gives %j", (part, name, value, after) => {
    expect(withPart(part, name, value)).toEqual(after);
  });
});

describe("a text by language", () => {
  test.each<[LocalText | undefined, string, string, boolean]>([
    ["both", "both", "both", false],
    ["", "", "", true],
    [{ en: "E", zh: "中" }, "E", "中", false],
    [{ en: "", zh: "中" }, "", "中", false],
    [{ en: "E", zh: "" }, "E", "", false],
    [{ en: "", zh: "" }, "", "", true],
    [undefined, "", "", true],
  ])("%j is %j in English and %j in Chinese", (text, english, chinese, empty) => {
    expect([textIn(text, "en"), textIn(text, "zh")]).toEqual([english, chinese]);
    if (text !== undefined) expect(isEmptyText(text)).toBe(empty);
  });
});

test.each([
  ["", []],
  ["\n \n\t\n", []],
  ["one", ["one"]],
  ["one\ntwo", ["one", "two"]],
  ["  one  \r\n two", ["one", "two"]],
  ["年假有几天？\n\n怎样报销？\n", ["年假有几天？", "怎样报销？"]],
  ["twice\ntwice", ["twice", "twice"]],
])("the lines of %j are %j", (text, lines) => {
  expect(linesIn(text)).toEqual(lines);
});

describe("two values", () => {
  test.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: { x: 1, y: [1, { p: 1, q: 2 }] } }, { a: { y: [1, { q: 2, p: 1 }], x: 1 } }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [[1, 2], [2, 1], false],
    [{ a: [] }, { a: {} }, false],
    [{ a: "1" }, { a: 1 }, false],
    [{ a: "" }, {}, false],
    [null, undefined, false],
    [{ 10: "a", 9: "b" }, { 9: "b", 10: "a" }, true],
  ])("%j and %j are the same: %s", (one, other, same) => {
    expect(isSame(one, other)).toBe(same);
    expect(isSame(other, one)).toBe(same);
  });

  test("are the same whichever way their fields were written, at any depth", () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).reverse();
      return Object.fromEntries(entries.map(([name, held]) => [name, shuffled(held)]));
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isSame(value, shuffled(value))).toBe(true);
      }),
    );
  });
});

describe("a draft in the order of another version", () => {
  const order = (value: object) => JSON.stringify(value);

  test("has the other's fields first, and its own behind them as they stand", () => {
    const version: ModelFile = { system_prompt: "p", model: "m", title: "T", tools: true };
    const draft: ModelFile = { greeting: "g", title: "T", knowledge: true, model: "n", system_prompt: "p" };
    expect(Object.keys(orderedLike(draft, version))).toEqual([
      "system_prompt",
      "model",
      "title",
      "greeting",
      "knowledge",
    ]);
    expect(orderedLike(draft, version)).toEqual(draft);
  });

  test("is written alike where it is the same, in its parts too", () => {
    const version: ModelFile = {
      ...FILE,
      title: { en: "E", zh: "中" },
      parameters: { temperature: 0.2, seed: 1 },
      examples: [
        { user: "u", assistant: "a" },
        { user: "v", assistant: "b" },
      ],
      limits: { history_tokens: 1, timeout_seconds: 2 },
    };
    const draft: ModelFile = {
      limits: { timeout_seconds: 2, history_tokens: 1 },
      examples: [
        { assistant: "a", user: "u" },
        { assistant: "b", user: "v" },
      ],
      parameters: { seed: 1, temperature: 0.2 },
      ...FILE,
      title: { zh: "中", en: "E" },
    };
    expect(isSame(draft, version)).toBe(true);
    expect(order(orderedLike(draft, version))).toBe(order(version));
  });

  test("keeps the order of its lists, and takes none from a field of another kind", () => {
    const version: ModelFile = { ...FILE, suggestions: ["a", "b"], knowledge: ["x"], title: "T" };
    const draft: ModelFile = {
      ...FILE,
      suggestions: ["b", "a", "c"],
      knowledge: true,
      title: { en: "E", zh: "中" },
    };
    expect(orderedLike(draft, version)).toEqual(draft);
    expect(orderedLike(version, draft)).toEqual(version);
  });
});
