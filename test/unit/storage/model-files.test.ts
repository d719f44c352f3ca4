// Model files in the bucket: every version once, one that counts, and nothing lost wherever a save is cut.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { FailureError } from "../../../src/core/error.ts";
import type { Holdings } from "../../../src/core/holdings.ts";
import type { ModelFile, StoredModelFile } from "../../../src/core/model-file.ts";
import type { Conditions } from "../../../src/core/precondition.ts";
import { HoldingsStore } from "../../../src/storage/holdings.ts";
import { ModelFiles } from "../../../src/storage/model-files.ts";
import { failAt, MemoryBucket } from "../../support/memory-bucket.ts";

const SEED = { seed: 20260131 };
const FILE: ModelFile = { title: "Help desk", model: "m", system_prompt: "You help." };
const titled = (title: string): ModelFile => ({ ...FILE, title });

let memory: MemoryBucket;
let files: ModelFiles;

beforeEach(() => {
  memory = new MemoryBucket();
  files = fresh();
});

/** As another isolate has it: it knows nothing yet. */
function fresh(of = memory): ModelFiles {
  return new ModelFiles(of.bucket, new HoldingsStore(of.bucket, Date.now));
}

function holdingsOf(of = memory): Holdings {
  const text = of.textOf("catalogue.json");
  return text === null
    ? { models: [], knowledge: { revision: 0, documents: 0 } }
    : (JSON.parse(text) as Holdings);
}

const save = (name: string, file: ModelFile, conditions: Conditions = {}) =>
  files.save(name, file, conditions);

/** The code of a refusal, or its kind. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FailureError)) return `${error}`;
  return "code" in error.failure ? error.failure.code : error.failure.kind;
}

describe("a save", () => {
  it("writes a version, then the change, then the copy for people", async () => {
    const { file, created } = await save("hr", FILE);
    expect([file.version, created]).toEqual([1, true]);
    expect(memory.calls.filter(({ method }) => method === "put").map(({ key }) => key)).toEqual([
      "models/hr/1.json",
      "catalogue.json",
      "models/hr.json",
    ]);
    expect(JSON.parse(memory.textOf("models/hr/1.json") ?? "")).toEqual(file);
    expect(memory.textOf("models/hr.json")).toBe(memory.textOf("models/hr/1.json"));
    expect(memory.objects.get("models/hr/1.json")?.customMetadata).toEqual({ updated_at: file.updated_at });
  });

  it("of the same content makes no version, but makes good a copy that was lost", async () => {
    const { file } = await save("hr", FILE);
    memory.objects.delete("models/hr.json");
    const again = await save("hr", { ...FILE });
    expect(again).toEqual({ file, created: false });
    expect(memory.keys()).toEqual(["catalogue.json", "models/hr.json", "models/hr/1.json"]);
  });

  it.each<[string, ModelFile]>([
    ["title", titled("Other")],
    ["title in two languages", { ...FILE, title: { en: "Help desk", zh: "Help desk" } }],
    ["model", { ...FILE, model: "n" }],
    ["system prompt", { ...FILE, system_prompt: "You help. " }],
    ["endpoint", { ...FILE, endpoint: "second" }],
    ["parameters", { ...FILE, parameters: { temperature: 0 } }],
    ["examples", { ...FILE, examples: [] }],
    ["knowledge", { ...FILE, knowledge: true }],
    ["tools", { ...FILE, tools: [] }],
    ["limits", { ...FILE, limits: {} }],
  ])("of another %s makes the next version, and the one before stays as it was", async (_, other) => {
    await save("hr", FILE);
    const first = memory.textOf("models/hr/1.json");
    expect((await save("hr", other)).file).toMatchObject({ ...other, version: 2 });
    expect(memory.textOf("models/hr/1.json")).toBe(first);
    expect(holdingsOf().models.map(({ version }) => version)).toEqual([2]);
  });

  it("keeps the list in the order of the names, and the documents' part untouched", async () => {
    await new HoldingsStore(memory.bucket, Date.now).change((now) => ({
      ...now,
      knowledge: { revision: 7, documents: 3 },
    }));
    for (const name of ["b", "a", "0", "b"]) await save(name, titled(`${name}${memory.calls.length}`));
    expect(holdingsOf().models.map(({ name }) => name)).toEqual(["0", "a", "b"]);
    expect(holdingsOf().knowledge).toEqual({ revision: 7, documents: 3 });
  });

  it.each<[string, string | null, Conditions, boolean]>([
    ["a new file where none is wanted", null, { ifNoneMatch: "*" }, true],
    ["a new file where one is wanted", null, { ifMatch: "*" }, false],
    ["a new file where a version is wanted", null, { ifMatch: '"1"' }, false],
    ["a known one by its version", "hr", { ifMatch: '"1"' }, true],
    ["a known one by one of several", "hr", { ifMatch: '"4", "1"' }, true],
    ["a known one by any", "hr", { ifMatch: "*" }, true],
    ["a known one by another version", "hr", { ifMatch: '"2"' }, false],
    ["a known one by a weak tag", "hr", { ifMatch: 'W/"1"' }, false],
    ["a known one where none is wanted", "hr", { ifNoneMatch: "*" }, false],
    ["a known one where this one is not wanted", "hr", { ifNoneMatch: '"1"' }, false],
  ])("of %s keeps to its conditions", async (_, known, conditions, isMet) => {
    if (known !== null) await save(known, FILE);
    const before = memory.keys();
    const work = save("hr", titled("Next"), conditions);
    if (isMet) expect((await work).file.title).toBe("Next");
    else {
      expect(await refusal(work)).toBe("precondition_failed");
      expect(memory.keys()).toEqual(before);
    }
  });

  it("takes no place of another's that it answers in, and says whose it is", async () => {
    await save("first", { ...FILE, default_for: ["web", "dingtalk:cid"] });
    const work = save("second", { ...FILE, default_for: ["api", "dingtalk:cid"] });
    await expect(work).rejects.toMatchObject({
      failure: {
        code: "default_taken",
        param: "default_for",
        message: expect.stringContaining("first is the default for dingtalk:cid"),
      },
    });
    expect(holdingsOf().models).toHaveLength(1);
    expect((await save("second", { ...FILE, default_for: ["dingtalk"] })).created).toBe(true);
    expect((await save("first", { ...FILE, default_for: ["web"] })).file.version).toBe(2);
    expect((await save("second", { ...FILE, default_for: ["dingtalk:cid"] })).file.version).toBe(2);
  });

  it("of the hundred and first is refused, one of the hundred is not", async () => {
    await new HoldingsStore(memory.bucket, Date.now).change((now) => ({
      ...now,
      models: Array.from({ length: 99 }, (_, index) => ({ name: `n${index}`, version: 1, title: "t" })),
    }));
    expect((await save("last", FILE)).created).toBe(true);
    expect(await refusal(save("one-more", FILE))).toBe("too_many_models");
    expect((await save("last", titled("Other"))).file.version).toBe(2);
    await files.remove("last", {});
    expect((await save("one-more", FILE)).created).toBe(true);
  });

  it("passes over a number that somebody has taken, and goes on counting behind a deletion", async () => {
    memory.place("models/hr/1.json", "left behind");
    memory.place("models/hr/2.json", "left behind");
    expect((await save("hr", FILE)).file.version).toBe(3);
    await files.remove("hr", {});
    memory.place("models/hr/notes.json", "{}");
    memory.place("models/hr/10/weights.bin", "x");
    expect((await save("hr", FILE)).file.version).toBe(4);
  });

  it("writes over no version that a save left behind which never came to count", async () => {
    await save("hr", FILE);
    memory.place("models/hr/2.json", "left behind");
    expect((await save("hr", titled("two"))).file.version).toBe(3);
    expect(memory.textOf("models/hr/2.json")).toBe("left behind");
  });

  it("replaces one that cannot be read, and one that is gone", async () => {
    await save("hr", FILE);
    memory.place("models/hr/1.json", '{"title":5}');
    expect((await fresh().save("hr", FILE, {})).file.version).toBe(2);
    memory.objects.delete("models/hr/2.json");
    expect((await fresh().save("hr", FILE, {})).file.version).toBe(3);
  });
});

describe("two at once", () => {
  it("who save the same name: one is told that somebody else was faster, and the other's file counts", async () => {
    await save("hr", FILE);
    const [one, other] = [fresh(), fresh()];
    const outcomes = await Promise.allSettled([
      one.save("hr", titled("one"), {}),
      other.save("hr", titled("other"), {}),
    ]);
    const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(won).toHaveLength(1);
    const [entry] = holdingsOf().models;
    expect(won[0]?.value.file).toMatchObject({ title: entry?.title, version: entry?.version });
    expect(JSON.parse(memory.textOf(`models/hr/${entry?.version}.json`) ?? "")).toEqual(won[0]?.value.file);
    const lost = outcomes.find((outcome) => outcome.status === "rejected");
    expect(lost?.reason).toMatchObject({ failure: { kind: "conflict", code: "model_changed" } });
  });

  it("who save different names both succeed", async () => {
    await Promise.all(["a", "b", "c"].map((name) => fresh().save(name, FILE, {})));
    expect(holdingsOf().models.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("who want the same place: it is given once", async () => {
    const wish = { ...FILE, default_for: ["web"] };
    const outcomes = await Promise.allSettled(["a", "b"].map((name) => fresh().save(name, wish, {})));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(holdingsOf().models.filter(({ default_for }) => default_for?.includes("web"))).toHaveLength(1);
  });

  it("of whom one deletes what the other saves: either the file is there whole, or it is gone", async () => {
    await save("hr", FILE);
    const outcomes = await Promise.allSettled([
      fresh().remove("hr", {}),
      fresh().save("hr", titled("two"), {}),
    ]);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    for (const entry of holdingsOf().models)
      expect((await fresh().current(entry)).version).toBe(entry.version);
  });
});

describe("a deletion", () => {
  it("takes the file from the list and its copy, and leaves its versions", async () => {
    await save("hr", FILE);
    await save("hr", titled("two"));
    await files.remove("hr", { ifMatch: '"2"' });
    expect(holdingsOf().models).toEqual([]);
    expect(memory.keys()).toEqual(["catalogue.json", "models/hr/1.json", "models/hr/2.json"]);
    expect((await files.versions("hr")).map(({ version }) => version)).toEqual([2, 1]);
  });

  it.each<[string, string, Conditions, string]>([
    ["there is none", "none", {}, "model_not_found"],
    ["there is none, whatever is demanded of it", "none", { ifMatch: '"1"' }, "model_not_found"],
    ["it has another version", "hr", { ifMatch: '"2"' }, "precondition_failed"],
  ])("is refused when %s", async (_, name, conditions, code) => {
    await save("hr", FILE);
    expect(await refusal(files.remove(name, conditions))).toBe(code);
    expect(holdingsOf().models).toHaveLength(1);
    expect(memory.textOf("models/hr.json")).not.toBeNull();
  });
});

describe("a version", () => {
  it("is read once: it never changes", async () => {
    await save("hr", FILE);
    const reader = fresh();
    const first = await reader.read("hr", 1);
    memory.place("models/hr/1.json", "edited since");
    expect(await reader.read("hr", 1)).toEqual(first);
  });

  it("that was wanted lately is still known when fifty others were read, the least wanted is not", async () => {
    for (let version = 1; version <= 52; version += 1)
      memory.place(`models/n/${version}.json`, JSON.stringify({ ...FILE, updated_at: "then" }));
    for (let version = 1; version <= 50; version += 1) await files.read("n", version);
    await files.read("n", 1);
    await files.read("n", 51);
    const gets = () => memory.countOf("get");
    const before = gets();
    await files.read("n", 1);
    expect(gets() - before).toBe(0);
    await files.read("n", 2);
    expect(gets() - before).toBe(1);
  });

  it("that is not there is nothing, and no error", async () => {
    expect(await files.read("hr", 1)).toBeNull();
    memory.place("models/hr/1.json", JSON.stringify(FILE));
    expect((await files.read("hr", 1))?.title, "nothing is remembered of what was not there").toBe(
      "Help desk",
    );
  });

  it.each([
    ["no JSON", "{", "is no JSON object"],
    ["a list", "[]", "is no JSON object"],
    ["null", "null", "is no JSON object"],
    ["without a title", JSON.stringify({ model: "m", system_prompt: "" }), "title"],
    ["with a field that nobody knows", JSON.stringify({ ...FILE, titel: "x" }), "titel is no field here"],
    [
      "with a temperature of five",
      JSON.stringify({ ...FILE, parameters: { temperature: 5 } }),
      "parameters.temperature",
    ],
    ["with a very long wrong field", JSON.stringify({ ...FILE, ["y".repeat(9_000)]: 1 }), "is no model file"],
  ])("that somebody edited into %s is named with what is wrong, briefly", async (_, text, why) => {
    memory.place("models/hr/3.json", text);
    const error = await files.read("hr", 3).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FailureError);
    const failure = (error as FailureError).failure as { code: string; message: string };
    expect(failure.code).toBe("model_file_unreadable");
    expect(failure.message).toContain("models/hr/3.json");
    expect(failure.message).toContain(why);
    expect(failure.message.length).toBeLessThan(450);
  });

  it("has the name and the number of its place, whatever it says itself", async () => {
    memory.place(
      "models/hr/2.json",
      JSON.stringify({ ...FILE, name: "boss", version: 99, updated_at: "then" }),
    );
    expect(await files.read("hr", 2)).toEqual({ ...FILE, name: "hr", version: 2, updated_at: "then" });
  });

  it("that counts and is gone is an error that names it", async () => {
    await expect(files.current({ name: "hr", version: 4 })).rejects.toMatchObject({
      failure: {
        code: "model_file_unreadable",
        message: expect.stringContaining("models/hr/4.json is not in the bucket any more"),
      },
    });
  });
});

it("versions are listed newest first over all pages, by number and not by letter, and nothing else is", async () => {
  memory.pageSize = 3;
  for (const version of [1, 2, 9, 10, 11, 100])
    memory.place(`models/hr/${version}.json`, "{}", { updated_at: `day ${version}` });
  for (const other of ["0", "01", "x", "1.5", "1234567890", "-1"])
    memory.place(`models/hr/${other}.json`, "{}");
  memory.place("models/hr/7.json.bak", "{}");
  memory.place("models/hr/sub/8.json", "{}");
  memory.place("models/hrx/3.json", "{}");
  memory.place("models/hr.json", "{}");
  memory.place("models/hr/12.json", "{}");
  expect(await files.versions("hr")).toEqual([
    { version: 100, updated_at: "day 100" },
    { version: 12, updated_at: new Date(0).toISOString() },
    ...[11, 10, 9, 2, 1].map((version) => ({ version, updated_at: `day ${version}` })),
  ]);
});

describe("a bucket that fails at any call", () => {
  const CALLS = Array.from({ length: 8 }, (_, index) => index);
  const PHASES = ["before", "behind"] as const;
  const places = CALLS.flatMap((index) => PHASES.map((phase) => [index, phase] as const));

  it.each(places)(
    "call %i, %s its effect: what counts is whole, and saving again makes everything good",
    async (index, phase) => {
      await save("hr", FILE);
      failAt(memory, index, phase);
      await fresh()
        .save("hr", titled("two"), {})
        .catch(() => undefined);
      memory.before = memory.behind = () => undefined;
      const [entry] = holdingsOf().models;
      const counted = await fresh().current(entry!);
      expect(counted.title).toBe(entry?.title);
      expect([1, 2]).toContain(entry?.version);
      const { file } = await fresh().save("hr", titled("two"), {});
      expect(file.title).toBe("two");
      expect(JSON.parse(memory.textOf("models/hr.json") ?? "")).toEqual(file);
      expect(holdingsOf().models).toMatchObject([{ name: "hr", version: file.version, title: "two" }]);
    },
  );

  it.each(places)(
    "call %i, %s its effect, of a deletion: the file is there or gone, and deleting again is possible",
    async (index, phase) => {
      await save("hr", FILE);
      failAt(memory, index, phase);
      await fresh()
        .remove("hr", {})
        .catch(() => undefined);
      memory.before = memory.behind = () => undefined;
      for (const entry of holdingsOf().models) expect(await fresh().current(entry)).toMatchObject(FILE);
      await fresh()
        .remove("hr", {})
        .catch((error: FailureError) => expect(error.failure).toMatchObject({ code: "model_not_found" }));
      expect(holdingsOf().models).toEqual([]);
      expect((await fresh().save("hr", FILE, {})).file.version).toBe(2);
    },
  );
});

it("whatever is saved, deleted and cut off in whatever order, each version keeps its content and the list speaks of files that are there", async () => {
  const step = fc.record({
    name: fc.constantFrom("a", "b"),
    title: fc.constantFrom("one", "two", "three"),
    removes: fc.boolean(),
    failsAt: fc.option(fc.nat(7), { freq: 3 }),
    phase: fc.constantFrom("before" as const, "behind" as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const shared = new MemoryBucket();
      const written = new Map<string, string>();
      for (const { name, title, removes, failsAt, phase } of steps) {
        if (failsAt !== null) failAt(shared, failsAt, phase);
        const actor = fresh(shared);
        await (removes ? actor.remove(name, {}) : actor.save(name, titled(title), {})).catch(() => undefined);
        shared.before = shared.behind = () => undefined;
        for (const key of shared.keys().filter((one) => /\/\d+\.json$/.test(one))) {
          const text = shared.textOf(key) ?? "";
          expect(written.get(key) ?? text, key).toBe(text);
          written.set(key, text);
        }
        for (const entry of holdingsOf(shared).models) {
          const stored: StoredModelFile = await fresh(shared).current(entry);
          expect(stored.title).toBe(entry.title);
        }
      }
      expect(written.size).toBe(shared.keys().filter((one) => /\/\d+\.json$/.test(one)).length);
    }),
    { ...SEED, numRuns: 60 },
  );
});
