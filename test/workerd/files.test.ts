// The files API: written whole or not at all, read in pieces, and nothing outside its folders.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeCursor } from "../../src/core/cursor.ts";
import type { StoredFile } from "../../src/core/file.ts";
import { toHex } from "../../src/core/identifier.ts";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import { Files } from "../../src/storage/files.ts";
import { PartUploads } from "../../src/storage/part-uploads.ts";
import { ADMIN, bearer, call, fresh } from "./support.ts";

const FILES = "/api/admin/files";
const MIB = 1024 * 1024;

type Headers = Record<string, string>;

function files(path: string, init: RequestInit & { headers?: Headers } = {}): Promise<Response> {
  return call(`${FILES}${path}`, { ...init, headers: { ...bearer(ADMIN), ...init.headers } });
}

function put(key: string, body: BodyInit | null, headers: Headers = {}): Promise<Response> {
  return files(`/${key}`, { method: "PUT", body, headers });
}

async function stored(key: string, body: BodyInit, headers: Headers = {}): Promise<StoredFile> {
  const response = await put(key, body, headers);
  expect(response.status, await response.clone().text()).toBe(201);
  return response.json<StoredFile>();
}

/** Status and code, after a look at what every refusal has in common. */
async function refusal(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer;
  const { error, request_id } = await response.json<ErrorEnvelope>();
  expect(error.message).not.toBe("");
  expect(response.headers.get("x-request-id")).toBe(request_id);
  return `${response.status} ${error.code}`;
}

async function sha256(bytes: Uint8Array | string): Promise<string> {
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
}

/** Bytes that do not repeat where parts or blocks begin. */
function bytes(length: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let index = 0; index < words.length; index += 1) words[index] = (index + seed) * 2_654_435_761;
  return new Uint8Array(words.buffer, 0, length);
}

/** A body whose length nobody knows beforehand; it breaks off at the end if told so. */
function streamOf(whole: Uint8Array, broken = false): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent < whole.length) {
        controller.enqueue(whole.slice(sent, sent + 700_001));
        sent += 700_001;
      } else if (broken) controller.error(new Error("the line is gone"));
      else controller.close();
    },
  });
}

async function keysIn(prefix = ""): Promise<string[]> {
  return (await env.FILES.list({ prefix })).objects.map(({ key }) => key);
}

const sized = (body: Uint8Array): Headers => ({ "content-length": String(body.length) });

afterEach(async () => {
  vi.restoreAllMocks();
  // A completed upload is remembered for a while, by a note and nothing else.
  const left = (await keysIn("uploads/")).filter((key) => !key.endsWith("/note.json"));
  expect(left, "nothing is left aside").toEqual([]);
});

describe("a file", () => {
  it("comes back as it was sent, with its type, its ETag and its SHA-256, and is gone when it is deleted", async () => {
    const key = `knowledge/${fresh("guide")}.csv`;
    const text = "选课,1\n";
    const response = await put(key, text, { "content-type": "text/csv; charset=utf-8" });
    expect(response.status).toBe(201);
    const file = await response.json<StoredFile>();
    expect(file).toEqual({
      key,
      size: 9,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      sha256: await sha256(text),
      content_type: "text/csv; charset=utf-8",
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(response.headers.get("etag")).toBe(file.etag);
    expect(response.headers.get("x-content-sha256")).toBe(file.sha256);
    for (const method of ["GET", "HEAD"]) {
      const read = await files(`/${key}`, { method });
      expect(read.status).toBe(200);
      expect(Object.fromEntries(read.headers)).toMatchObject({
        "content-type": "text/csv; charset=utf-8",
        "content-length": "9",
        "accept-ranges": "bytes",
        etag: file.etag,
        "x-content-sha256": file.sha256,
        "last-modified": new Date(file.updated_at).toUTCString(),
        "cache-control": "no-store, no-transform",
      });
      expect(await read.text()).toBe(method === "GET" ? text : "");
    }
    const deleted = await files(`/${key}`, { method: "DELETE" });
    expect([deleted.status, await deleted.text()]).toEqual([204, ""]);
    for (const method of ["GET", "DELETE"])
      expect(await refusal(files(`/${key}`, { method }))).toBe("404 file_not_found");
    expect((await files(`/${key}`, { method: "HEAD" })).status).toBe(404);
  });

  it("that is replaced says 200, and may be empty", async () => {
    const key = `backups/${fresh("b")}`;
    await stored(key, "one");
    const replaced = await put(key, null);
    expect(replaced.status).toBe(200);
    expect(await replaced.json<StoredFile>()).toMatchObject({ size: 0, sha256: await sha256("") });
    const read = await files(`/${key}`);
    expect([read.status, await read.text()]).toEqual([200, ""]);
    expect(await refusal(files(`/${key}`, { headers: { range: "bytes=0-" } }))).toBe(
      "416 range_not_satisfiable",
    );
  });

  it("is saved and never shown on our origin, whatever it is", async () => {
    for (const type of ["text/html", "image/svg+xml", "text/javascript", "no type\u00ff", "text/html\t; x"]) {
      const key = `models/${fresh("page")}.html`;
      await stored(key, "<script>alert(1)</script>", { "content-type": type });
      const { headers } = await files(`/${key}`);
      expect(headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''page-[\w-]+\.html$/);
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      const isSane = /^[a-z]+\/[a-z+]+$/.test(type);
      expect(headers.get("content-type")).toBe(isSane ? type : "application/octet-stream");
    }
  });

  it("is named in the download by its last segment, whatever signs that has", async () => {
    const name = `选 "课"'(1)*;%2F.txt`;
    await stored(`models/${encodeURIComponent(name)}`, "x");
    const disposition = (await files(`/models/${encodeURIComponent(name)}`)).headers.get(
      "content-disposition",
    );
    const encoded = /^attachment; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(
      disposition ?? "",
    )?.[1];
    expect(decodeURIComponent(encoded ?? "")).toBe(name);
    expect(await keysIn("models/选")).toEqual([`models/${name}`]);
  });

  it("that others put into the bucket is read as well, without a sum that nobody knows", async () => {
    const key = `models/${fresh("foreign")}`;
    await env.FILES.put(key, "x", { httpMetadata: { contentType: "weird", contentEncoding: "gzip" } });
    const read = await files(`/${key}`);
    expect(read.headers.get("x-content-sha256")).toBeNull();
    expect(read.headers.get("content-encoding")).toBeNull();
    expect([read.headers.get("content-type"), await read.text()]).toEqual(["application/octet-stream", "x"]);
    const page = await (await files(`?prefix=${key}`)).json<{ data: StoredFile[] }>();
    expect(page.data).toMatchObject([{ key, sha256: null }]);
  });
});

describe("the checksum of an upload", () => {
  it.each<[string, number, boolean]>([
    ["some 20 MB of unknown length", 20 * MIB + 12_345, false],
    ["a byte more than is kept in memory", 8 * MIB + 1, true],
    ["as much as is kept in memory", 8 * MIB, true],
    ["a few bytes of unknown length", 7, false],
  ])("is computed on the way: %s", async (_, size, isSized) => {
    const whole = bytes(size);
    const key = `models/${fresh("large")}`;
    const file = await (isSized ? stored(key, whole, sized(whole)) : stored(key, streamOf(whole)));
    expect(file).toMatchObject({
      size,
      sha256: await sha256(whole),
      etag: expect.stringMatching(/^"\w{32}"$/),
    });
    const read = await (await files(`/${key}`)).arrayBuffer();
    expect(await sha256(new Uint8Array(read))).toBe(file.sha256);
  });

  it("that the client sends is checked, and what is wrong replaces nothing", async () => {
    for (const [size, isSized] of [
      [9 * MIB, true],
      [9 * MIB, false],
      [9, true],
      [9, false],
    ] as const) {
      const body = bytes(size);
      const sum = await sha256(body);
      const send = (key: string, claimed: string) =>
        put(key, isSized ? body : streamOf(body), {
          ...(isSized && sized(body)),
          "x-content-sha256": claimed,
        });
      const key = `models/${fresh("sum")}`;
      expect(await refusal(send(key, await sha256("else")))).toBe("400 checksum_mismatch");
      expect(await refusal(files(`/${key}`))).toBe("404 file_not_found");
      await stored(key, "old");
      expect(await refusal(send(key, await sha256("else")))).toBe("400 checksum_mismatch");
      expect(await (await files(`/${key}`)).text()).toBe("old");
      const replaced = await send(key, sum.toUpperCase());
      expect(replaced.status).toBe(200);
      expect(await replaced.json<StoredFile>()).toMatchObject({ sha256: sum, size });
    }
  });

  it("must be one", async () => {
    for (const header of ["", "abc", `${"a".repeat(63)}g`, "a".repeat(65), btoa("x".repeat(32))])
      expect(await refusal(put("models/none", "x", { "x-content-sha256": header }))).toBe(
        "400 invalid_checksum",
      );
    expect(await keysIn("models/none")).toEqual([]);
  });

  it("of a body that breaks off is of no use, and nothing is stored", async () => {
    const receiving = new Files(env.FILES).receive("models/broken", streamOf(bytes(17 * MIB), true));
    await expect(receiving).rejects.toThrow("the line is gone");
    expect(await keysIn("models/broken")).toEqual([]);
  });
});

describe("reading", () => {
  const key = "models/ten";
  let file: StoredFile;

  beforeEach(async () => {
    file = await (await put(key, "0123456789")).json<StoredFile>();
  });

  it.each<[Headers, number, string, string | null]>([
    [{ range: "bytes=0-3" }, 206, "0123", "bytes 0-3/10"],
    [{ range: "bytes=3-" }, 206, "3456789", "bytes 3-9/10"],
    [{ range: "bytes=-4" }, 206, "6789", "bytes 6-9/10"],
    [{ range: "bytes=-400" }, 206, "0123456789", "bytes 0-9/10"],
    [{ range: "bytes=8-100" }, 206, "89", "bytes 8-9/10"],
    [{ range: "bytes=0-1,4-5" }, 200, "0123456789", null],
    [{ range: "bytes=4-1" }, 200, "0123456789", null],
    [{ range: "lines=1-2" }, 200, "0123456789", null],
    [{ range: "bytes=0-3", "if-range": "ETAG" }, 206, "0123", "bytes 0-3/10"],
    [{ range: "bytes=0-3", "if-range": '"other"' }, 200, "0123456789", null],
    [{ range: "bytes=50-", "if-range": '"other"' }, 200, "0123456789", null],
    [{ range: "bytes=0-3", "if-match": "ETAG" }, 206, "0123", "bytes 0-3/10"],
    [{ "if-none-match": '"other"' }, 200, "0123456789", null],
  ])("with %o is %i", async (given, status, text, range) => {
    const read = await files(`/${key}`, { headers: filled(given) });
    expect([read.status, await read.text(), read.headers.get("content-range")]).toEqual([
      status,
      text,
      range,
    ]);
    expect(read.headers.get("content-length")).toBe(String(text.length));
    expect([read.headers.get("etag"), read.headers.get("x-content-sha256")]).toEqual([
      file.etag,
      file.sha256,
    ]);
    // HEAD knows no ranges.
    const head = await files(`/${key}`, { method: "HEAD", headers: filled(given) });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
  });

  it.each<Headers>([
    { "if-none-match": "ETAG" },
    { "if-none-match": "W/ETAG" },
    { "if-none-match": "*" },
    { "if-none-match": '"a", ETAG', range: "bytes=50-" },
  ])("with %o is 304 and sends nothing", async (given) => {
    for (const method of ["GET", "HEAD"]) {
      const read = await files(`/${key}`, { method, headers: filled(given) });
      expect([read.status, await read.text(), read.headers.get("etag")]).toEqual([304, "", file.etag]);
    }
  });

  it("of another version than is asked for is 412, and behind the end 416", async () => {
    for (const tags of ['"other"', "W/ETAG"])
      expect(await refusal(files(`/${key}`, { headers: filled({ "if-match": tags }) }))).toBe(
        "412 precondition_failed",
      );
    for (const range of ["bytes=10-", "bytes=999999999999999999-", "bytes=-0"]) {
      const behind = await files(`/${key}`, { headers: { range } });
      expect(behind.headers.get("content-range")).toBe("bytes */10");
      expect(await refusal(behind)).toBe("416 range_not_satisfiable");
    }
  });

  it("gives one version, also when the file is replaced between looking and opening", async () => {
    const { get } = env.FILES;
    let replacing = 2;
    vi.spyOn(methodsOf(env.FILES), "get").mockImplementation(async function (
      this: R2Bucket,
      ...input: [string]
    ) {
      if (replacing > 0) await env.FILES.put(key, `version ${replacing}`);
      replacing -= 1;
      return get.apply(this, input);
    });
    const read = await files(`/${key}`, { headers: { range: "bytes=5-" } });
    expect([read.status, await read.text(), read.headers.get("content-range")]).toEqual([
      206,
      "on 1",
      "bytes 5-8/9",
    ]);
  });

  function filled(headers: Headers): Headers {
    const entries = Object.entries(headers).map(([name, value]) => [name, value.replace("ETAG", file.etag)]);
    return Object.fromEntries(entries);
  }
});

/** Where the methods of a binding stand. */
function methodsOf(bucket: R2Bucket): R2Bucket {
  return Object.getPrototypeOf(bucket);
}

describe("writing under a condition", () => {
  it("happens when it holds, and else says 412 and changes nothing", async () => {
    const key = `models/${fresh("condition")}`;
    expect(await refusal(put(key, "x", { "if-match": "*" }))).toBe("412 precondition_failed");
    expect(await refusal(put(key, "x", { "if-match": '"abc"' }))).toBe("412 precondition_failed");
    const first = await stored(key, "first", { "if-none-match": "*" });
    for (const headers of [
      { "if-none-match": "*" },
      { "if-none-match": first.etag },
      { "if-match": '"other"' },
      { "if-match": `W/${first.etag}` },
    ])
      expect(await refusal(put(key, "x", headers))).toBe("412 precondition_failed");
    expect(await refusal(files(`/${key}`, { method: "DELETE", headers: { "if-match": '"other"' } }))).toBe(
      "412 precondition_failed",
    );
    expect(await (await files(`/${key}`)).text()).toBe("first");
    const second = await put(key, "second", { "if-match": `"x", ${first.etag}` });
    expect(second.status).toBe(200);
    expect((await put(key, "third", { "if-match": "*", "if-none-match": first.etag })).status).toBe(200);
    const etag = (await files(`/${key}`, { method: "HEAD" })).headers.get("etag") ?? "";
    expect((await files(`/${key}`, { method: "DELETE", headers: { "if-match": etag } })).status).toBe(204);
  });

  it("holds until the last byte: of several writers at once one wins", async () => {
    const key = `models/${fresh("race")}`;
    const create = (seed: number) => put(key, streamOf(bytes(9 * MIB, seed)), { "if-none-match": "*" });
    const created = await Promise.all([
      create(1),
      put(key, "2", { "if-none-match": "*" }),
      put(key, "3", { "if-none-match": "*" }),
    ]);
    expect(created.map(({ status }) => status).sort()).toEqual([201, 412, 412]);
    const { etag } = (await (await files(`?prefix=${key}`)).json<{ data: [StoredFile] }>()).data[0];
    const replaced = await Promise.all(["a", "b", "c"].map((text) => put(key, text, { "if-match": etag })));
    expect(replaced.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });
});

describe("the door", () => {
  it("is closed to everybody else, before anything is looked at", async () => {
    const list = vi.spyOn(methodsOf(env.FILES), "list");
    const head = vi.spyOn(methodsOf(env.FILES), "head");
    for (const path of [
      "",
      "?prefix=nowhere",
      "/models/a",
      "/..%2f",
      "/models/%0A",
      "/%0A/x",
      "/models/a?uploads",
      "/models/a?part=x",
    ])
      for (const method of ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"]) {
        const body = ["GET", "HEAD"].includes(method) ? null : "x";
        const response = await call(`${FILES}${path}`, {
          method,
          body,
          headers: bearer("wrong-token-0123456789"),
        });
        expect(response.status, `${method} ${path}`).toBe(401);
      }
    expect([list.mock.calls, head.mock.calls]).toEqual([[], []]);
  });

  it.each([
    "",
    "models",
    "models/",
    "uploads/a",
    "etc/passwd",
    "models//a",
    "models%2F..%2Flogs%2Fa",
    "models/..%2f..%2fuploads/a",
    "%2Fmodels/a",
    "models/a%5Cb",
    "models/a%00",
    "models/%0A",
    "models/a%0D%0Ax-evil:1",
    "models/%ff",
    "models/%E0%A4",
    "models/%zz",
    `models/${encodeURIComponent("选".repeat(169))}`,
  ])("takes no key %j, to read, write or delete", async (key) => {
    const before = await keysIn();
    for (const method of ["GET", "PUT", "DELETE"])
      expect(await refusal(files(`/${key}`, { method, body: method === "PUT" ? "x" : null }))).toBe(
        "400 invalid_key",
      );
    expect(await refusal(files(`/${key}?uploads`, { method: "POST" }))).toBe("400 invalid_key");
    expect(await keysIn()).toEqual(before);
  });

  it("decodes a key once", async () => {
    for (const [encoded, key] of [
      ["models/%252e%252e/a", "models/%2e%2e/a"],
      ["models%2Fslash", "models/slash"],
      ["models/a%3Fb%23c+d%26e", "models/a?b#c+d&e"],
      ["f%69les", null],
    ] as const)
      if (key === null) {
        // The door's own name may be written so too.
        const read = await call("/api/admin/f%69les/models/slash", { headers: bearer(ADMIN) });
        expect([read.status, await read.text()]).toEqual([200, "x"]);
      } else {
        expect((await stored(encoded, "x")).key).toBe(key);
        expect((await env.FILES.head(key))?.size).toBe(1);
      }
  });

  it("lets logs be read and deleted, and nobody write them", async () => {
    await env.FILES.put("logs/app/2026-11-25/1.ndjson.gz", "line");
    const path = "/logs/app/2026-11-25/1.ndjson.gz";
    expect(await refusal(files(path, { method: "PUT", body: "forged" }))).toBe("403 read_only");
    expect(await refusal(files(`${path}?uploads`, { method: "POST" }))).toBe("403 read_only");
    expect(await (await files(path)).text()).toBe("line");
    expect((await files(path, { method: "DELETE" })).status).toBe(204);
  });

  it("says which methods there are", async () => {
    for (const [path, allow] of [
      ["", "GET, HEAD"],
      ["/models/a", "GET, HEAD, PUT, DELETE, POST"],
    ])
      for (const method of ["PATCH", "OPTIONS", "PROPFIND"]) {
        const response = await files(path ?? "", { method });
        expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
      }
  });

  it("takes files larger than other bodies, up to a hundred MiB at once, and no pieces", async () => {
    const declared = (length: number) => put("models/size", "x", { "content-length": String(length) });
    expect(await refusal(declared(100 * MIB + 1))).toBe("413 body_too_large");
    expect(await refusal(put("models/size", "x", { "content-range": "bytes 0-0/5" }))).toBe(
      "400 invalid_content_range",
    );
    const list = files("/models/size?upload_id=x", {
      method: "POST",
      body: "x",
      headers: { "content-length": String(MIB + 1) },
    });
    expect(await refusal(list)).toBe("413 body_too_large");
    expect(await keysIn("models/size")).toEqual([]);
  });
});

interface FilePage {
  data: StoredFile[];
  prefixes: string[];
  next_cursor: string | null;
}

describe("a list", () => {
  const folder = fresh("knowledge/list");
  const names = Array.from({ length: 230 }, (_, index) => `${folder}/${String(index).padStart(3, "0")}.md`);

  async function list(query: Record<string, string>): Promise<FilePage> {
    const response = await files(`?${new URLSearchParams(query)}`);
    expect(response.status).toBe(200);
    return response.json<FilePage>();
  }

  async function pages(query: Record<string, string>): Promise<FilePage[]> {
    const all: FilePage[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: FilePage = await list({ ...query, cursor });
      all.push(page);
      cursor = page.next_cursor;
    }
    return all;
  }

  it("is read page by page, in the order of the keys, each file with its sum and its type", async () => {
    await Promise.all(names.map((name) => env.FILES.put(name, name)));
    const file = await stored(`${folder}/zz 选.txt`, "x", { "content-type": "text/plain" });
    const all = await pages({ prefix: `${folder}/`, limit: "60" });
    expect(all.map(({ data }) => data.length)).toEqual([60, 60, 60, 51]);
    expect(all.flatMap(({ data }) => data.map(({ key }) => key))).toEqual([...names, file.key]);
    expect(all.at(-1)?.data.at(-1)).toEqual(file);
    // More than R2 gives at once.
    expect((await pages({ prefix: `${folder}/`, limit: "200" })).map(({ data }) => data.length)).toEqual([
      200, 31,
    ]);
    expect((await list({ prefix: `${folder}/` })).data).toHaveLength(50);
    expect((await list({ prefix: `${folder}/22` })).data.map(({ key }) => key)).toEqual(names.slice(220));
    expect(await list({ prefix: `${folder}/nothing` })).toEqual({
      data: [],
      prefixes: [],
      next_cursor: null,
    });
  });

  it("with a delimiter names the folders, each once, over all pages", async () => {
    const root = fresh("models/tree");
    for (const path of ["a/1", "a/2", "a/b/3", "c", "d/4", "选/5", "e"])
      await env.FILES.put(`${root}/${path}`, "x");
    const query = { prefix: `${root}/`, delimiter: "/" };
    for (const limit of ["1", "2", "200"]) {
      const all = await pages({ ...query, limit });
      expect(all.flatMap(({ prefixes }) => prefixes)).toEqual(
        ["a/", "d/", "选/"].map((name) => `${root}/${name}`),
      );
      expect(all.flatMap(({ data }) => data.map(({ key }) => key))).toEqual([`${root}/c`, `${root}/e`]);
    }
  });

  it("of everything holds the four folders and nothing else", async () => {
    await Promise.all(
      ["backups/x", "logs/x", "uploads/x", "aaa", "zzz/x"].map((key) => env.FILES.put(key, "x")),
    );
    const top = await pages({ delimiter: "/", limit: "2" });
    const folders = top.flatMap(({ prefixes }) => prefixes);
    expect(folders).toEqual(["backups/", "knowledge/", "logs/", "models/"]);
    expect(top.flatMap(({ data }) => data)).toEqual([]);
    const whole = (await pages({ limit: "200" })).flatMap(({ data }) => data.map(({ key }) => key));
    expect(whole).toEqual(expect.arrayContaining(["backups/x", "logs/x", ...names]));
    expect(whole.filter((key) => !/^(backups|knowledge|logs|models)\//.test(key))).toEqual([]);
    await env.FILES.delete(["uploads/x", "aaa", "zzz/x"]);
  });

  it("takes no other prefix, delimiter, limit or cursor", async () => {
    const { next_cursor } = await list({ prefix: `${folder}/`, limit: "1" });
    const cursor = next_cursor ?? "";
    expect(cursor).not.toBe("");
    for (const [query, code] of [
      [{ prefix: "uploads/" }, "invalid_prefix"],
      [{ prefix: "/" }, "invalid_prefix"],
      [{ prefix: "models\\" }, "invalid_prefix"],
      [{ prefix: "models/\0" }, "invalid_prefix"],
      [{ prefix: `models/${"选".repeat(200)}` }, "invalid_prefix"],
      [{ delimiter: "-" }, "invalid_delimiter"],
      [{ limit: "0" }, "invalid_limit"],
      [{ limit: "many" }, "invalid_limit"],
      [{ cursor }, "invalid_cursor"],
      [{ cursor, prefix: folder }, "invalid_cursor"],
      [{ cursor, prefix: `${folder}/`, delimiter: "/" }, "invalid_cursor"],
      [{ cursor: `${cursor}x`, prefix: `${folder}/` }, "invalid_cursor"],
      [{ cursor: encodeCursor("logs", ["x"]), prefix: `${folder}/` }, "invalid_cursor"],
      [{ cursor: "x".repeat(5_000) }, "invalid_cursor"],
    ] satisfies [Record<string, string>, string][])
      expect(await refusal(files(`?${new URLSearchParams(query)}`)), JSON.stringify(query)).toBe(
        `400 ${code}`,
      );
  });

  it("whose cursor R2 does not know was made by somebody else; when R2 itself fails, that is said", async () => {
    const query = `?cursor=${encodeCursor("files  ", ["made up"])}`;
    const failing = vi.spyOn(methodsOf(env.FILES), "list");
    failing.mockRejectedValueOnce(new Error("list: The cursor is not valid. (10029)"));
    expect(await refusal(files(query))).toBe("400 invalid_cursor");
    vi.spyOn(console, "error").mockReturnValue();
    failing.mockRejectedValueOnce(new Error("list: We encountered an internal error. (10001)"));
    expect(await refusal(files(query))).toBe("500 internal_error");
    failing.mockRejectedValueOnce(new Error("list: We encountered an internal error. (10001)"));
    expect(await refusal(files(""))).toBe("500 internal_error");
  });
});

describe("an upload in parts", () => {
  const PART = 5 * MIB;
  const whole = bytes(2 * PART + 4_321);
  const small = bytes(4_321);

  interface Part {
    part: number;
    etag: string;
  }

  async function begin(key: string, headers: Headers = {}): Promise<string> {
    const response = await files(`/${key}?uploads`, { method: "POST", headers });
    expect(response.status).toBe(201);
    const begun = await response.json<{ upload_id: string; part_bytes: number }>();
    expect(begun.part_bytes).toBeGreaterThanOrEqual(PART);
    return begun.upload_id;
  }

  function send(key: string, id: string, part: number | string, body: Uint8Array, headers: Headers = {}) {
    return put(`${key}?upload_id=${id}&part=${part}`, body, { ...sized(body), ...headers });
  }

  async function sent(key: string, id: string, part: number, body: Uint8Array): Promise<Part> {
    const response = await send(key, id, part, body, { "x-content-sha256": await sha256(body) });
    expect(response.status).toBe(200);
    return response.json<Part>();
  }

  /** All parts, the last one first: the order in which they come does not matter. */
  async function fill(key: string, id: string): Promise<Part[]> {
    const parts: Part[] = [];
    for (const part of [3, 1, 2])
      parts.push(await sent(key, id, part, whole.subarray((part - 1) * PART, part * PART)));
    return parts;
  }

  function complete(key: string, id: string, parts: unknown, headers: Headers = {}): Promise<Response> {
    const json = { "content-type": "application/json", ...headers };
    return files(`/${key}?upload_id=${id}`, {
      method: "POST",
      body: JSON.stringify({ parts }),
      headers: json,
    });
  }

  const discard = (key: string, id: string) => files(`/${key}?upload_id=${id}`, { method: "DELETE" });

  it("makes one file like any other, with its sum, its type, and nothing before it is complete", async () => {
    const key = `models/${fresh("parts")}`;
    const id = await begin(key, { "content-type": "application/zip" });
    const parts = await fill(key, id);
    expect(await refusal(files(`/${key}`))).toBe("404 file_not_found");
    const completed = await complete(key, id, parts);
    expect(completed.status).toBe(201);
    const file = await completed.json<StoredFile>();
    const sum = await sha256(whole);
    expect(file).toMatchObject({ key, size: whole.length, sha256: sum, content_type: "application/zip" });
    const read = await files(`/${key}`, { headers: { range: `bytes=${PART - 2}-${PART + 1}` } });
    expect(read.headers.get("x-content-sha256")).toBe(sum);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(whole.slice(PART - 2, PART + 2));
    expect(await sha256(new Uint8Array(await (await files(`/${key}`)).arrayBuffer()))).toBe(sum);
    // Its answer may have been lost: said again, it is the same one.
    expect(await (await complete(key, id, parts)).json()).toEqual(file);
    expect(await refusal(send(key, id, 1, whole))).toBe("404 upload_not_found");
  });

  it("whose sum is wrong replaces nothing, and may be completed with the right one", async () => {
    const key = `models/${fresh("sum")}`;
    await stored(key, "old");
    const id = await begin(key, { "x-content-sha256": await sha256("something else") });
    const parts = [await sent(key, id, 1, small)];
    expect(await refusal(complete(key, id, parts))).toBe("400 checksum_mismatch");
    expect(await (await files(`/${key}`)).text()).toBe("old");
    expect(await refusal(complete(key, id, parts, { "x-content-sha256": "abc" }))).toBe(
      "400 invalid_checksum",
    );
    const completed = await complete(key, id, parts, { "x-content-sha256": await sha256(small) });
    expect(await completed.json<StoredFile>()).toMatchObject({
      size: small.length,
      sha256: await sha256(small),
    });
  });

  it("holds to conditions where it begins and where it ends", async () => {
    const key = `models/${fresh("condition")}`;
    const id = await begin(key, { "if-none-match": "*" });
    const parts = [await sent(key, id, 1, whole.subarray(0, 5))];
    const { etag } = await stored(key, "meanwhile");
    expect(
      await refusal(files(`/${key}?uploads`, { method: "POST", headers: { "if-none-match": "*" } })),
    ).toBe("412 precondition_failed");
    expect(await refusal(complete(key, id, parts, { "if-none-match": "*" }))).toBe("412 precondition_failed");
    // The condition of its beginning holds where the end names none.
    expect(await refusal(complete(key, id, parts))).toBe("412 precondition_failed");
    expect(await (await files(`/${key}`)).text()).toBe("meanwhile");
    expect((await complete(key, id, parts, { "if-match": etag })).status).toBe(201);
    expect(await (await files(`/${key}`)).text()).toHaveLength(5);
  });

  it("whose part has another sum keeps the part that was there", async () => {
    const key = `models/${fresh("part")}`;
    const id = await begin(key);
    const good = await sent(key, id, 1, bytes(1_000_000));
    const other = { "x-content-sha256": await sha256("other") };
    expect(await refusal(send(key, id, 1, bytes(1_000_000, 2), other))).toBe("400 checksum_mismatch");
    expect(await refusal(send(key, id, 1, new Uint8Array(), other))).toMatch(/^4/);
    expect(await (await complete(key, id, [good])).json<StoredFile>()).toMatchObject({
      sha256: await sha256(bytes(1_000_000)),
    });
  });

  it("takes no wrong part, no wrong list, and can be completed after all of that", async () => {
    const key = `models/${fresh("wrong")}`;
    const id = await begin(key);
    for (const part of ["0", "-1", "1.5", "10001", "99999999999", "x", "", "1e3"])
      expect(await refusal(send(key, id, part, whole.subarray(0, 9)))).toBe("400 invalid_part");
    expect(await refusal(put(`${key}?upload_id=${id}`, "x"))).toBe("400 invalid_part");
    expect(await refusal(put(`${key}?part=1`, "x", { "content-length": "1" }))).toBe("404 upload_not_found");
    expect(await refusal(put(`${key}?upload_id=${id}&part=1`, streamOf(bytes(9))))).toBe(
      "400 length_required",
    );
    expect(await refusal(send(key, id, 1, bytes(9), { "content-length": String(100 * MIB + 1) }))).toBe(
      "413 body_too_large",
    );
    expect(await refusal(send(key, id, 9_999, bytes(9), { "content-length": String(90 * MIB) }))).toBe(
      "413 body_too_large",
    );
    const [one, two, three] = [
      await sent(key, id, 1, small),
      await sent(key, id, 2, small),
      await sent(key, id, 3, small),
    ];
    for (const [parts, code] of [
      [[], "invalid_value"],
      [undefined, "invalid_value"],
      ["all", "invalid_value"],
      [[{ part: 1 }], "invalid_value"],
      [[{ part: "1", etag: "x" }], "invalid_value"],
      [[{ part: 0, etag: "x" }], "invalid_value"],
      [[{ part: 10_001, etag: "x" }], "invalid_value"],
      [[{ part: 1, etag: "x".repeat(301) }], "invalid_value"],
      [[one, three], "invalid_parts"],
      [[two, three], "invalid_parts"],
      [[one, one, two, three], "invalid_parts"],
      [[one, { part: 2, etag: "x" }, three], "invalid_parts"],
      [[one, { part: 2, etag: one.etag }, three], "invalid_parts"],
      [[one, two, three, { part: 4, etag: "x" }], "invalid_parts"],
    ])
      expect(await refusal(complete(key, id, parts)), JSON.stringify(parts)).toBe(`400 ${code}`);
    expect(await refusal(files(`/${key}?upload_id=${id}`, { method: "POST", body: "{}" }))).toBe(
      "415 unsupported_media_type",
    );
    expect(await keysIn(key)).toEqual([]);
    expect((await complete(key, id, [one])).status).toBe(201);
  });

  it("whose parts do not fit together is refused", async () => {
    const key = `models/${fresh("sizes")}`;
    for (const sizes of [
      [1_000, 1_000],
      [PART, PART + 1],
    ]) {
      const id = await begin(key);
      const parts: Part[] = [];
      for (const [index, size] of sizes.entries())
        parts.push(await sent(key, id, index + 1, whole.subarray(0, size)));
      expect(await refusal(complete(key, id, parts))).toBe("400 invalid_parts");
      expect((await discard(key, id)).status).toBe(204);
    }
    expect(await keysIn(key)).toEqual([]);
  });

  it("is known by its key and its id alone, and may be given up", async () => {
    const key = `models/${fresh("id")}`;
    const id = await begin(key);
    const parts = [await sent(key, id, 1, bytes(9))];
    for (const [otherKey, otherId] of [
      [`${key}2`, id],
      [key, crypto.randomUUID()],
      [key, ""],
      [key, "..%2F..%2Fmodels"],
      [key, "x".repeat(2_000)],
    ] as const) {
      expect(await refusal(send(otherKey, otherId, 1, bytes(9)))).toBe("404 upload_not_found");
      expect(await refusal(complete(otherKey, otherId, parts))).toBe("404 upload_not_found");
      expect(await refusal(discard(otherKey, otherId))).toBe("404 upload_not_found");
    }
    expect(await refusal(files(`/${key}`, { method: "POST" }))).toBe("400 invalid_upload");
    expect((await discard(key, id)).status).toBe(204);
    expect(await refusal(complete(key, id, parts))).toBe("404 upload_not_found");
    expect(await refusal(discard(key, id))).toBe("404 upload_not_found");
    expect(await keysIn(key)).toEqual([]);
  });

  it("that broke off while it was completed is completed by saying so again, or given up", async () => {
    for (const last of ["completed", "given up"]) {
      const key = `models/${fresh("broken")}`;
      const id = await begin(key);
      const parts = [await sent(key, id, 1, small)];
      vi.spyOn(console, "error").mockReturnValue();
      vi.spyOn(methodsOf(env.FILES), "put").mockImplementationOnce(async (_, body) => {
        await (body as ReadableStream).cancel();
        throw new Error("the line is gone");
      });
      expect(await refusal(complete(key, id, parts))).toBe("500 internal_error");
      expect(await refusal(files(`/${key}`))).toBe("404 file_not_found");
      const response = await (last === "completed" ? complete(key, id, parts) : discard(key, id));
      expect(response.status).toBe(last === "completed" ? 201 : 204);
    }
  });

  it("that nobody went on with for a week leaves nothing behind", async () => {
    const key = `models/${fresh("old")}`;
    await begin(key);
    const uploads = new PartUploads(env.FILES, new Files(env.FILES), 0);
    await uploads.sweep(Date.now() + 6 * 24 * 3600 * 1000);
    expect((await keysIn("uploads/")).length).toBeGreaterThan(0);
    await uploads.sweep(Date.now() + 8 * 24 * 3600 * 1000);
    expect(await keysIn("uploads/")).toEqual([]);
  });
});
