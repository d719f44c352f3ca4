// The doors of documents, of signed links and of what is found: what a request says becomes an offer to the keeper, and what is no good
// never reaches it.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { DocumentRecord } from "../../../src/core/document.ts";
import { type DocumentOffer, type DocumentWish, documentTag } from "../../../src/core/document-offer.ts";
import type { Failure } from "../../../src/core/error.ts";
import { fail, succeed } from "../../../src/core/result.ts";
import { mountKnowledge } from "../../../src/http/admin/knowledge.ts";
import { mountKnowledgeIndex } from "../../../src/http/admin/knowledge-index.ts";
import { mountLinks } from "../../../src/http/admin/links.ts";
import { DOCUMENT_BODY_BYTES, limitBody } from "../../../src/http/body.ts";
import { mountDownloads } from "../../../src/http/downloads.ts";
import { DocumentFiles } from "../../../src/storage/document-files.ts";
import { Files } from "../../../src/storage/files.ts";
import { MemoryBucket } from "../../support/memory-bucket.ts";
import { type Call, doorsOf, saidBy } from "./doors.ts";

const current = vi.hoisted(() => ({ services: {} as unknown }));
vi.mock("../../../src/services.ts", () => ({ LOG_SHARDS: 1, servicesOf: () => current.services }));

const KNOWLEDGE = "/api/admin/knowledge";
const NOW = Date.UTC(2026, 0, 31);

let memory: MemoryBucket;
let offers: { id: string; offer: DocumentOffer }[];
let removed: unknown[][];
/** What the keeper says to one offer after the other; then that it is new. */
let failures: Failure[];
let records: Map<string, DocumentRecord>;
let asked: unknown[][];
let listed: unknown[];
let adminToken: string | null;
let now: number;
let call: Call;

function recordOf(id: string, more: Partial<DocumentRecord> = {}): DocumentRecord {
  return {
    id,
    title: `Title of ${id}`,
    format: "markdown",
    language: "en",
    tags: ["kept"],
    url: null,
    bytes: 4,
    sha256: "a".repeat(64),
    passages: 1,
    updated_at: "2026-01-31T00:00:00.000Z",
    ...more,
  };
}

beforeEach(() => {
  memory = new MemoryBucket();
  [offers, removed, failures, asked, listed] = [[], [], [], [], []];
  [records, adminToken, now] = [new Map(), "admin-token", NOW];
  const documents = {
    find: async (id: string) => records.get(id) ?? null,
    list: async (query: { after: string | null; limit: number }) => {
      listed.push(query);
      const rows = [...records.values()].filter(({ id }) => id > (query.after ?? ""));
      return rows.slice(0, query.limit);
    },
    sameAs: async () => [],
    read: async (bytes: Uint8Array) => succeed({ content: new TextDecoder().decode(bytes) }),
    textOf: (content: string) => content,
    textLeft: async () => "what is left",
  };
  current.services = {
    documents,
    documentFiles: new DocumentFiles(memory.bucket),
    files: new Files(memory.bucket),
    config: {
      get adminToken() {
        return adminToken;
      },
    },
    now: () => now,
    retrieve: async (...question: unknown[]) => {
      asked.push(question);
      return { looked_for: [], passages: [], candidates: [] };
    },
  };
  const keeper = {
    async put(id: string, offer: DocumentOffer) {
      offers.push({ id, offer: structuredClone(offer) });
      const failure = failures.shift();
      return failure === undefined ? succeed({ record: recordOf(id), became: "created" }) : fail(failure);
    },
    async remove(...given: unknown[]) {
      removed.push(given);
      return succeed(null);
    },
    state: async () => ({ documents: 1 }),
    rebuild: async () => ({ documents: 2 }),
  };
  call = doorsOf(
    (app) => {
      app.on("PUT", `${KNOWLEDGE}/*`, limitBody(DOCUMENT_BODY_BYTES));
      mountKnowledge(app);
      mountKnowledgeIndex(app);
      mountLinks(app);
      mountDownloads(app);
    },
    { DOCUMENTS: { getByName: () => keeper } },
  );
});

const put = (path: string, body: unknown, headers?: Record<string, string>) =>
  call("PUT", `${KNOWLEDGE}/${path}`, body, headers);
const DOCUMENT = { title: "Leave", content: "Ten days." };
const wishOf = (place = 0) => offers[place]?.offer.wish;

describe("a document as JSON", () => {
  it.each<[string, object]>([
    ["400 invalid_value title", { content: "a" }],
    ["400 invalid_value title", { ...DOCUMENT, title: "" }],
    ["400 invalid_value title", { ...DOCUMENT, title: " \t " }],
    ["400 invalid_value title", { ...DOCUMENT, title: "a".repeat(201) }],
    ["400 invalid_value title", { ...DOCUMENT, title: "a\u0007b" }],
    ["400 invalid_value title", { ...DOCUMENT, title: "two\nlines" }],
    ["400 invalid_value title", { ...DOCUMENT, title: null }],
    ["400 invalid_value title", { ...DOCUMENT, title: ["a"] }],
    ["400 invalid_value content", { title: "a" }],
    ["400 invalid_value content", { title: "a", content: null }],
    ["400 invalid_value content", { title: "a", content: { text: "a" } }],
    ["400 invalid_value format", { ...DOCUMENT, format: "pdf" }],
    ["400 invalid_value format", { ...DOCUMENT, format: "docx" }],
    ["400 invalid_value format", { ...DOCUMENT, format: "Markdown" }],
    ["400 invalid_value format", { ...DOCUMENT, format: "" }],
    ["400 invalid_value tags", { ...DOCUMENT, tags: "hr" }],
    ["400 invalid_value tags", { ...DOCUMENT, tags: Array(21).fill("a") }],
    ["400 invalid_value tags.0", { ...DOCUMENT, tags: [""] }],
    ["400 invalid_value tags.1", { ...DOCUMENT, tags: ["a", "b,c"] }],
    ["400 invalid_value tags.0", { ...DOCUMENT, tags: ["a".repeat(51)] }],
    ["400 invalid_value tags.0", { ...DOCUMENT, tags: [7] }],
    ["400 invalid_value url", { ...DOCUMENT, url: "wiki.example/leave" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "/leave" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "javascript:alert(1)" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "data:text/html,a" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "file:///etc/passwd" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "https://ann:secret@wiki.example/" }],
    ["400 invalid_value url", { ...DOCUMENT, url: "https://ann@wiki.example/" }],
    ["400 invalid_value url", { ...DOCUMENT, url: `https://a.example/${"a".repeat(2_000)}` }],
    ["400 invalid_value url", { ...DOCUMENT, url: "" }],
  ])("is refused as %s: %j", async (said, body) => {
    expect(await saidBy(await put("leave", body))).toBe(said);
    expect([offers, memory.calls]).toEqual([[], []]);
  });

  it.each<[string, object, Partial<DocumentWish>]>([
    ["little", DOCUMENT, { title: "Leave", format: "markdown", tags: [], url: null, fileName: null }],
    ["blanks around it", { ...DOCUMENT, title: " Leave ", tags: [" a "] }, { title: "Leave", tags: ["a"] }],
    ["a tag twice", { ...DOCUMENT, tags: ["a", "b", "a "] }, { tags: ["a", "b"] }],
    [
      "nothing by null",
      { ...DOCUMENT, tags: null, url: null, format: null },
      { tags: [], url: null, format: "markdown" },
    ],
    ["200 characters of title", { ...DOCUMENT, title: "标".repeat(200) }, { title: "标".repeat(200) }],
    ["20 tags of 50", { ...DOCUMENT, tags: [..."abcdefghijklmnopqrst"].map((a) => a.repeat(50)) }, {}],
    [
      "an address with a port",
      { ...DOCUMENT, url: "http://wiki.example:8080/a?b#c" },
      { url: "http://wiki.example:8080/a?b#c" },
    ],
    ["another format", { ...DOCUMENT, format: "csv" }, { format: "csv" }],
    ["a field that nobody knows", { ...DOCUMENT, author: "Ann" }, { title: "Leave" }],
  ])("may say %s", async (_, body, wish) => {
    expect((await put("leave", body)).status).toBe(201);
    expect(wishOf()).toMatchObject(wish);
  });
});

describe("a document as a file", () => {
  it.each<[string, string, Record<string, string>, Partial<DocumentWish>]>([
    [
      "nothing",
      "f",
      {},
      { title: null, format: null, tags: [], url: null, fileName: null, contentType: null },
    ],
    [
      "its type",
      "f",
      { "content-type": "text/plain; charset=gbk" },
      { contentType: "text/plain; charset=gbk" },
    ],
    [
      "all in the address",
      "f?title=A%20b&tags=x,y&url=https://a.example/&format=pdf&filename=a.pdf",
      {},
      { title: "A b", tags: ["x", "y"], url: "https://a.example/", format: "pdf", fileName: "a.pdf" },
    ],
    [
      "empty values, which are none",
      "f?title=&tags=&url=&format=&filename=",
      {},
      { title: null, tags: [], url: null, format: null, fileName: null },
    ],
    [
      "its name in quotes",
      "f",
      { "content-disposition": 'attachment; filename="Leave 2026.md"' },
      { fileName: "Leave 2026.md" },
    ],
    [
      "its name without",
      "f",
      { "content-disposition": "attachment; filename=leave.md; size=3" },
      { fileName: "leave.md" },
    ],
    [
      "its name encoded, which goes before",
      "f",
      { "content-disposition": "attachment; filename=\"a.md\"; filename*=UTF-8''%E5%81%87.md" },
      { fileName: "假.md" },
    ],
    [
      "its name with a language",
      "f",
      { "content-disposition": "attachment; filename*=utf-8'zh'%E5%81%87.md" },
      { fileName: "假.md" },
    ],
    [
      "its name encoded badly",
      "f",
      { "content-disposition": "attachment; filename*=UTF-8''%E5%8.md" },
      { fileName: null },
    ],
    ["no name", "f", { "content-disposition": "inline" }, { fileName: null }],
    [
      "another name in the address, which goes before",
      "f?filename=b.md",
      { "content-disposition": 'attachment; filename="a.md"' },
      { fileName: "b.md" },
    ],
    [
      "a long name, whose end says what it is",
      `f?filename=${"a".repeat(250)}.docx`,
      {},
      { fileName: `${"a".repeat(95)}.docx` },
    ],
  ])("may say %s", async (_, path, headers, wish) => {
    const type = headers["content-type"] ?? "application/octet-stream";
    expect((await put(path, "bytes", { "content-type": type, ...headers })).status).toBe(201);
    expect(wishOf()).toMatchObject({ ...wish, ...(wish.contentType === null && { contentType: type }) });
  });

  it.each<[string, string, Record<string, string>]>([
    ["415 unsupported_media_type", "f", { "content-type": "multipart/form-data; boundary=a" }],
    ["415 unsupported_media_type", "f", { "content-type": "Multipart/Mixed" }],
    ["400 invalid_content_range Content-Range", "f", { "content-range": "bytes 0-4/10" }],
    ["400 invalid_value format", "f?format=xlsx", {}],
    ["400 invalid_value title", `f?title=${"a".repeat(201)}`, {}],
    ["400 invalid_value tags.1", "f?tags=a,,b", {}],
    ["400 invalid_value tags", `f?tags=${Array(21).fill("a").join(",")}`, {}],
    ["400 invalid_value url", "f?url=ftp://a.example/", {}],
    ["400 invalid_value filename", `f?filename=${"a".repeat(301)}`, {}],
    ["400 invalid_value filename", "f?filename=a%00.md", {}],
    ["413 body_too_large", "f", { "content-length": String(20 * 1024 * 1024 + 1) }],
  ])("is refused as %s: %s %j", async (said, path, headers) => {
    expect(await saidBy(await put(path, "bytes", { "content-type": "text/plain", ...headers }))).toBe(said);
    expect([offers, memory.calls]).toEqual([[], []]);
  });

  it("goes along with its sum, its length and its conditions; a large one waits in the bucket, and not for ever", async () => {
    const headers = { "content-type": "text/plain", "if-match": '"1"', "if-none-match": "*" };
    await put("f", "abc", headers);
    expect(offers[0]?.offer).toMatchObject({
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      length: 3,
      conditions: { ifMatch: '"1"', ifNoneMatch: "*" },
    });
    const large = new Uint8Array(1024 * 1024 + 1);
    await put("f", large, { "content-type": "text/plain" });
    failures = [{ kind: "invalid", code: "not_text", message: "no" }];
    expect(await saidBy(await put("f", large, { "content-type": "text/plain" }))).toBe("400 not_text");
    const keys = offers.slice(1).map(({ offer }) => offer.body);
    expect(keys).toEqual([expect.stringMatching(/^uploads\//), expect.stringMatching(/^uploads\//)]);
    expect(memory.keys()).toEqual([]);
  });
});

describe("an id", () => {
  it.each([
    ["a", "a"],
    ["A-1_b.C", "A-1_b.C"],
    ["%E5%91%98%E5%B7%A5", "员工"],
    ["e%CC%81", "é"],
    ["a".repeat(128), "a".repeat(128)],
    [encodeURIComponent("字".repeat(128)), "字".repeat(128)],
    ["...", "..."],
  ])("%s names the document %s", async (path, id) => {
    expect((await put(path, DOCUMENT)).status).toBe(201);
    expect(offers[0]?.id).toBe(id);
  });

  it.each([
    "a%2Fb",
    "%2E%2E%2Fa",
    "a%00",
    "a%0A",
    "a%20b",
    "a".repeat(129),
    "a%5Cb",
    "%ff",
    "%",
    "a:b",
    "a%3Fb",
    "%F0%9F%98%80",
  ])("is none as %s, at every door", async (path) => {
    for (const [method, more, body] of [
      ["GET", "", undefined],
      ["PUT", "", DOCUMENT],
      ["PATCH", "", {}],
      ["DELETE", "", undefined],
      ["GET", "/original", undefined],
    ] as const)
      expect(await saidBy(await call(method, `${KNOWLEDGE}/${path}${more}`, body))).toBe("400 invalid_id id");
    expect([offers, removed]).toEqual([[], []]);
  });
});

describe("a change of what is said of a document", () => {
  const unmet: Failure = { kind: "precondition_failed" };
  const patch = (body: unknown, headers = {}) => call("PATCH", `${KNOWLEDGE}/leave`, body, headers);

  beforeEach(() => {
    records.set("leave", recordOf("leave"));
    const facts = {
      id: "leave",
      title: "Old",
      format: "text",
      tags: ["kept"],
      url: "https://a.example/",
      sha256: "s",
      fileName: "leave.txt",
      contentType: "text/plain",
      updatedAt: "2026",
    };
    memory.place("knowledge/leave/leave.txt", "text", { document: JSON.stringify(facts) });
  });

  it.each<[object, object]>([
    [{}, { title: "Old", tags: ["kept"], url: "https://a.example/" }],
    [{ title: " New " }, { title: "New", tags: ["kept"], url: "https://a.example/" }],
    [{ tags: [] }, { title: "Old", tags: [], url: "https://a.example/" }],
    [{ url: null }, { title: "Old", tags: ["kept"], url: null }],
    [
      { url: "https://b.example/", tags: ["x"] },
      { title: "Old", tags: ["x"], url: "https://b.example/" },
    ],
  ])("%j leaves the rest as it is, and the file where it lies", async (body, said) => {
    expect((await patch(body)).status).toBe(200);
    expect(offers[0]?.offer).toMatchObject({
      wish: { ...said, format: "text", fileName: "leave.txt", contentType: "text/plain" },
      body: "knowledge/leave/leave.txt",
      sha256: "s",
      length: 4,
      conditions: { ifMatch: documentTag(recordOf("leave")) },
    });
  });

  it.each<[string, unknown]>([
    ["400 invalid_value title", { title: "" }],
    ["400 invalid_value title", { title: null }],
    ["400 invalid_value tags", { tags: null }],
    ["400 invalid_value tags.0", { tags: ["a,b"] }],
    ["400 invalid_value url", { url: "mailto:a@b.example" }],
    ["400 invalid_value", "null"],
  ])("is refused as %s: %j", async (said, body) => {
    const headers = { "content-type": "application/json" };
    expect(await saidBy(await patch(body, headers))).toBe(said);
    expect(offers).toEqual([]);
  });

  it.each([
    [1, {}, "200", 2],
    [3, {}, "200", 4],
    [4, {}, "412 precondition_failed", 4],
    [1, { "if-match": '"mine"' }, "412 precondition_failed", 1],
  ])("that %i others are faster than, with %j: %s after %i tries", async (count, headers, said, tries) => {
    failures = Array(count).fill(unmet);
    expect(await saidBy(await patch({ title: "New" }, headers))).toBe(said);
    expect(offers).toHaveLength(tries);
  });

  it("is refused where there is no document, or no file of it any more", async () => {
    memory.objects.clear();
    expect(await saidBy(await patch({ title: "New" }))).toBe("404 document_not_found");
    expect(await saidBy(await call("PATCH", `${KNOWLEDGE}/other`, {}))).toBe("404 document_not_found");
    expect(offers).toEqual([]);
  });

  it("a document is shown as it was read, or as it is left where its file is gone, and at most a million characters of it", async () => {
    const shown = async () =>
      (await call("GET", `${KNOWLEDGE}/leave`)).json() as Promise<Record<string, unknown>>;
    expect(await shown()).toMatchObject({ id: "leave", content: "text", truncated: false });
    memory.place("knowledge/leave/leave.txt", `${"x".repeat(999_999)}😀`, {
      document: '{"format":"text"}',
    });
    const whole = await shown();
    expect([String(whole.content).length, whole.truncated]).toEqual([1_000_000, true]);
    expect(String(whole.content).isWellFormed()).toBe(true);
    memory.objects.clear();
    expect(await shown()).toMatchObject({ content: "what is left", truncated: false });
    const head = await call("HEAD", `${KNOWLEDGE}/leave`);
    expect([head.status, head.headers.get("etag")]).toEqual([200, documentTag(recordOf("leave"))]);
  });
});

describe("the list of documents", () => {
  it.each<[string, object]>([
    ["", { after: null, limit: 51 }],
    ["?limit=1", { after: null, limit: 2 }],
    ["?limit=999", { after: null, limit: 201 }],
    ["?q=leave&tag=hr", { after: null, limit: 51, q: "leave", tag: "hr" }],
    ["?q=%20&tag=", { after: null, limit: 51 }],
  ])("%s asks for %j", async (query, wanted) => {
    expect((await call("GET", `${KNOWLEDGE}${query}`)).status).toBe(200);
    expect(listed).toEqual([wanted]);
  });

  it("has a cursor that holds for the same question only", async () => {
    for (const id of ["a", "b", "c"]) records.set(id, recordOf(id));
    const first = (await (await call("GET", `${KNOWLEDGE}?q=t&limit=2`)).json()) as { next_cursor: string };
    expect(
      await (await call("GET", `${KNOWLEDGE}?limit=9&q=t&cursor=${first.next_cursor}`)).json(),
    ).toMatchObject({
      data: [{ id: "c" }],
      next_cursor: null,
    });
    for (const query of ["q=u", "q=t&tag=x", "limit=2"])
      expect(await saidBy(await call("GET", `${KNOWLEDGE}?${query}&cursor=${first.next_cursor}`))).toBe(
        "400 invalid_cursor cursor",
      );
  });

  it.each([
    ["?limit=0", "400 invalid_limit limit"],
    ["?limit=-1", "400 invalid_limit limit"],
    [`?q=${"a".repeat(201)}`, "400 invalid_query q"],
    [`?tag=${"a".repeat(201)}`, "400 invalid_filter tag"],
    ["?cursor=abc", "400 invalid_cursor cursor"],
  ])("%s is refused as %s", async (query, said) => {
    expect(await saidBy(await call("GET", `${KNOWLEDGE}${query}`))).toBe(said);
    expect(listed).toEqual([]);
  });
});

describe("a question to the documents", () => {
  const search = (body: unknown) => call("POST", "/api/admin/knowledge-search", body);

  it.each<[object, unknown[]]>([
    [{ question: " leave? " }, [{ text: "leave?", before: [] }, "all", 5]],
    [{ question: "q", before: ["b", "a"], limit: 20 }, [{ text: "q", before: ["b", "a"] }, "all", 20]],
    [{ question: "q", tags: ["hr", "hr"] }, [{ text: "q", before: [] }, { tags: ["hr"] }, 5]],
    [{ question: "q", tags: [], before: null, limit: null }, [{ text: "q", before: [] }, "all", 5]],
  ])("%j looks for %j", async (body, question) => {
    expect((await search(body)).status).toBe(200);
    expect(asked).toEqual([question]);
  });

  it.each<[string, object]>([
    ["400 invalid_value question", {}],
    ["400 invalid_value question", { question: " " }],
    ["400 invalid_value question", { question: "a".repeat(2_001) }],
    ["400 invalid_value before", { question: "a", before: Array(11).fill("b") }],
    ["400 invalid_value before.0", { question: "a", before: [""] }],
    ["400 invalid_value limit", { question: "a", limit: 0 }],
    ["400 invalid_value limit", { question: "a", limit: 21 }],
    ["400 invalid_value limit", { question: "a", limit: 1.5 }],
    ["400 invalid_value tags.0", { question: "a", tags: ["a,b"] }],
  ])("is refused as %s: %j", async (said, body) => {
    expect(await saidBy(await search(body))).toBe(said);
    expect(asked).toEqual([]);
  });

  it.each([
    ["GET", "/api/admin/knowledge-index", 200, 1],
    ["POST", "/api/admin/knowledge-index", 202, 2],
  ])("%s %s is %i", async (method, path, status, documents) => {
    const response = await call(method, path);
    expect([response.status, await response.json()]).toEqual([status, { documents }]);
  });
});

describe("a signed link", () => {
  const link = (body: unknown) => call("POST", "/api/admin/links", body);
  const made = async (key = "models/w.bin", expires_in = 60) => {
    const { url } = (await (await link({ key, expires_in })).json()) as { url: string };
    return new URL(url).pathname;
  };

  beforeEach(() => {
    for (const key of ["models/w.bin", "knowledge/a/b.md", "logs/2026.jsonl", "backups/1.json"])
      memory.place(key, "bytes");
  });

  it.each<[string, object]>([
    ["400 invalid_value key", { expires_in: 60 }],
    ["400 invalid_value key", { key: "logs/2026.jsonl", expires_in: 60 }],
    ["400 invalid_value key", { key: "backups/1.json", expires_in: 60 }],
    ["400 invalid_value key", { key: "catalogue.json", expires_in: 60 }],
    ["400 invalid_value key", { key: "models/../logs/2026.jsonl", expires_in: 60 }],
    ["400 invalid_value key", { key: "/models/w.bin", expires_in: 60 }],
    ["400 invalid_value key", { key: "models/", expires_in: 60 }],
    ["400 invalid_value key", { key: 7, expires_in: 60 }],
    ["400 invalid_value expires_in", { key: "models/w.bin" }],
    ["400 invalid_value expires_in", { key: "models/w.bin", expires_in: 59 }],
    ["400 invalid_value expires_in", { key: "models/w.bin", expires_in: 604_801 }],
    ["400 invalid_value expires_in", { key: "models/w.bin", expires_in: 60.5 }],
    ["400 invalid_value expires_in", { key: "models/w.bin", expires_in: "60" }],
    ["404 file_not_found", { key: "models/other.bin", expires_in: 60 }],
  ])("is refused as %s: %j", async (said, body) => {
    expect(await saidBy(await link(body))).toBe(said);
  });

  it.each([
    ["models/w.bin", 60],
    ["knowledge/a/b.md", 604_800],
  ])("of %s holds for %i seconds, and not for a moment longer", async (key, seconds) => {
    const response = await link({ key, expires_in: seconds });
    const { url, expires_at } = (await response.json()) as { url: string; expires_at: string };
    expect([response.status, Date.parse(expires_at)]).toEqual([201, NOW + seconds * 1000]);
    const path = new URL(url).pathname;
    now = NOW + seconds * 1000 - 1;
    const file = await call("HEAD", path);
    expect([file.status, file.headers.get("cache-control")]).toEqual([
      200,
      "private, no-store, no-transform",
    ]);
    now += 1;
    expect(await saidBy(await call("GET", path))).toBe("403 link_expired");
  });

  it("ends with the token that made it, and no other one opens anything", async () => {
    const path = await made();
    adminToken = "another-token";
    expect(await saidBy(await call("GET", path))).toBe("404 link_not_found");
    adminToken = null;
    expect(await saidBy(await call("GET", path))).toBe("404 link_not_found");
    expect(await saidBy(await link({ key: "models/w.bin", expires_in: 60 }))).toMatch(/^503 /);
    adminToken = "admin-token";
    const other = await made("knowledge/a/b.md");
    const [claim, signature] = [path.split(".")[0], other.split(".")[1]];
    for (const wrong of [
      `${claim}.${signature}`,
      `${claim}`,
      `${path}.x`,
      `${path}0`,
      "/download/x.y",
      `/download/${path.slice(10).toUpperCase()}`,
    ])
      expect(await saidBy(await call("GET", wrong)), wrong).toMatch(/^404/);
  });

  it("leads nowhere when its file is gone, and to the version that a condition names only", async () => {
    const path = await made();
    expect(await saidBy(await call("GET", path, undefined, { "if-match": '"other"' }))).toBe(
      "412 precondition_failed",
    );
    expect(await saidBy(await call("POST", path))).toBe("405 method_not_allowed");
    memory.objects.clear();
    expect(await saidBy(await call("GET", path))).toBe("404 file_not_found");
  });
});

it.each([
  ["PUT", ""],
  ["POST", "/leave"],
  ["POST", "/leave/original"],
  ["DELETE", "/leave/original"],
  ["DELETE", "-index"],
  ["GET", "-search"],
])("%s of /api/admin/knowledge%s is not allowed, and says what is", async (method, path) => {
  const response = await call(method, `${KNOWLEDGE}${path}`, method === "GET" ? undefined : {});
  expect([response.status, response.headers.get("allow")]).toEqual([405, expect.stringMatching(/[A-Z]/)]);
});

it("a removal is the keeper's, with its condition", async () => {
  expect((await call("DELETE", `${KNOWLEDGE}/%E5%81%87`, undefined, { "if-match": '"1"' })).status).toBe(204);
  expect(removed).toEqual([["假", { ifMatch: '"1"', ifNoneMatch: undefined }]]);
});
