// Originals of documents: whole with all that is said of them, so that the index can be made from the bucket alone.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DocumentFiles, type Original } from "../../../src/storage/document-files.ts";
import { failAt, MemoryBucket } from "../../support/memory-bucket.ts";

/** Of the bytes of `hello`. */
const SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const HELLO = new TextEncoder().encode("hello");

let memory: MemoryBucket;
let files: DocumentFiles;

beforeEach(() => {
  memory = new MemoryBucket();
  files = new DocumentFiles(memory.bucket);
});

function original(more: Partial<Original> = {}): Original {
  return {
    id: "leave",
    title: "Leave",
    format: "pdf",
    tags: ["hr", "人事"],
    url: "https://a.example/leave",
    bytes: HELLO.length,
    sha256: SHA256,
    fileName: "leave.pdf",
    contentType: "application/pdf",
    asked: "a-fingerprint",
    updatedAt: "2026-04-01T00:00:00.000Z",
    ...more,
  };
}

describe("an original", () => {
  it.each<[string, Partial<Original>, string]>([
    ["of a file", {}, "knowledge/leave/leave.pdf"],
    [
      "that came as a text",
      { fileName: null, format: "markdown", contentType: null },
      "knowledge/leave/document.md",
    ],
    ["without an address and tags", { url: null, tags: [] }, "knowledge/leave/leave.pdf"],
    [
      "with a Chinese name",
      { id: "报销", title: "报销制度", fileName: "报销.docx", format: "docx" },
      "knowledge/报销/报销.docx",
    ],
    ["with quotes in its title", { title: '"Leave" \\ and\nmore' }, "knowledge/leave/leave.pdf"],
  ])("%s is found again with all that was said of it, and its bytes", async (_, more, key) => {
    const sent = original(more);
    expect(await files.put(sent, HELLO)).toEqual({ ...sent, key });
    expect(await files.find(sent.id)).toEqual([{ ...sent, key }]);
    expect(new TextDecoder().decode((await files.read(key)) ?? new Uint8Array())).toBe("hello");
    expect(memory.objects.get(key)?.httpMetadata.contentType).toBe(
      sent.contentType ?? "text/plain; charset=utf-8",
    );
  });

  it("whose bytes changed on their way is not stored", async () => {
    await expect(files.put(original(), new TextEncoder().encode("hallo"))).rejects.toThrow(/10037/);
    expect(memory.keys()).toEqual([]);
  });

  it("with another name stands beside the one before until that is cleared away, and the newest comes first", async () => {
    await files.put(original(), HELLO);
    await files.put(original({ fileName: "new.pdf", updatedAt: "2026-04-02T00:00:00.000Z" }), HELLO);
    await files.put(original({ fileName: "a.pdf", updatedAt: "2026-03-01T00:00:00.000Z" }), HELLO);
    const found = await files.find("leave");
    expect(found.map(({ fileName }) => fileName)).toEqual(["new.pdf", "leave.pdf", "a.pdf"]);
    await files.empty("leave", found[0]?.key ?? null);
    expect(memory.keys()).toEqual(["knowledge/leave/new.pdf"]);
    await files.empty("leave", null);
    expect(memory.keys()).toEqual([]);
  });

  it("of a document whose id begins alike is not meant", async () => {
    for (const id of ["leave", "leave-2", "leav", "leave.old"]) await files.put(original({ id }), HELLO);
    expect(await files.find("leave")).toHaveLength(1);
    await files.empty("leave", null);
    expect(memory.keys()).toEqual(["leav", "leave-2", "leave.old"].map((id) => `knowledge/${id}/leave.pdf`));
  });

  it("that is not there has no bytes, and an empty folder no original", async () => {
    expect(await files.read("knowledge/none/x")).toBeNull();
    expect(await files.find("none")).toEqual([]);
    await files.empty("none", null);
  });
});

describe("what others put there", () => {
  const facts = (more: object) => JSON.stringify({ ...original(), ...more });

  it.each<[string, string, Record<string, string>]>([
    ["without a word about it", "knowledge/leave/leave.pdf", {}],
    ["with a word that is no JSON", "knowledge/leave/leave.pdf", { document: "{" }],
    ["with a list", "knowledge/leave/leave.pdf", { document: "[]" }],
    ["with a format that nobody reads", "knowledge/leave/leave.pdf", { document: facts({ format: "exe" }) }],
    [
      "with an inherited name for a format",
      "knowledge/leave/leave.pdf",
      { document: facts({ format: "toString" }) },
    ],
    ["without a format", "knowledge/leave/leave.pdf", { document: facts({ format: null }) }],
    ["in a folder of the folder", "knowledge/leave/more/leave.pdf", { document: facts({}) }],
    ["nested too deep", "knowledge/leave/leave.pdf", { document: `${'{"a":'.repeat(80)}1${"}".repeat(80)}` }],
  ])("%s is no document", async (_, key, metadata) => {
    memory.place(key, "x", metadata);
    expect(await files.find("leave")).toEqual([]);
    expect(await files.page(null, 10)).toEqual({ ids: [], last: null });
  });

  it.each<[string, object, Partial<Original>]>([
    ["another id: its folder counts", { id: "elsewhere" }, { id: "leave" }],
    ["another size: that of the bytes counts", { bytes: 7 }, { bytes: 1 }],
    ["no title: its id stands in", { title: "" }, { title: "leave" }],
    ["a title that is none", { title: 7 }, { title: "leave" }],
    ["tags that are none", { tags: "hr" }, { tags: [] }],
    ["some tags that are none", { tags: ["hr", 1, null, "it"] }, { tags: ["hr", "it"] }],
    ["an address that is none", { url: 1 }, { url: null }],
    ["a name that is none", { fileName: {} }, { fileName: null }],
    ["no fingerprint: what is sent next is taken for new", { asked: undefined }, { asked: "" }],
    ["no sum", { sha256: undefined }, { sha256: "" }],
  ])("says %s", async (_, more, read) => {
    memory.place("knowledge/leave/leave.pdf", "x", { document: facts(more) });
    expect((await files.find("leave"))[0]).toMatchObject(read);
  });
});

describe("the pages of all documents", () => {
  it("name each document once, in the order of the keys, whatever the size of a page", async () => {
    const names = ["a", "b", "c", "d", "e", "选"];
    for (const id of names)
      for (const fileName of ["1.pdf", "2.pdf"]) await files.put(original({ id, fileName }), HELLO);
    memory.place("knowledge/b/readme.txt", "not ours");
    memory.place("models/x/1.json", "{}");
    for (const limit of [1, 2, 3, 5, 100]) {
      const found: string[] = [];
      let after: string | null = null;
      let pages = 0;
      do {
        const page: { ids: string[]; last: string | null } = await files.page(after, limit);
        expect(new Set(page.ids).size).toBe(page.ids.length);
        found.push(...page.ids);
        after = page.last;
        pages += 1;
      } while (after !== null && pages < 50);
      expect([...new Set(found)]).toEqual(names);
      expect(after).toBeNull();
    }
  });

  it("go on behind the last key even when that was no document", async () => {
    memory.place("knowledge/a/x", "not ours");
    await files.put(original({ id: "b" }), HELLO);
    expect(await files.page(null, 1)).toEqual({ ids: [], last: "knowledge/a/x" });
    expect(await files.page("knowledge/a/x", 1)).toEqual({ ids: ["b"], last: null });
  });
});

it("a folder with more files than one call lists and one call deletes is emptied whole, but for what is kept", async () => {
  for (let index = 0; index < 2_300; index += 1) memory.place(`knowledge/leave/${index}`, "x");
  await files.empty("leave", "knowledge/leave/1234");
  expect(memory.keys()).toEqual(["knowledge/leave/1234"]);
});

describe("a large document that waits", () => {
  it("stands where no door shows it, under a name of its own, until its turn", async () => {
    const keys = await Promise.all([files.stage(HELLO), files.stage(HELLO)]);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^uploads\/document-[0-9a-f-]{36}$/);
    expect(await files.read(keys[0] ?? "")).toEqual(HELLO);
    await files.unstage(keys[0] ?? "");
    expect(memory.keys()).toEqual([keys[1]]);
    expect(await files.page(null, 10)).toEqual({ ids: [], last: null });
  });
});

it("wherever a replacement is cut, the newest original that is whole is found first, and clearing up leaves it alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(4),
      fc.constantFrom("before" as const, "behind" as const),
      fc.boolean(),
      async (index, phase, sameName) => {
        const shared = new MemoryBucket();
        const keeper = new DocumentFiles(shared.bucket);
        await keeper.put(original(), HELLO);
        failAt(shared, index, phase);
        const newer = original({
          updatedAt: "2026-05-01T00:00:00.000Z",
          ...(!sameName && { fileName: "n.pdf" }),
        });
        const replace = async () => keeper.empty("leave", (await keeper.put(newer, HELLO)).key);
        const done = await replace().then(
          () => true,
          () => false,
        );
        shared.before = shared.behind = () => undefined;
        const [first] = await keeper.find("leave");
        if (done) expect(first?.updatedAt).toBe(newer.updatedAt);
        expect(first).toBeDefined();
        await keeper.empty("leave", first?.key ?? null);
        expect(await keeper.find("leave")).toEqual([first]);
      },
    ),
    { seed: 20260131, numRuns: 40 },
  );
});
