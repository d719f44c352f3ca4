// Archives as archivers of all kinds write them, and as only an attacker does; the budget that all their parts share.
import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BudgetSpent, inflate } from "../../../../src/knowledge/reading/inflate.ts";
import { openArchive } from "../../../../src/knowledge/reading/zip.ts";
import { zip } from "./docx-file.ts";
import { bytesOf } from "./reading-of.ts";

const budgetOf = (bytes: number) => ({ bytes });
const text = (bytes: Uint8Array | null | undefined) =>
  bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString();

async function contentOf(archive: Uint8Array, name: string, budget = budgetOf(100_000)) {
  return text(await openArchive(new Uint8Array(archive))?.read(name, budget));
}

describe("an archive gives out its files", () => {
  const files = { "a.txt": "first", "folder/b.txt": "second ".repeat(50), "中文.xml": "<x/>" };

  it.each<[string, Uint8Array]>([
    ["deflated", zip(files)],
    ["stored as they are", zip(files, 0)],
    ["with a comment behind it", zip(files, 8, { comment: "made by an archiver" })],
    ["with the longest comment there is", zip(files, 8, { comment: "c".repeat(65_535) })],
    ["with extra fields before the data", zip(files, 8, { extra: 36 })],
    ["with the sizes behind the data", zip(files, 8, { flags: 8 })],
    ["with its names marked as UTF-8", zip(files, 8, { flags: 0x800 })],
  ])("%s", async (_, archive) => {
    expect(await contentOf(archive, "a.txt")).toBe("first");
    expect(await contentOf(archive, "folder/b.txt")).toBe("second ".repeat(50));
    expect(await contentOf(archive, "中文.xml")).toBe("<x/>");
    expect(await contentOf(archive, "c.txt")).toBeNull();
  });

  it("whose names are parted by backslashes, as some programs of Windows write them", async () => {
    const archive = openArchive(new Uint8Array(zip({ "word\\document.xml": "<w/>" })));
    expect(archive?.has("word/document.xml")).toBe(true);
    expect(archive?.has("word\\document.xml")).toBe(false);
  });

  it("from the middle of a larger buffer, without a look at what lies around", async () => {
    const archive = zip(files);
    const around = new Uint8Array(archive.length + 200).fill(0x50);
    around.set(archive, 100);
    const opened = openArchive(around.subarray(100, 100 + archive.length));
    expect(text(await opened?.read("a.txt", budgetOf(100)))).toBe("first");
  });

  it("but no name of an object's own, and nothing of an empty one", () => {
    const archive = openArchive(new Uint8Array(zip({})));
    for (const name of ["constructor", "__proto__", "toString", ""]) expect(archive?.has(name)).toBe(false);
  });

  it("whatever their names and contents are", async () => {
    const content = fc.uint8Array({ maxLength: 300 });
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,3}\.xml$/);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, content, { maxKeys: 8, noNullPrototype: true }),
        fc.constantFrom(0, 8),
        fc.record({ extra: fc.nat(60), flags: fc.constantFrom(0, 8) }),
        async (contents, method, options) => {
          const archive = openArchive(new Uint8Array(zip(contents, method, options)));
          for (const [key, value] of Object.entries(contents)) {
            expect(Buffer.from((await archive?.read(key, budgetOf(10_000)))!)).toEqual(Buffer.from(value));
          }
        },
      ),
      { numRuns: 40, seed: 20270301 },
    );
  });
});

describe("an archive that is none", () => {
  const whole = zip({ "a.txt": "first", "b.txt": "second" });
  const end = whole.length - 22;
  const changed = (at: number, ...bytes: number[]) => {
    const copy = new Uint8Array(whole);
    copy.set(bytes, at);
    return copy;
  };

  it.each<[string, Uint8Array]>([
    ["no bytes", new Uint8Array()],
    ["a head alone", bytesOf("PK\x03\x04")],
    ["an end cut off", new Uint8Array(whole.subarray(0, end))],
    ["an end cut in half", new Uint8Array(whole.subarray(0, end + 10))],
    ["a directory behind the file's end", changed(end + 16, 0xff, 0xff, 0xff, 0x7f)],
    ["a directory that begins within a file", changed(end + 16, 3, 0, 0, 0)],
    ["more entries than there are", changed(end + 10, 0xff, 0x7f)],
  ])("%s: no archive", (_, bytes) => {
    expect(openArchive(bytes)).toBeNull();
  });

  it.each<[string, Uint8Array]>([
    ["a password", zip({ "a.txt": "first" }, 8, { flags: 1 })],
    ["a packing of other archivers (LZMA)", zip({ "a.txt": "first" }, 14)],
    ["a packing that is a number only (99)", zip({ "a.txt": "first" }, 99)],
    ["a local header that is none", changed(0, 0)],
    // The place of an entry is the four bytes in front of its name.
    ["a place behind the file's end", changed(whole.lastIndexOf(0x61) - 4, 0xff, 0xff, 0xff, 0xff)],
  ])("%s: the file in it cannot be read, and that is an error", async (_, bytes) => {
    const archive = openArchive(bytes);
    if (archive === null) throw new Error("no archive");
    await expect(archive.read("a.txt", budgetOf(1000))).rejects.toThrow();
  });

  it("any damage is an error or a content, and never without end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const bytes = new Uint8Array(whole);
          for (const [at, byte] of changes) bytes[at] = byte;
          const archive = openArchive(bytes);
          const read = await archive?.read("a.txt", budgetOf(1000)).catch((error: unknown) => error);
          expect(
            read === undefined || read === null || read instanceof Uint8Array || read instanceof Error,
          ).toBe(true);
        },
      ),
      { numRuns: 150, seed: 20270302 },
    );
  });
});

describe("unfolding", () => {
  const packed = deflateRawSync(Buffer.alloc(50_000, "text "));

  it.each([
    ["as much as the budget has", 50_000, 0],
    ["less than it has", 80_000, 30_000],
  ])("%s is taken out of it", async (_, bytes, left) => {
    const budget = budgetOf(bytes);
    expect(await inflate(packed, "deflate-raw", budget, { whole: true })).toHaveLength(50_000);
    expect(budget.bytes).toBe(left);
  });

  it.each([true, false])("one byte more than it has ends it, whole or not (%s)", async (whole) => {
    await expect(inflate(packed, "deflate-raw", budgetOf(49_999), { whole })).rejects.toBeInstanceOf(
      BudgetSpent,
    );
  });

  it("two parts share one budget", async () => {
    const archive = openArchive(new Uint8Array(zip({ a: "x".repeat(600), b: "y".repeat(600) })));
    const budget = budgetOf(1000);
    expect(await archive?.read("a", budget)).toHaveLength(600);
    await expect(archive?.read("b", budget)).rejects.toBeInstanceOf(BudgetSpent);
  });

  it("what is cut short is an error where the whole is wanted, else the text up to there", async () => {
    const words = Array.from({ length: 4000 }, (_, index) => `word ${index * 7919}`).join(" ");
    const half = deflateSync(words).subarray(0, 9000);
    await expect(inflate(half, "deflate", budgetOf(100_000), { whole: true })).rejects.toThrow();
    const read = text(await inflate(half, "deflate", budgetOf(100_000), { whole: false })) ?? "";
    expect(words.startsWith(read)).toBe(true);
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["bytes that were never packed", bytesOf("plain text, as it stands")],
  ])("%s unfolds to nothing where the whole is not wanted", async (_, bytes) => {
    expect(await inflate(bytes, "deflate", budgetOf(1000), { whole: false })).toHaveLength(0);
    await expect(inflate(bytes, "deflate", budgetOf(1000), { whole: true })).rejects.toThrow();
  });
});
