// Documents taken in and let go, with an index and a bucket that fail wherever a test says: the old or the new, and never half.
import { beforeEach, describe, expect, it } from "vitest";
import type { DocumentRecord } from "../../../src/core/document.ts";
import { type DocumentOffer, type DocumentWish, documentTag } from "../../../src/core/document-offer.ts";
import { DocumentNotes } from "../../../src/maintenance/document-notes.ts";
import { DocumentWriter } from "../../../src/maintenance/document-writer.ts";
import { Turns } from "../../../src/maintenance/turns.ts";
import { gate, offerOf, PlayedServices, PlayedStorage } from "./played.ts";

const MIB = 1024 * 1024;

let played: PlayedServices;
let notes: DocumentNotes;
let writer: DocumentWriter;
let followed: string[];
let noted: string[];

beforeEach(() => {
  played = new PlayedServices();
  notes = new DocumentNotes(new PlayedStorage().sql);
  followed = [];
  noted = [];
  writer = writerWith(notes);
});

function writerWith(open: DocumentNotes): DocumentWriter {
  const follower = {
    changed: ({ id }: DocumentRecord) => void followed.push(`changed ${id}`),
    removed: (id: string) => void followed.push(`removed ${id}`),
  };
  return new DocumentWriter(played.services, open, new Turns(), follower, (id, isGone) => {
    noted.push(`${id} ${isGone}`);
    open.write(id, isGone, 0);
  });
}

async function put(id: string, offer: DocumentOffer): Promise<string> {
  const result = await writer.put(id, offer);
  if (result.ok) return result.value.became;
  return "code" in result.failure ? result.failure.code : result.failure.kind;
}

const record = (id: string) => played.index.get(id)?.record;
const texts = (id: string) => played.index.get(id)?.texts ?? null;
/** The texts of all originals of a document: one, or none. */
const originals = (id: string) =>
  [...played.originals.values()].flatMap(({ original, bytes }) =>
    original.id === id ? [new TextDecoder().decode(bytes)] : [],
  );

/** What there is of everything, so that a test can say that nothing changed. */
const everything = () =>
  structuredClone([[...played.index], [...played.originals], played.holdings, notes.due(1e15)]);

describe("a document that is sent", () => {
  it("is read before anything changes, then noted, kept, indexed, told of, and crossed out, in this order", async () => {
    played.before = (call) => {
      if (call.startsWith("put")) expect([noted, notes.find("a")?.isGone]).toEqual([["a false"], false]);
      if (call.startsWith("read")) expect(noted).toEqual([]);
      if (call.startsWith("announce")) expect(followed).toEqual(["changed a"]);
    };
    expect(await put("a", offerOf("hello\nworld"))).toBe("created");
    expect(played.calls).toEqual(["read hello\nwo", "put a", "save a", "empty a", "announce 1"]);
    expect([texts("a"), originals("a"), notes.find("a")]).toEqual([
      ["hello", "world"],
      ["hello\nworld"],
      null,
    ]);
    expect(played.holdings.knowledge).toEqual({ revision: 1, documents: 1 });
  });

  it("takes the place of the one before, whose file of another name goes", async () => {
    await put("a", offerOf("old", { fileName: "old.txt", tags: ["x"] }));
    expect(await put("a", offerOf("new", { fileName: "new.txt", url: "https://a.example/" }))).toBe(
      "replaced",
    );
    expect([texts("a"), originals("a")]).toEqual([["new"], ["new"]]);
    expect(record("a")).toMatchObject({ tags: [], url: "https://a.example/", sha256: "sum of new" });
  });

  it("has a later time than the one before, even when the clock stands still or goes back", async () => {
    const times: number[] = [];
    for (const [text, now] of [
      ["one", 5_000],
      ["two", 5_000],
      ["three", 4_000],
      ["four", 9_000],
    ] as const) {
      played.now = now;
      await put("a", offerOf(text));
      times.push(Date.parse(record("a")?.updated_at ?? ""));
    }
    expect(times).toEqual([5_000, 5_001, 5_002, 9_000]);
  });

  it("is not touched when it is sent as it is: nothing is read, kept or told", async () => {
    const offer = offerOf("hello", { title: "T", tags: ["a", "b"] });
    await put("a", offer);
    const [before, calls] = [everything(), played.calls.length];
    played.now += 60_000;
    expect(await put("a", structuredClone(offer))).toBe("unchanged");
    expect([everything(), played.calls.length]).toEqual([before, calls]);
  });

  it("is not touched either when other words ask for the same: it is read, and found to be so", async () => {
    await put("a", offerOf("# Own\ntext"));
    const before = everything();
    expect(await put("a", offerOf("# Own\ntext", { title: "Own", format: "markdown" }))).toBe("unchanged");
    expect(everything()).toEqual(before);
  });

  it.each<[string, Partial<DocumentWish>, string]>([
    ["title", { title: "Other" }, "hello"],
    ["format", { format: "text" }, "hello"],
    ["tags", { tags: ["b", "a"] }, "hello"],
    ["address", { url: "https://b.example/" }, "hello"],
    ["bytes", {}, "hello again"],
  ])("of another %s is another", async (_, wish, text) => {
    await put("a", offerOf("hello", { title: "T", format: "markdown", tags: ["a", "b"] }));
    const more: Partial<DocumentWish> = { title: "T", format: "markdown", tags: ["a", "b"], ...wish };
    expect(await put("a", offerOf(text, more))).toBe("replaced");
    expect(played.holdings.knowledge.revision).toBe(2);
  });

  it.each<[string, () => void]>([
    ["its original is gone", () => played.originals.clear()],
    ["its passages are gone", () => played.index.clear()],
    ["something of it is still open", () => notes.write("a", false, 0)],
  ])("is made whole by being sent as it is when %s", async (_, harm) => {
    const offer = offerOf("hello");
    await put("a", offer);
    harm();
    expect(["created", "replaced"]).toContain(await put("a", offer));
    expect([texts("a"), originals("a"), notes.find("a")]).toEqual([["hello"], ["hello"], null]);
  });

  it("comes out of the bucket when it waited there, and is asked for again when it is no longer there", async () => {
    played.staged.set("uploads/1", new TextEncoder().encode("large text"));
    expect(await put("a", offerOf("large text", {}, { body: "uploads/1" }))).toBe("created");
    expect(texts("a")).toEqual(["large text"]);
    const before = everything();
    expect(await put("a", offerOf("other", {}, { body: "uploads/2" }))).toBe("try_again");
    expect(everything()).toEqual(before);
  });
});

describe("nothing changes", () => {
  it.each<[string, string, Partial<DocumentWish>, Partial<DocumentOffer>]>([
    ["not_text", "bad bytes", {}, {}],
    ["not_text", "", {}, {}],
    ["too_much_said", "text", { title: "题".repeat(200), url: `https://a/${"路".repeat(2_400)}` }, {}],
    ["too_much_said", "text", { tags: Array(20).fill('"'.repeat(400)) }, {}],
    ["precondition_failed", "text", {}, { conditions: { ifMatch: '"other"' } }],
    ["precondition_failed", "text", {}, { conditions: { ifNoneMatch: "*" } }],
    ["try_again", "text", {}, { body: "uploads/nowhere" }],
  ])("when a document is refused as %s: %j", async (code, text, wish, more) => {
    await put("a", offerOf("as it was"));
    const before = everything();
    expect(await put("a", offerOf(text, wish, more))).toBe(code);
    expect(everything()).toEqual(before);
    expect(noted).toEqual(["a false"]);
  });

  it.each<[string, DocumentOffer["conditions"], boolean]>([
    ["If-Match: * where there is none", { ifMatch: "*" }, false],
    ["If-Match with a tag where there is none", { ifMatch: '"1"' }, false],
    ["If-None-Match: * where there is none", { ifNoneMatch: "*" }, true],
    ["no condition", {}, true],
  ])("unless its condition is met: %s", async (_, conditions, isMet) => {
    expect(await put("a", offerOf("text", {}, { conditions }))).toBe(
      isMet ? "created" : "precondition_failed",
    );
    expect(played.index.size).toBe(isMet ? 1 : 0);
  });

  it("behind the tag of a version that is no longer there, for a removal too", async () => {
    await put("a", offerOf("one"));
    const first = documentTag(record("a")!);
    await put("a", offerOf("two", {}, { conditions: { ifMatch: first } }));
    expect(await put("a", offerOf("three", {}, { conditions: { ifMatch: first } }))).toBe(
      "precondition_failed",
    );
    expect(await writer.remove("a", { ifMatch: first })).toMatchObject({ ok: false });
    expect(texts("a")).toEqual(["two"]);
    expect(await writer.remove("a", { ifMatch: documentTag(record("a")!) })).toEqual({
      ok: true,
      value: null,
    });
    expect(texts("a")).toBeNull();
  });

  it("when a document is removed that there is not", async () => {
    expect(await writer.remove("a", {})).toMatchObject({ failure: { code: "document_not_found" } });
    expect([noted, played.calls]).toEqual([[], []]);
  });
});

describe("the title", () => {
  it.each<[string, string, Partial<DocumentWish>, string]>([
    ["that was asked for goes before all", "# Own", { title: "Asked", fileName: "f.md" }, "Asked"],
    ["is the document's own", "# Own  words\t here", { fileName: "f.md" }, "Own words here"],
    ["is the file's name without its end", "text", { fileName: "Handbook v1.2.md" }, "Handbook v1.2"],
    ["is the file's name without its folders", "text", { fileName: "C:\\docs\\员工手册.docx" }, "员工手册"],
    ["is the file's name behind a slash", "text", { fileName: "/home/ann/leave.txt" }, "leave"],
    ["is the id where the file's name is all end", "text", { fileName: ".gitignore" }, "the-id"],
    ["is the id where nothing else is known", "text", {}, "the-id"],
    ["is the id where the own one is blank", "#   \ntext", {}, "the-id"],
    ["of its own has at most 200 characters, none cut in two", `# ${"😀".repeat(300)}`, {}, "😀".repeat(200)],
  ])("%s", async (_, text, wish, title) => {
    await put("the-id", offerOf(text, wish));
    expect(record("the-id")?.title).toBe(title);
  });
});

describe("a stop in the middle", () => {
  /** The object is new, its notes are those on the disk. */
  async function wakeUp(id: string): Promise<void> {
    played.before = () => undefined;
    writer = writerWith(notes);
    await writer.settle(id);
  }

  const failAt = (step: string) => {
    played.before = (call) => {
      if (call.startsWith(step)) throw new Error("away");
    };
  };

  it.each([
    ["put", "old"],
    ["save", "new"],
    ["empty", "new"],
    ["announce", "new"],
  ])("of a replacement at %s ends with the %s one, whole", async (step, left) => {
    await put("a", offerOf("old", { fileName: "old.txt" }));
    failAt(step);
    await expect(writer.put("a", offerOf("new", { fileName: "new.txt" }))).rejects.toThrow("away");
    expect(notes.find("a")).toEqual({ id: "a", isGone: false, tries: 0 });
    await wakeUp("a");
    expect([texts("a"), originals("a"), notes.find("a")]).toEqual([[left], [left], null]);
    expect(record("a")?.sha256).toBe(`sum of ${left}`);
    expect(played.holdings.knowledge).toEqual({ revision: 2, documents: 1 });
  });

  it.each([
    ["put", null],
    ["save", "new"],
    ["empty", "new"],
    ["announce", "new"],
  ])("of a first one at %s ends with %s", async (step, left) => {
    failAt(step);
    await expect(writer.put("a", offerOf("new"))).rejects.toThrow("away");
    await wakeUp("a");
    expect([texts("a"), originals("a")]).toEqual(left === null ? [null, []] : [[left], [left]]);
    expect([notes.find("a"), played.holdings.knowledge.documents]).toEqual([null, left === null ? 0 : 1]);
  });

  it.each(["remove", "empty", "announce"])("of a removal at %s is brought to its end", async (step) => {
    await put("a", offerOf("old"));
    failAt(step);
    await expect(writer.remove("a", {})).rejects.toThrow("away");
    expect(notes.find("a")?.isGone).toBe(true);
    await wakeUp("a");
    expect([texts("a"), originals("a"), notes.find("a")]).toEqual([null, [], null]);
    expect(played.holdings.knowledge).toEqual({ revision: 2, documents: 0 });
    expect(followed.at(-1)).toBe("removed a");
  });

  it("of a removal does not take the document that was sent behind it", async () => {
    await put("a", offerOf("old"));
    failAt("remove");
    await expect(writer.remove("a", {})).rejects.toThrow("away");
    played.before = () => undefined;
    expect(await put("a", offerOf("new"))).toBe("replaced");
    await wakeUp("a");
    expect(texts("a")).toEqual(["new"]);
  });

  it("leaves nothing to do where there is no note", async () => {
    await put("a", offerOf("text"));
    const before = everything();
    await wakeUp("a");
    await wakeUp("never");
    expect(everything()).toEqual(before);
  });

  it("whose original can no longer be read leaves the index as it was, and says so without a word of it", async () => {
    await put("a", offerOf("old"));
    for (const kept of played.originals.values()) kept.bytes = new TextEncoder().encode("bad now");
    notes.write("a", false, 0);
    await wakeUp("a");
    expect([texts("a"), notes.find("a")]).toEqual([["old"], null]);
    expect(played.lines).toEqual([
      ["warn", "knowledge", "document_not_indexed", { code: "not_text", bytes: 3 }],
    ]);
  });
});

describe("what is sent at once", () => {
  it("for one id is done one after the other, and the last one stays", async () => {
    const all = ["one", "two", "three"].map((text) => put("a", offerOf(text)));
    expect(await Promise.all(all)).toEqual(["created", "replaced", "replaced"]);
    expect([texts("a"), originals("a")]).toEqual([["three"], ["three"]]);
  });

  it("for other ids goes on beside one that takes long", async () => {
    const { passed, open } = gate();
    played.before = (call) => (call === "save slow" ? passed : undefined);
    const slow = put("slow", offerOf("slow"));
    expect(await put("quick", offerOf("quick"))).toBe("created");
    expect(played.index.has("slow")).toBe(false);
    open();
    expect(await slow).toBe("created");
  });

  it.each<[number, number, boolean]>([
    [MIB + 1, MIB + 1, true],
    [MIB + 1, MIB, false],
    [MIB, MIB, false],
  ])("of %i and %i bytes: that one waits for the other is %s", async (one, other, waits) => {
    const { passed, open } = gate();
    played.before = (call) => (call === "save a" ? passed : undefined);
    const first = put("a", offerOf("text a", {}, { length: one }));
    const second = put("b", offerOf("text b", {}, { length: other }));
    // Sent behind both, and done before the first: by then the second would be too.
    await put("c", offerOf("text c"));
    await put("d", offerOf("text d"));
    open();
    expect(await Promise.all([first, second])).toEqual(["created", "created"]);
    expect(played.calls.indexOf("read text b") > played.calls.indexOf("save a")).toBe(waits);
  });

  it("is told of together as far as it comes while one is being told of", async () => {
    const { passed, open } = gate();
    played.before = (call) => {
      if (call.startsWith("announce")) return passed;
      if (played.index.size === 12) open();
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => put(`d${index}`, offerOf(`text ${index}`))));
    const told = played.calls.filter((call) => call.startsWith("announce"));
    // The one that was under way, what was saved meanwhile, and the last.
    expect(told.length).toBeLessThanOrEqual(3);
    expect(told.at(-1)).toBe("announce 12");
    expect(played.holdings.knowledge.documents).toBe(12);
  });
});
