// The pure parts of the model files' pages: drafts, their JSON, and what changed between versions.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createCaller, type Query } from "../../../../src/web/console/http.ts";
import {
  isEmptyText,
  isSame,
  linesIn,
  orderedLike,
  textIn,
  withField,
  withPart,
} from "../../../../src/web/console/pages/models/draft.ts";
import { compareLines, foldSame, linesOf } from "../../../../src/web/console/pages/models/line-difference.ts";
import {
  listModelFiles,
  readVersion,
  saveModelFile,
  tryModelFile,
} from "../../../../src/web/console/pages/models/model-calls.ts";
import { isAbout } from "../../../../src/web/console/pages/models/problem.ts";
import { readDraft } from "../../../../src/web/console/pages/models/read-draft.ts";
import { TEMPLATES, templateOf } from "../../../../src/web/console/pages/models/templates.ts";
import type { ModelFile } from "../../../../src/web/console/pages/models/wire.ts";

const FILE: ModelFile = { title: { en: "A", zh: "甲" }, model: "m", system_prompt: "p" };
const WHOLE: ModelFile = {
  ...FILE,
  description: "d",
  endpoint: "second",
  parameters: { temperature: 0.2, stop: ["\n"], seed: 1 },
  examples: [{ user: "u", assistant: "a" }],
  greeting: { en: "Hi", zh: "你好" },
  suggestions: ["s"],
  knowledge: ["hr"],
  channels: ["web", "feishu"],
  default_for: ["web", "feishu:oc_1"],
  tools: false,
  limits: { history_tokens: 1000, timeout_seconds: 60 },
};

describe("a draft", () => {
  test("has what is said and nothing else, and is compared whatever the order of its fields", () => {
    const named = withField(FILE, "endpoint", "second");
    expect(named.endpoint).toBe("second");
    expect(Object.keys(withField(named, "endpoint", undefined))).toEqual(Object.keys(FILE));
    expect(FILE).not.toHaveProperty("endpoint");
    expect(withPart({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
    expect(withPart({ a: 1 }, "a", undefined)).toBeUndefined();
    expect(withPart<{ a?: number }>(undefined, "a", 0)).toEqual({ a: 0 });
    expect(isSame({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toBe(true);
    expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    const { model, ...rest } = WHOLE;
    expect(Object.keys(orderedLike({ ...rest, model }, WHOLE))).toEqual(Object.keys(WHOLE));
  });

  test("tells its texts by language", () => {
    expect([textIn("both", "zh"), textIn({ en: "E", zh: "中" }, "zh"), textIn(undefined, "en")]).toEqual([
      "both",
      "中",
      "",
    ]);
    expect([isEmptyText(""), isEmptyText({ en: "", zh: "" }), isEmptyText({ en: "", zh: "x" })]).toEqual([
      true,
      true,
      false,
    ]);
    expect(linesIn(" a \n\n b")).toEqual(["a", "b"]);
  });

  test.each(TEMPLATES)("like %s is a model file in both languages, its model still to be named", (name) => {
    for (const language of ["en", "zh"] as const) {
      const file = templateOf(name, language);
      expect(readDraft(JSON.stringify(file))).toEqual({ ok: true, file });
      expect(file.model).toBe("");
      expect(file.system_prompt).not.toBe("");
    }
    expect(templateOf("nothing of that name", "en").system_prompt).toBe("");
    expect(templateOf(null, "zh").title).toBe("");
  });
});

describe("a draft as JSON", () => {
  test("is read back as it was written, with or without what the service adds", () => {
    for (const file of [FILE, WHOLE]) {
      const marked = { name: "n", version: 3, updated_at: "t", ...file };
      expect(readDraft(JSON.stringify(marked))).toEqual({ ok: true, file });
    }
    for (const some of [true, false, [], ["a"]])
      expect(readDraft(JSON.stringify({ ...FILE, knowledge: some, tools: some })).ok).toBe(true);
  });

  test.each([
    [{ model: "m", system_prompt: "" }, "title"],
    [{ ...FILE, model: undefined }, "model"],
    [{ ...FILE, title: { en: "only" } }, "title"],
    [{ ...FILE, title: { en: "a", zh: "b", fr: "c" } }, "title"],
    [{ ...FILE, temperature: 1 }, "temperature"],
    [{ ...FILE, parameters: { temperature: "hot" } }, "parameters"],
    [{ ...FILE, parameters: { warmth: 1 } }, "parameters"],
    [{ ...FILE, parameters: [] }, "parameters"],
    [{ ...FILE, examples: [{ user: "u" }] }, "examples"],
    [{ ...FILE, suggestions: "one" }, "suggestions"],
    [{ ...FILE, channels: ["fax"] }, "channels"],
    [{ ...FILE, knowledge: "all" }, "knowledge"],
    [{ ...FILE, limits: { timeout_seconds: null } }, "limits"],
    [{ ...FILE, toString: "x" }, "toString"],
    [[], ""],
    ["text", ""],
    [null, ""],
  ])("%j is refused by its field %s", (value, field) => {
    expect(readDraft(JSON.stringify(value))).toEqual({ ok: false, field });
  });

  test("that is none is refused as a whole", () => {
    expect(readDraft("{")).toEqual({ ok: false, field: "" });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const reading = readDraft(JSON.stringify(value));
        expect(reading.ok).toBe(false);
      }),
    );
  });
});

describe("a comparison", () => {
  const side = (lines: ReturnType<typeof compareLines>, left: "added" | "removed") =>
    lines.filter(({ kind }) => kind !== left).map(({ text }) => text);

  test("holds both texts whole, and as few changes as can be", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        const lines = compareLines(before, after);
        expect(side(lines, "added")).toEqual(before);
        expect(side(lines, "removed")).toEqual(after);
      }),
    );
    expect(compareLines(["a", "b", "c"], ["a", "c", "d"]).map(({ kind, text }) => `${kind} ${text}`)).toEqual(
      ["same a", "removed b", "same c", "added d"],
    );
    expect(compareLines([], [])).toEqual([]);
  });

  test("of very long texts is ready at once, if coarser", () => {
    const before = Array.from({ length: 5000 }, (_, index) => `old ${index}`);
    const after = Array.from({ length: 5000 }, (_, index) => `new ${index}`);
    const lines = compareLines(before, after);
    expect(side(lines, "added")).toEqual(before);
    expect(side(lines, "removed")).toEqual(after);
  });

  test("folds what is the same for long, and keeps some lines around each change", () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const after = before.with(10, "another");
    const parts = foldSame(compareLines(before, after), 2);
    expect(parts.map((part) => (part.kind === "gap" ? part.count : part.lines.length))).toEqual([8, 6, 7]);
    expect(foldSame(compareLines(before, before))).toEqual([{ kind: "gap", count: 20 }]);
  });

  test("sees a model file as lines, its longer texts as such", () => {
    expect(
      linesOf({
        title: "T",
        system_prompt: "one\ntwo",
        parameters: { stop: ["x"], seed: 1 },
        knowledge: false,
      }),
    ).toEqual([
      "title: T",
      "system_prompt:",
      "  one",
      "  two",
      "parameters:",
      "  stop:",
      "    - x",
      "  seed: 1",
      "knowledge: false",
    ]);
    expect(linesOf([{ user: "u" }])).toEqual(["-", "  user: u"]);
  });
});

describe("calls about model files", () => {
  function recording() {
    const fetching = vi.fn<typeof fetch>(async () => Response.json({}));
    const caller = createCaller({ fetch: fetching, onSignedOut: () => undefined });
    const calls = () =>
      fetching.mock.calls.map(([address, init]) => ({
        address: String(address),
        method: init?.method ?? "GET",
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: init?.body === undefined ? null : JSON.parse(String(init.body)),
      }));
    return { caller, calls };
  }

  test("save over the version that was read, over whatever is there, or only where nothing is", async () => {
    const { caller, calls } = recording();
    await saveModelFile(caller, "a b", FILE, 3);
    await saveModelFile(caller, "a", FILE, "any");
    await saveModelFile(caller, "a", FILE, null);
    const json = { "content-type": "application/json" };
    expect(calls()).toEqual([
      {
        address: "/api/admin/models/a%20b",
        method: "PUT",
        headers: { ...json, "if-match": '"3"' },
        body: FILE,
      },
      { address: "/api/admin/models/a", method: "PUT", headers: json, body: FILE },
      {
        address: "/api/admin/models/a",
        method: "PUT",
        headers: { ...json, "if-none-match": "*" },
        body: FILE,
      },
    ]);
  });

  test("ask for pages, versions and trials where they are", async () => {
    const { caller, calls } = recording();
    const { signal } = new AbortController();
    const query: Query = { cursor: "c" };
    await listModelFiles(caller, query, signal);
    await readVersion(caller, "a", 2, signal);
    await tryModelFile(caller, FILE, [{ role: "user", content: "q" }], signal);
    expect(calls().map(({ address, method }) => `${method} ${address}`)).toEqual([
      "GET /api/admin/models?cursor=c",
      "GET /api/admin/models/a/versions/2",
      "POST /api/admin/models/test",
    ]);
    expect(calls()[2]?.body).toEqual({ file: FILE, messages: [{ role: "user", content: "q" }] });
  });
});

test("a refusal is about the field that it names, and about what is in it", () => {
  const refusal = { status: 400, code: "c", message: "m", requestId: null, waitSeconds: null };
  const about = (param: string, field: string) => isAbout({ ...refusal, param }, field);
  expect([
    about("title", "title"),
    about("title.en", "title"),
    about("file.parameters.seed", "parameters.seed"),
    about("examples.1.user", "examples.1.user"),
    about("titles", "title"),
    isAbout(refusal, "title"),
  ]).toEqual([true, true, true, true, false, false]);
});
