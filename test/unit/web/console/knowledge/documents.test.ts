// A document by its name and by its form: ids that the door takes, tags, what is kept of what is typed, and what is sent.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { decodeDocumentId } from "../../../../../src/core/document-key.ts";
import { createCaller } from "../../../../../src/web/console/http.ts";
import {
  type DocumentDraft,
  type DocumentFields,
  draftOf,
  fieldsOf,
  idFor,
  isChanged,
  isText,
  textToSend,
} from "../../../../../src/web/console/pages/knowledge/document-draft.ts";
import { idOf, idOfFile, tagsOf } from "../../../../../src/web/console/pages/knowledge/document-id.ts";
import {
  changeFacts,
  documentAddress,
  etagOf,
  listDocuments,
  listTags,
  originalAddress,
  putText,
  readDocument,
  readIndexState,
  readOriginal,
  rebuildIndex,
  removeDocument,
  searchKnowledge,
} from "../../../../../src/web/console/pages/knowledge/knowledge-calls.ts";
import type { DocumentFormat, WholeDocument } from "../../../../../src/web/console/pages/knowledge/wire.ts";
import { NEW } from "../../../../../src/web/console/route.ts";

/** What the door makes of the id that an address holds. */
const atDoor = (id: string) => decodeDocumentId(documentAddress(id).split("/").at(-1) ?? "");

describe("the id of a file", () => {
  test.each([
    ["handbook.md", "handbook"],
    ["handbook", "handbook"],
    ["Handbook.MD", "Handbook"],
    ["员工手册.docx", "员工手册"],
    ["员工手册（2026 版）.docx", "员工手册-2026-版"],
    ["2026年度计划.pdf", "2026年度计划"],
    ["Reisekosten übersicht.html", "Reisekosten-übersicht"],
    ["release v2.3.pdf", "release-v2.3"],
    ["release v2.3", "release-v2"],
    ["archive.tar.gz", "archive.tar"],
    ["a.b.c.txt", "a.b.c"],
    ["hr/leave.md", "hr-leave"],
    ["/home/x/docs/leave.md", "home-x-docs-leave"],
    ["C:\\Users\\x\\leave.md", "C-Users-x-leave"],
    ["../../etc/passwd", "etc-passwd"],
    ["...", ""],
    [".env", ""],
    [".gitignore", "gitignore"],
    ["---.md", ""],
    ["- draft -.md", "draft"],
    ["_private_.md", "_private_"],
    ["a   b\t\tc.md", "a-b-c"],
    ["a--b.md", "a--b"],
    ["100% sure?.md", "100-sure"],
    ["a/b/", "a-b"],
    ["", ""],
    [" .md", ""],
    ["🙂🙂.pdf", ""],
    ["team🙂notes.pdf", "team-notes"],
    ["cafe\u0301.md", "caf\u00e9"],
    ["हिन्दी.md", "हिन्दी"],
    ["a.toolongending", "a.toolongending"],
    ["a.文档", "a.文档"],
  ])("%j is %j", (name, id) => {
    expect(idOfFile(name)).toBe(id);
    if (id !== "") expect(atDoor(id)).toBe(id);
  });

  test("is one that the door takes as it is, or none, whatever the file is called", () => {
    const names = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: fc.constantFrom("年", "𠮷", "e\u0301", ".", "-", " ", "/", "a"), maxLength: 160 }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const id = idOfFile(name);
        if (id !== "") expect(atDoor(id)).toBe(id);
      }),
    );
  });

  test.each([
    ["a", 128, 128],
    ["年", 128, 128],
    ["𠮷", 64, 64],
    ["𠮷", 200, 64],
    ["a", 500, 128],
    ["年", 500, 128],
  ])("of %j repeated %i times keeps %i of them", (letter, count, kept) => {
    const id = idOf(letter.repeat(count));
    expect([...id]).toHaveLength(kept);
    expect(atDoor(id)).toBe(id);
  });

  test("is the same when it is made of itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
        expect(idOf(idOf(name))).toBe(idOf(name));
      }),
    );
  });

  test("is never the address of a new document", () => {
    expect(atDoor(NEW)).toBeNull();
  });
});

describe("tags", () => {
  test.each([
    ["", []],
    [" ", []],
    [",,，、;；\n", []],
    ["hr", ["hr"]],
    ["hr,it", ["hr", "it"]],
    [" hr , it ", ["hr", "it"]],
    ["人事，差旅、财务", ["人事", "差旅", "财务"]],
    ["a;b；c\nd", ["a", "b", "c", "d"]],
    ["two words, three", ["two words", "three"]],
    ["hr, hr,hr ,HR", ["hr", "HR"]],
    [",hr,", ["hr"]],
    ["b,a", ["b", "a"]],
  ])("in %j are %j", (text, tags) => {
    expect(tagsOf(text)).toEqual(tags);
  });

  test("are read again as they are written into their field", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const tags = tagsOf(text);
        expect(tagsOf(fieldsOf({ title: "", tags, url: null, content: null }, false).tags)).toEqual(tags);
      }),
    );
  });
});

describe("the form of a document", () => {
  const DRAFT: DocumentDraft = {
    title: "Leave",
    tags: ["hr", "it"],
    url: "https://a.cn/",
    content: "# Leave",
  };
  const fields = (changes: Partial<DocumentFields> = {}, start = DRAFT): DocumentFields => ({
    ...fieldsOf(start, false),
    ...changes,
  });

  test.each<[string, DocumentDraft, boolean, DocumentFields]>([
    ["one that is there", DRAFT, false, { ...DRAFT, id: null, tags: "hr, it", url: "https://a.cn/" }],
    ["a new one", DRAFT, true, { ...DRAFT, id: "", tags: "hr, it", url: "https://a.cn/" }],
    [
      "one without anything",
      { title: "", tags: [], url: null, content: "" },
      true,
      { id: "", title: "", tags: "", url: "", content: "" },
    ],
    [
      "one that came as a file",
      { ...DRAFT, url: null, content: null },
      false,
      { id: null, title: "Leave", tags: "hr, it", url: "", content: null },
    ],
  ])("begins with what is known of %s", (_what, start, isNew, begun) => {
    expect(fieldsOf(start, isNew)).toEqual(begun);
    expect(draftOf(fieldsOf(start, isNew))).toEqual(start);
    expect(isChanged(fieldsOf(start, isNew), start)).toBe(false);
  });

  test.each<[string, Partial<DocumentFields>, Partial<DocumentDraft>]>([
    ["spaces around a title", { title: "  Leave  " }, {}],
    ["another title", { title: "Travel" }, { title: "Travel" }],
    ["spaces around an address", { url: " https://a.cn/ " }, {}],
    ["no address", { url: "" }, { url: null }],
    ["an address of spaces", { url: "   " }, { url: null }],
    ["tags in another writing", { tags: "hr，it" }, {}],
    ["tags twice", { tags: "hr, it, hr" }, {}],
    ["tags in another order", { tags: "it, hr" }, { tags: ["it", "hr"] }],
    ["no tags", { tags: " , " }, { tags: [] }],
    ["another text", { content: "# Leave\n" }, { content: "# Leave\n" }],
    ["spaces in its text", { content: " # Leave" }, { content: " # Leave" }],
    ["no text", { content: "" }, { content: "" }],
  ])("with %s keeps what that means", (_what, typed, kept) => {
    expect(draftOf(fields(typed))).toEqual({ ...DRAFT, ...kept });
    expect(isChanged(fields(typed), DRAFT)).toBe(Object.keys(kept).length > 0);
  });

  test.each<[string, DocumentDraft]>([
    ["a title with spaces around it", { ...DRAFT, title: " Leave " }],
    ["an address with spaces around it", { ...DRAFT, url: " https://a.cn/" }],
    ["tags as no form would write them", { ...DRAFT, tags: ["hr", "hr", " it", "a,b"] }],
    ["an empty address", { ...DRAFT, url: "" }],
  ])("of a document with %s asks for no leave before anything was typed", (_what, start) => {
    expect(isChanged(fieldsOf(start, false), start)).toBe(false);
    expect(isChanged({ ...fieldsOf(start, false), title: "Another" }, start)).toBe(true);
  });

  test.each<[string | null, string, string]>([
    ["leave", "Leave", "leave"],
    [" leave ", "Leave", "leave"],
    ["", "Leave of absence", "Leave-of-absence"],
    ["   ", "请假 制度", "请假-制度"],
    [null, "Leave", "Leave"],
    ["", "???", "document"],
    ["", "", "document"],
    ["a b", "Leave", "a b"],
  ])("with the id %j and the title %j is kept as %j", (id, title, kept) => {
    expect(idFor(fields({ id, title }))).toBe(kept);
  });
});

describe("a document that was changed", () => {
  const document = (format: DocumentFormat, truncated = false): WholeDocument => ({
    id: "leave",
    title: "Leave",
    format,
    language: "en",
    tags: ["hr"],
    url: null,
    bytes: 7,
    sha256: "0",
    passages: 1,
    updated_at: "2026-11-25T10:00:00.000Z",
    content: "Leave",
    truncated,
  });
  const draft = (content: string | null): DocumentDraft => ({ title: "New", tags: [], url: null, content });

  test.each<[DocumentFormat, boolean, boolean]>([
    ["markdown", false, true],
    ["text", false, true],
    ["markdown", true, false],
    ["text", true, false],
    ["html", false, false],
    ["csv", false, false],
    ["pdf", false, false],
    ["docx", false, false],
  ])("as %s, shown in part %s, is text to be edited here: %s", (format, truncated, editable) => {
    expect(isText(document(format, truncated))).toBe(editable);
    const sent = textToSend(document(format, truncated), "# Leave", draft("# Other"));
    expect(sent).toEqual(editable ? { title: "New", tags: [], url: null, content: "# Other", format } : null);
  });

  test.each<[string | null, string | null, boolean]>([
    ["# Leave", "# Leave", false],
    ["# Leave", "# Leave\n", true],
    ["# Leave", "", true],
    ["# Leave", null, false],
    [null, "# Leave", true],
    ["", "", false],
  ])("from %j to %j sends its text: %s", (original, content, sends) => {
    expect(textToSend(document("markdown"), original, draft(content)) !== null).toBe(sends);
  });
});

describe("a call about documents", () => {
  const { signal } = new AbortController();

  function stage(answer: (address: string, init?: RequestInit) => Response = () => Response.json({})) {
    const fetching = vi.fn<typeof fetch>(async (address, init) => answer(String(address), init));
    const caller = createCaller({ fetch: fetching, onSignedOut: () => undefined });
    const calls = () =>
      fetching.mock.calls.map(([address, init]) => ({
        call: `${init?.method ?? "GET"} ${String(address)}`,
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: init?.body === undefined ? null : JSON.parse(String(init.body)),
      }));
    return { caller, calls, fetching };
  }

  const FACTS = { title: "T", tags: ["hr"], url: null };
  const TEXT = { ...FACTS, content: "c", format: "markdown" as const };
  const json = { "content-type": "application/json" };

  test.each<[string, (caller: ReturnType<typeof createCaller>) => Promise<unknown>, object, unknown]>([
    [
      "GET /api/admin/knowledge?q=a+b&tag=hr",
      (c) => listDocuments(c, { q: "a b", tag: "hr" }, signal),
      {},
      null,
    ],
    ["GET /api/admin/knowledge", (c) => listDocuments(c, { q: "", tag: null }, signal), {}, null],
    ["GET /api/admin/knowledge/%E6%89%8B%E5%86%8C/original", (c) => readOriginal(c, "手册"), {}, null],
    ["DELETE /api/admin/knowledge/a", (c) => removeDocument(c, "a"), {}, null],
    [
      "PATCH /api/admin/knowledge/a",
      (c) => changeFacts(c, "a", FACTS, '"1"'),
      { ...json, "if-match": '"1"' },
      FACTS,
    ],
    ["PUT /api/admin/knowledge/a", (c) => putText(c, "a", TEXT, '"1"'), { ...json, "if-match": '"1"' }, TEXT],
    [
      "PUT /api/admin/knowledge/a",
      (c) => putText(c, "a", TEXT, null),
      { ...json, "if-none-match": "*" },
      TEXT,
    ],
    ["GET /api/admin/knowledge-index", (c) => readIndexState(c, signal), {}, null],
    ["POST /api/admin/knowledge-index", (c) => rebuildIndex(c), {}, null],
    [
      "POST /api/admin/knowledge-search",
      (c) => searchKnowledge(c, { question: "q", before: ["b"], tags: [] }, signal),
      json,
      { question: "q", before: ["b"], tags: [], limit: 5 },
    ],
  ])("goes to %s with its condition and its body", async (call, make, headers, body) => {
    const { caller, calls } = stage();
    await make(caller);
    expect(calls()).toEqual([{ call, headers, body }]);
  });

  test("finds a document and its ETag, or that there is none to be matched", async () => {
    const withTag = stage(() => Response.json({ id: "a" }, { headers: { etag: '"9"' } }));
    expect(await readDocument(withTag.caller, "a")).toEqual({ document: { id: "a" }, etag: '"9"' });
    const without = stage();
    expect((await readDocument(without.caller, "a", signal)).etag).toBe("*");
    expect(without.fetching.mock.lastCall?.[1]?.signal).toBe(signal);
  });

  test("knows whether an id is taken, and does not take a failure for an answer", async () => {
    const taken = stage(() => new Response(null, { headers: { etag: '"9"' } }));
    expect(await etagOf(taken.caller, "a")).toBe('"9"');
    expect(taken.calls()[0]?.call).toBe("HEAD /api/admin/knowledge/a");
    const free = stage(() => new Response(null, { status: 404 }));
    expect(await etagOf(free.caller, "a")).toBeNull();
    for (const status of [401, 403, 429, 500, 503]) {
      const failing = stage(() => new Response(null, { status }));
      await expect(etagOf(failing.caller, "a")).rejects.toMatchObject({ refusal: { status } });
    }
  });

  test("gathers tags of no more pages than a page can wait for", async () => {
    const endless = stage((address) => Response.json({ data: [{ tags: [address] }], next_cursor: "more" }));
    const tags = await listTags(endless.caller, signal);
    expect(endless.fetching).toHaveBeenCalledTimes(10);
    expect(tags).toHaveLength(2);
    const empty = stage(() => Response.json({ data: [], next_cursor: null }));
    expect(await listTags(empty.caller, signal)).toEqual([]);
  });

  test("leads to where the document and its original are, whatever it is called", () => {
    expect(documentAddress("a b/c?d#e")).toBe("/api/admin/knowledge/a%20b%2Fc%3Fd%23e");
    expect(originalAddress("手册.v2")).toBe("/api/admin/knowledge/%E6%89%8B%E5%86%8C.v2/original");
  });
});
