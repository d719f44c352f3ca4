// What the parts of a model file's page decide: choices, views, problems at their fields, and what a test conversation sends.
import { describe, expect, test, vi } from "vitest";
import { createCaller, refusalOf } from "../../../../../src/web/console/http.ts";
import {
  listVersions,
  readModelFile,
  removeModelFile,
  restoreVersion,
  saveModelFile,
} from "../../../../../src/web/console/pages/models/model-calls.ts";
import { isAbout } from "../../../../../src/web/console/pages/models/problem.ts";
import {
  KINDS,
  type Kind,
  kindShown,
  optionsWith,
  type Some,
  type SomeChoices,
  valueFor,
} from "../../../../../src/web/console/pages/models/some.ts";
import { messagesOf, type TrialTurn } from "../../../../../src/web/console/pages/models/trial-messages.ts";
import { isConflict } from "../../../../../src/web/console/pages/models/use-saving.ts";
import { viewsOf } from "../../../../../src/web/console/pages/models/views.ts";
import type { ModelFile } from "../../../../../src/web/console/pages/models/wire.ts";

describe("a field that is a switch, a list, or not there", () => {
  const all: SomeChoices = { absent: "As set", all: "All", none: "None", some: "These" };
  /** As the documents have it: nothing said means all. */
  const documents: SomeChoices = { all: "All", none: "None", some: "Tagged" };
  /** As the channels have it: there is no switch. */
  const channels: SomeChoices = { absent: "Everywhere", some: "Only here" };

  test.each<[Some, Kind, Kind]>([
    [undefined, "absent", "all"],
    [true, "all", "all"],
    [false, "none", "none"],
    [[], "some", "some"],
    [["a"], "some", "some"],
  ])("%j is shown as %s, and as %s where it cannot be left out", (value, among, without) => {
    expect(kindShown(value, all)).toBe(among);
    expect(kindShown(value, documents)).toBe(without);
  });

  test.each<[Some, Kind]>([
    [undefined, "absent"],
    [["web"], "some"],
    [true, "absent"],
    [false, "absent"],
  ])("%j is shown as %s where there is no switch", (value, kind) => {
    expect(kindShown(value, channels)).toBe(kind);
  });

  test.each<[Kind, Some]>([
    ["absent", undefined],
    ["all", true],
    ["none", false],
    ["some", ["a", "b"]],
  ])("chosen as %s becomes %j", (kind, value) => {
    expect(valueFor(kind, ["a", "b"])).toEqual(value);
    expect(kindShown(valueFor(kind, ["a", "b"]), all)).toBe(kind);
  });

  test("always shows a choice that is there to be seen", () => {
    for (const choices of [all, documents, channels])
      for (const value of [undefined, true, false, [], ["a"]])
        expect(choices[kindShown(value, choices)], JSON.stringify([value, choices])).toBeDefined();
    expect(KINDS).toHaveLength(Object.keys(all).length);
  });

  test.each<[string[], string[], string[]]>([
    [[], [], []],
    [["a", "b"], [], ["a", "b"]],
    [["a", "b"], ["b"], ["a", "b"]],
    [["a"], ["gone"], ["a", "gone"]],
    [[], ["x", "y"], ["x", "y"]],
    [
      ["a", "b"],
      ["c", "a", "d"],
      ["a", "b", "c", "d"],
    ],
  ])("among %j with %j chosen offers %j", (known, chosen, offered) => {
    const options = known.map((value) => ({ value, label: value.toUpperCase() }));
    const after = optionsWith(options, chosen);
    expect(after.map(({ value }) => value)).toEqual(offered);
    expect(after.slice(0, options.length)).toEqual(options);
  });
});

describe("the views of a model file", () => {
  test.each([
    ["", "form", "preview"],
    ["view=form", "form", "preview"],
    ["view=json", "json", "preview"],
    ["view=versions", "versions", "preview"],
    ["view=json&side=trial", "json", "trial"],
    ["side=trial", "form", "trial"],
    ["side=nothing", "form", "preview"],
    ["view=nothing", "form", "preview"],
    ["view=trial", "form", "preview"],
    ["view=preview&side=trial", "form", "trial"],
    ["side=json", "form", "preview"],
  ])("of ?%s are %s and %s side by side", (query, main, side) => {
    expect(viewsOf(new URLSearchParams(query), false)).toEqual({ main, side, narrow: false });
  });

  test.each([
    ["", "form", null],
    ["view=json", "json", null],
    ["view=versions", "versions", null],
    ["view=preview", null, "preview"],
    ["view=trial", null, "trial"],
    ["side=trial", "form", null],
    ["view=json&side=trial", "json", null],
    ["view=trial&side=preview", null, "trial"],
    ["view=nothing", "form", null],
  ])("of ?%s are %s or %s where there is room for one", (query, main, side) => {
    const views = viewsOf(new URLSearchParams(query), true);
    expect(views).toEqual({ main, side, narrow: true });
    expect([views.main, views.side].filter((view) => view !== null)).toHaveLength(1);
  });
});

describe("a refusal", () => {
  const refusal = { status: 400, code: "c", message: "m", requestId: null, waitSeconds: null };

  test.each<[string, string, boolean]>([
    ["title", "title", true],
    ["title.en", "title", true],
    ["title", "title.en", false],
    ["titles", "title", false],
    ["subtitle", "title", false],
    ["parameters.seed", "parameters.seed", true],
    ["parameters.seed", "parameters", true],
    ["parameters", "parameters.seed", false],
    ["parameters.seeds", "parameters.seed", false],
    ["parameters.stop.2", "parameters.stop", true],
    ["examples.1.user", "examples.1.user", true],
    ["examples.1.user", "examples.10.user", false],
    ["examples.10.user", "examples.1", false],
    ["channels.0", "channels", true],
    ["default_for.3", "default_for", true],
    ["file.model", "model", true],
    ["file.examples.0.assistant", "examples.0.assistant", true],
    ["file", "model", false],
    ["profile.model", "model", false],
    ["file.file.model", "model", false],
    ["name", "name", true],
    ["", "title", false],
  ])("about %j is at the field %s: %s", (param, field, isThere) => {
    expect(isAbout({ ...refusal, param }, field)).toBe(isThere);
  });

  test("that names no field is at none", () => {
    expect(["", "title", "undefined"].map((field) => isAbout(refusal, field))).toEqual([false, false, false]);
  });

  test.each([
    [412, true],
    [409, false],
    [404, false],
    [0, false],
  ])("of status %i is somebody else's change: %s", (status, conflict) => {
    expect(isConflict({ ...refusal, status })).toBe(conflict);
  });
});

describe("a test conversation", () => {
  const turn = (question: string, reply: string | null): TrialTurn => ({
    question,
    took: 1,
    trial: reply === null ? null : { reply, model: "m", usage: null, sources: [], prompt: [], passages: [] },
  });
  const told = (turns: TrialTurn[], question: string) =>
    messagesOf(turns, question).map(({ role, content }) => `${role[0]}:${content}`);

  test.each<[string, TrialTurn[], string[]]>([
    ["nothing", [], ["u:now"]],
    ["one answer", [turn("a", "A")], ["u:a", "a:A", "u:now"]],
    ["two answers", [turn("a", "A"), turn("b", "B")], ["u:a", "a:A", "u:b", "a:B", "u:now"]],
    ["a question that was stopped", [turn("a", null)], ["u:now"]],
    ["an empty answer", [turn("a", "")], ["u:now"]],
    [
      "a stopped one between two",
      [turn("a", "A"), turn("b", null), turn("c", "C")],
      ["u:a", "a:A", "u:c", "a:C", "u:now"],
    ],
    ["an empty one at the end", [turn("a", "A"), turn("b", "")], ["u:a", "a:A", "u:now"]],
  ])("after %s sends what was answered, and the question last", (_what, turns, messages) => {
    expect(told(turns, "now")).toEqual(messages);
  });

  test("never sends two of one side in a row", () => {
    const turns = ["A", null, "", "B", null, "C"].map((reply, index) => turn(String(index), reply));
    const roles = messagesOf(turns, "now").map(({ role }) => role);
    expect(roles.every((role, index) => role === (index % 2 === 0 ? "user" : "assistant"))).toBe(true);
  });
});

describe("a call about one model file", () => {
  const FILE: ModelFile = { title: "T", model: "m", system_prompt: "p" };
  const { signal } = new AbortController();

  function stage(answer: () => Response = () => Response.json({})) {
    const fetching = vi.fn<typeof fetch>(async () => answer());
    const caller = createCaller({ fetch: fetching, onSignedOut: () => undefined });
    const calls = () =>
      fetching.mock.calls.map(([address, init]) => `${init?.method ?? "GET"} ${String(address)}`);
    return { caller, calls, fetching };
  }

  test.each<[string, (caller: ReturnType<typeof createCaller>) => Promise<unknown>]>([
    ["GET /api/admin/models/hand.book", (caller) => readModelFile(caller, "hand.book", signal)],
    ["GET /api/admin/models/a%2Fb", (caller) => readModelFile(caller, "a/b", signal)],
    ["GET /api/admin/models/%3Fx%23", (caller) => readModelFile(caller, "?x#", signal)],
    ["DELETE /api/admin/models/a%20b", (caller) => removeModelFile(caller, "a b")],
    ["GET /api/admin/models/a/versions", (caller) => listVersions(caller, "a", null, signal)],
    ["GET /api/admin/models/a/versions?cursor=x%26y", (caller) => listVersions(caller, "a", "x&y", signal)],
    ["POST /api/admin/models/a/versions/7/restore", (caller) => restoreVersion(caller, "a", 7)],
    ["PUT /api/admin/models/a", (caller) => saveModelFile(caller, "a", FILE, 1)],
  ])("goes to %s", async (call, make) => {
    const { caller, calls } = stage();
    await make(caller);
    expect(calls()).toEqual([call]);
  });

  test("that only looks can be given up", async () => {
    const { caller, fetching } = stage();
    await readModelFile(caller, "a", signal);
    await listVersions(caller, "a", null, signal);
    expect(fetching.mock.calls.map(([, init]) => init?.signal)).toEqual([signal, signal]);
  });

  test("that is refused for a field tells which, so that it stands there", async () => {
    const error = { message: "title: must not be empty", type: "t", code: "invalid_value", param: "title" };
    const { caller } = stage(() => Response.json({ error, request_id: "r" }, { status: 400 }));
    const refusal = await saveModelFile(caller, "a", FILE, null).then(
      () => expect.fail("It was taken."),
      refusalOf,
    );
    expect(isAbout(refusal, "title")).toBe(true);
    expect(refusal.message).toBe("title: must not be empty");
  });
});
