// Documents by their doors: taken in, found, changed and gone, with originals in a real R2 and passages in a real D1.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { DocumentRecord } from "../../src/core/document.ts";
import type { DocumentOffer, IndexState } from "../../src/core/document-offer.ts";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import { DocumentNotes } from "../../src/maintenance/document-notes.ts";
import { DocumentWriter } from "../../src/maintenance/document-writer.ts";
import { Turns } from "../../src/maintenance/turns.ts";
import { type Services, servicesOf } from "../../src/services.ts";
import docx from "../fixtures/documents/libreoffice.docx?url&inline";
import pdf from "../fixtures/documents/libreoffice.pdf?url&inline";
import { ADMIN, bearer, call, fresh } from "./support.ts";

const MIB = 1024 * 1024;
const KNOWLEDGE = "/api/admin/knowledge";

type Shown = DocumentRecord & { same_as?: string[]; content?: string; truncated?: boolean };

function admin(path: string, init: RequestInit = {}): Promise<Response> {
  return call(path, { ...init, headers: { ...bearer(ADMIN), ...init.headers } });
}

function send(method: string, path: string, body: unknown, headers = {}): Promise<Response> {
  return admin(path, {
    method,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

const put = (id: string, body: unknown, headers = {}) => send("PUT", `${KNOWLEDGE}/${id}`, body, headers);

function putFile(path: string, body: BodyInit, type = "application/octet-stream"): Promise<Response> {
  return admin(`${KNOWLEDGE}/${path}`, { method: "PUT", body, headers: { "content-type": type } });
}

async function shown(response: Response, status = 200): Promise<Shown> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  return JSON.parse(text);
}

async function refused(response: Response): Promise<string> {
  const { error }: ErrorEnvelope = await response.json();
  expect(error.message).not.toBe("");
  return `${response.status} ${error.code}${error.param === null ? "" : ` ${error.param}`}`;
}

const read = async (id: string) => shown(await admin(`${KNOWLEDGE}/${id}`));

async function found(question: string, more = {}): Promise<string[]> {
  const response = await send("POST", "/api/admin/knowledge-search", { question, ...more });
  expect(response.status).toBe(200);
  const { passages } = await response.json<{ passages: { document_id: string }[] }>();
  return passages.map(({ document_id }) => document_id);
}

/** What is left of a document in the index and in the bucket. */
async function traces(id: string): Promise<unknown[]> {
  const rows = await env.SEARCH.prepare(
    `SELECT (SELECT count(*) FROM documents WHERE name = ?1) AS documents,
      (SELECT count(*) FROM passages WHERE document_id IN (SELECT id FROM documents WHERE name = ?1)) AS passages`,
  )
    .bind(id)
    .first<{ documents: number; passages: number }>();
  const { objects } = await env.FILES.list({ prefix: `knowledge/${id}/` });
  return [rows?.documents, rows?.passages, objects.length];
}

/** Rows that belong to no document, whatever it is called. */
async function orphans(): Promise<unknown> {
  return env.SEARCH.prepare(
    `SELECT (SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)) +
      (SELECT count(*) FROM passage_terms WHERE rowid NOT IN (SELECT rowid FROM passages)) +
      (SELECT count(*) FROM documents WHERE name IS NULL AND origin = 'document') AS n`,
  ).first("n");
}

const held = async () => (await servicesOf(env).holdings.read()).knowledge;

const keeper = () => env.DOCUMENTS.getByName("documents");

const LEAVE = {
  title: "Leave",
  content:
    "# Leave\n\n## Sick leave\n\nCall the gatekeeper before nine.\n\n## Annual\n\nFifteen days a year.",
};

describe("a document", () => {
  test("is new, found at once, shown whole, and the same again changes nothing", async () => {
    const id = fresh("leave");
    const before = await held();
    const response = await put(id, {
      ...LEAVE,
      tags: ["hr", "hr", "people"],
      url: "https://wiki.example/leave",
    });
    const tag = response.headers.get("etag");
    const first = await shown(response, 201);
    expect(first).toMatchObject({
      id,
      title: "Leave",
      format: "markdown",
      language: "en",
      tags: ["hr", "people"],
      url: "https://wiki.example/leave",
      bytes: LEAVE.content.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      updated_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(first.passages).toBeGreaterThanOrEqual(2);
    expect(await found("who is called about sick leave, the gatekeeper?")).toContain(id);
    expect(await held()).toEqual({ revision: before.revision + 1, documents: before.documents + 1 });
    const again = await put(id, { ...LEAVE, tags: ["hr", "people"], url: "https://wiki.example/leave" });
    expect(await shown(again)).toEqual(first);
    expect(again.headers.get("etag")).toBe(tag);
    expect((await held()).revision).toBe(before.revision + 1);
    expect(await read(id)).toEqual({ ...first, content: LEAVE.content, truncated: false });
    const head = await admin(`${KNOWLEDGE}/${id}`, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, tag, ""]);
  });

  test("is replaced whole: what it said before is found no more, and its file with another name is gone", async () => {
    const id = fresh("menu");
    await shown(
      await putFile(
        `${id}?filename=menu.txt&tags=food,office`,
        "On Monday there is aubergine.",
        "text/plain",
      ),
      201,
    );
    const changed = await putFile(
      `${id}?filename=card.html`,
      "<title>Menu</title><p>On Monday there is celeriac.",
      "text/html",
    );
    expect(await shown(changed)).toMatchObject({ title: "Menu", format: "html", tags: [] });
    expect(await found("aubergine")).not.toContain(id);
    expect(await found("celeriac")).toContain(id);
    const { objects } = await env.FILES.list({ prefix: `knowledge/${id}/` });
    expect(objects.map(({ key }) => key)).toEqual([`knowledge/${id}/card.html`]);
    const original = await admin(`${KNOWLEDGE}/${id}/original`);
    expect(await original.text()).toBe("<title>Menu</title><p>On Monday there is celeriac.");
    expect(original.headers.get("content-disposition")).toContain("card.html");
    expect(original.headers.get("content-type")).toBe("text/html");
    const part = await admin(`${KNOWLEDGE}/${id}/original`, { headers: { range: "bytes=7-10" } });
    expect([part.status, await part.text()]).toEqual([206, "Menu"]);
  });

  test.each([
    ["docx", docx],
    ["pdf", pdf],
  ])(
    "as a %s file is read, found in both languages, and given back byte by byte",
    async (format, address) => {
      const id = `${format}-员工手册`;
      const bytes = await (await fetch(address)).bytes();
      const sent = await admin(`${KNOWLEDGE}/${encodeURIComponent(id)}`, {
        method: "PUT",
        body: bytes,
        headers: { "content-disposition": `attachment; filename*=UTF-8''%E6%89%8B%E5%86%8C.${format}` },
      });
      expect(await shown(sent, 201)).toMatchObject({ id, format, language: "zh", bytes: bytes.length });
      expect(await found("病假要什么医院的证明？")).toContain(id);
      expect(await found("What is the hotel limit in Chengdu?")).toContain(id);
      expect((await read(encodeURIComponent(id))).content).toContain("二级以上医院");
      const original = await admin(`${KNOWLEDGE}/${encodeURIComponent(id)}/original`);
      expect(await original.bytes()).toEqual(bytes);
      expect(original.headers.get("content-disposition")).toContain(`%E6%89%8B%E5%86%8C.${format}`);
      expect((await admin(`${KNOWLEDGE}/${encodeURIComponent(id)}`, { method: "DELETE" })).status).toBe(204);
    },
  );

  test("goes with all that was made of it", async () => {
    const id = fresh("gone");
    await shown(await put(id, LEAVE), 201);
    const { documents } = await held();
    expect((await traces(id))[0]).toBe(1);
    expect((await admin(`${KNOWLEDGE}/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await traces(id)).toEqual([0, 0, 0]);
    expect((await held()).documents).toBe(documents - 1);
    for (const path of [id, `${id}/original`])
      expect(await refused(await admin(`${KNOWLEDGE}/${path}`))).toBe("404 document_not_found");
    expect(await refused(await admin(`${KNOWLEDGE}/${id}`, { method: "DELETE" }))).toBe(
      "404 document_not_found",
    );
  });

  test("whose file somebody took away shows what is left, and is whole again when it is sent again", async () => {
    const id = fresh("taken");
    const document = { title: "Taken", content: "## Piccolo\n\nIt is in the drawer." };
    await shown(await put(id, document), 201);
    await env.FILES.delete(`knowledge/${id}/document.md`);
    expect((await read(id)).content).toBe(document.content);
    expect(await refused(await admin(`${KNOWLEDGE}/${id}/original`))).toBe("404 document_not_found");
    await shown(await put(id, document));
    expect(await (await admin(`${KNOWLEDGE}/${id}/original`)).text()).toBe(document.content);
  });

  test("says which others came from the same bytes", async () => {
    const [one, other] = [fresh("same-a"), fresh("same-b")];
    const content = `Only here: ${one}`;
    expect(await shown(await put(one, { title: "One", content }), 201)).not.toHaveProperty("same_as");
    expect(await shown(await put(other, { title: "Other", content }), 201)).toMatchObject({ same_as: [one] });
    expect(await read(one)).toMatchObject({ same_as: [other] });
  });

  test("changes its title, tags and address without its file", async () => {
    const id = fresh("patched");
    const before = await shown(
      await putFile(`${id}?title=Old&tags=a`, "Passwords expire in Quarkmonth.", "text/plain"),
      201,
    );
    const change = (body: object, headers = {}) => send("PATCH", `${KNOWLEDGE}/${id}`, body, headers);
    const after = await shown(await change({ title: "New", url: "https://a.example/" }));
    expect(after).toMatchObject({
      title: "New",
      tags: ["a"],
      url: "https://a.example/",
      sha256: before.sha256,
    });
    expect(await shown(await change({ tags: ["b"], url: null }))).toMatchObject({
      title: "New",
      tags: ["b"],
      url: null,
    });
    expect(await found("when do passwords expire, Quarkmonth?", { tags: ["b"] })).toEqual([id]);
    expect(await found("when do passwords expire, Quarkmonth?", { tags: ["a"] })).toEqual([]);
    expect(await refused(await change({ title: " " }))).toBe("400 invalid_value title");
    expect(await refused(await change({}, { "if-match": '"old"' }))).toBe("412 precondition_failed");
    expect(await refused(await send("PATCH", `${KNOWLEDGE}/${fresh("no")}`, {}))).toBe(
      "404 document_not_found",
    );
  });

  test("is held to If-Match and If-None-Match", async () => {
    const id = fresh("conditions");
    const tag = (await put(id, LEAVE, { "if-none-match": "*" })).headers.get("etag") ?? "";
    expect(await refused(await put(id, LEAVE, { "if-none-match": "*" }))).toBe("412 precondition_failed");
    expect((await put(id, { ...LEAVE, title: "B" }, { "if-match": tag })).status).toBe(200);
    expect(await refused(await put(id, LEAVE, { "if-match": tag }))).toBe("412 precondition_failed");
    const gone = await admin(`${KNOWLEDGE}/${id}`, { method: "DELETE", headers: { "if-match": tag } });
    expect(await refused(gone)).toBe("412 precondition_failed");
  });

  test("that many send at once ends as one of them, whole", async () => {
    const id = fresh("race");
    const versions = Array.from({ length: 6 }, (_, index) => ({
      title: `V${index}`,
      content: `Word${index} ${id}`,
    }));
    await Promise.all(versions.map((version) => put(id, version)));
    const last = await read(id);
    expect(last.content).toBe(versions.find(({ title }) => title === last.title)?.content);
    expect(await traces(id)).toEqual([1, last.passages, 1]);
  });

  test("of several megabytes waits in the bucket until its turn, and leaves nothing there", async () => {
    const id = fresh("large");
    const text = `${"The quick brown fox jumps over the lazy dog. ".repeat(50)}\n\n`.repeat(600);
    expect(text.length).toBeGreaterThan(MIB);
    expect((await shown(await putFile(id, text, "text/plain"), 201)).passages).toBeGreaterThan(500);
    const whole = await read(id);
    expect([whole.content?.length, whole.truncated]).toEqual([1_000_000, true]);
    expect((await env.FILES.list({ prefix: "uploads/" })).objects).toEqual([]);
    expect((await admin(`${KNOWLEDGE}/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await traces(id)).toEqual([0, 0, 0]);
  });
});

test("the list goes on where it stopped, and finds by a part of title or id, and by tag", async () => {
  const word = fresh("list");
  for (const [name, tags] of [
    ["a", ["x"]],
    ["b", ["x", "y"]],
    ["c", []],
  ] as const)
    await shown(await put(`${word}-${name}`, { title: `Title ${name} ${word}`, content: name, tags }), 201);
  const list = async (query: string) =>
    (await admin(`${KNOWLEDGE}?${query}`)).json<{ data: Shown[]; next_cursor: string | null }>();
  const ids = (rows: Shown[]) => rows.map(({ id }) => id.slice(word.length + 1));
  const first = await list(`q=${word}&limit=2`);
  expect(ids(first.data)).toEqual(["a", "b"]);
  expect(first.data[0]).not.toHaveProperty("content");
  const next = await list(`q=${word}&limit=2&cursor=${first.next_cursor}`);
  expect([ids(next.data), next.next_cursor]).toEqual([["c"], null]);
  expect(ids((await list(`q=${word}&tag=y`)).data)).toEqual(["b"]);
  expect(ids((await list(`q=${encodeURIComponent(`TITLE C ${word}`)}`)).data)).toEqual(["c"]);
  expect((await list(`q=${word}%25`)).data).toEqual([]);
  expect(await refused(await admin(`${KNOWLEDGE}?cursor=${first.next_cursor}`))).toBe(
    "400 invalid_cursor cursor",
  );
});

/** A page with a picture on it. */
const PICTURE = `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R>> endobj
4 0 obj <</Length 9>> stream
q /I Do Q
endstream endobj
trailer <</Root 1 0 R>>
`;

describe("what is no good", () => {
  const bad: [string, () => Promise<Response>, string][] = [
    ["an id with a slash", () => put("a%2Fb", LEAVE), "400 invalid_id id"],
    ["an id of 129 letters", () => put("a".repeat(129), LEAVE), "400 invalid_id id"],
    ["an id with a line feed", () => put("a%0A", LEAVE), "400 invalid_id id"],
    ["no title", () => put(fresh("bad"), { content: "a" }), "400 invalid_value title"],
    ["no content", () => put(fresh("bad"), { title: "a" }), "400 invalid_value content"],
    ["empty content", () => put(fresh("bad"), { title: "a", content: " \n" }), "400 empty_document"],
    [
      "a PDF as JSON",
      () => put(fresh("bad"), { title: "a", content: "a", format: "pdf" }),
      "400 invalid_value format",
    ],
    [
      "a script as address",
      () => put(fresh("bad"), { ...LEAVE, url: "javascript:alert(1)" }),
      "400 invalid_value url",
    ],
    [
      "a password in the address",
      () => put(fresh("bad"), { ...LEAVE, url: "https://a:b@c/" }),
      "400 invalid_value url",
    ],
    ["a tag with a comma", () => put(fresh("bad"), { ...LEAVE, tags: ["a,b"] }), "400 invalid_value tags.0"],
    [
      "21 tags",
      () => put(fresh("bad"), { ...LEAVE, tags: [..."abcdefghijklmnopqrstu"] }),
      "400 invalid_value tags",
    ],
    [
      "more said of it than the bucket keeps beside a file",
      () =>
        put(fresh("bad"), {
          ...LEAVE,
          url: `https://a/${"路".repeat(1_900)}`,
          tags: [..."abcdefghijklmnopqrst"].map((letter) => letter + "标".repeat(40)),
        }),
      "400 too_much_said",
    ],
    ["half a character", () => put(fresh("bad"), { title: "a", content: "\ud83c" }), "400 invalid_text"],
    [
      "a form",
      () => putFile(fresh("bad"), "--a", "multipart/form-data; boundary=a"),
      "415 unsupported_media_type",
    ],
    ["an unknown format", () => putFile(`${fresh("bad")}?format=xls`, "a"), "400 invalid_value format"],
    ["an empty file", () => putFile(fresh("bad"), ""), "400 empty_document"],
    ["21 MiB", () => putFile(fresh("bad"), new Uint8Array(21 * MIB)), "413 body_too_large"],
    [
      "binary with a text's name",
      () =>
        putFile(
          `${fresh("bad")}?filename=a.txt`,
          new Uint8Array(4000).map((_, at) => at % 7),
        ),
      "400 not_text",
    ],
    ["a PDF that is an image", () => putFile(fresh("bad"), PICTURE), "400 no_text"],
    [
      "a PDF that is none",
      () => putFile(`${fresh("bad")}?format=pdf`, "%PDF-1.7 nothing", "application/pdf"),
      "400 unreadable_document",
    ],
    [
      "100 000 rows",
      () => putFile(`${fresh("bad")}?format=csv`, `question,answer\n${"a,b\n".repeat(100_000)}`, "text/csv"),
      "400 document_too_long",
    ],
    [
      "a piece of a file",
      () =>
        admin(`${KNOWLEDGE}/${fresh("bad")}`, {
          method: "PUT",
          body: "a",
          headers: { "content-range": "bytes 0-0/2" },
        }),
      "400 invalid_content_range Content-Range",
    ],
    [
      "a question that is none",
      () => send("POST", "/api/admin/knowledge-search", { question: " " }),
      "400 invalid_value question",
    ],
  ];

  test.each(bad)("%s is refused, and nothing is kept", async (_, attempt, expected) => {
    const count = async () => [
      await env.SEARCH.prepare("SELECT count(*) AS n FROM documents WHERE name IS NOT NULL").first("n"),
      (await env.FILES.list()).objects.filter(({ key }) => !key.startsWith("logs/")).length,
      (await held()).revision,
    ];
    const before = await count();
    expect(await refused(await attempt())).toBe(expected);
    expect(await count()).toEqual(before);
  });

  test("leaves the document that is there as it was", async () => {
    const id = fresh("stays");
    const content = "The bassoonist opens the parking garage at seven.";
    const before = await shown(await put(id, { title: "Stays", content }), 201);
    expect(await refused(await putFile(`${id}?format=docx`, "PK\u0003\u0004"))).toMatch(/^400 /);
    expect(await read(id)).toEqual({ ...before, content, truncated: false });
    expect(await found("When does the bassoonist open the garage?")).toContain(id);
  });

  test("without the token nobody comes in", async () => {
    for (const path of [
      KNOWLEDGE,
      `${KNOWLEDGE}/a`,
      "/api/admin/knowledge-index",
      "/api/admin/knowledge-search",
    ])
      expect((await call(path)).status).toBe(401);
  });
});

describe("a stop in the middle", () => {
  /** The keeper's own writer, over services some of which stop. True: nothing stopped it. */
  function interrupted(
    broken: (services: Services) => Partial<Services>,
    work: (writer: DocumentWriter) => Promise<unknown>,
  ): Promise<boolean> {
    return runInDurableObject(keeper(), async (_, { storage }) => {
      const services = servicesOf(env);
      const notes = new DocumentNotes(storage.sql);
      const follower = { changed: () => undefined, removed: () => undefined };
      const writer = new DocumentWriter(
        { ...services, ...broken(services) },
        notes,
        new Turns(),
        follower,
        (id, isGone) => notes.write(id, isGone, 0),
      );
      const end = await work(writer).then(
        () => "done",
        (error: Error) => error.message,
      );
      expect(["done", "stop"]).toContain(end);
      await storage.setAlarm(Date.now() + 60_000);
      return end === "done";
    });
  }

  const stop = () => Promise.reject(new Error("stop"));

  async function offer(title: string, content: string): Promise<DocumentOffer> {
    const body = new TextEncoder().encode(content);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const wish = {
      title,
      format: "markdown",
      tags: [],
      url: null,
      contentType: null,
      fileName: null,
    } as const;
    return { wish: { ...wish, tags: [] }, sha256, length: body.length, body, conditions: {} };
  }

  /** Services that stop at a call to index, bucket or holdings, counted from 1: before it, or behind it. */
  function stoppingAt(step: number, isBehind: boolean) {
    let calls = 0;
    const guard = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function" || name === "textOf") return value;
          return async (...given: unknown[]) => {
            calls += 1;
            if (calls === step && !isBehind) return stop();
            const result: unknown = await value.apply(target, given);
            return calls === step ? stop() : result;
          };
        },
      });
    return ({ documents, documentFiles, holdings }: Services) => ({
      documents: guard(documents),
      documentFiles: guard(documentFiles),
      holdings: guard(holdings),
    });
  }

  test.each([false, true])(
    "at any of its calls ends with one whole document (behind it: %s)",
    async (isBehind) => {
      const id = fresh("steps");
      const word = isBehind ? "behind" : "before";
      let last = await shown(await put(id, { title: "V0", content: `The word is ${word}0.` }), 201);
      const ends: string[] = [];
      for (let step = 1; ends.at(-1) !== "done"; step += 1) {
        const next = await offer(`V${step}`, `The word is ${word}${step}.`);
        const isDone = await interrupted(stoppingAt(step, isBehind), (writer) => writer.put(id, next));
        await runDurableObjectAlarm(keeper());
        const now = await read(id);
        expect(now.content).toBe(`The word is ${word}${now.title.slice(1)}.`);
        expect(await found(`${word}${now.title.slice(1)}`)).toEqual([id]);
        expect(await traces(id)).toEqual([1, 1, 1]);
        const isNew = now.title === `V${step}`;
        expect(isNew ? "" : now.updated_at).toBe(isNew ? "" : last.updated_at);
        last = now;
        ends.push(isDone ? "done" : isNew ? "new" : "old");
      }
      expect(ends.slice(0, 2)).toEqual(["old", "old"]);
      expect(ends.slice(-4)).toEqual(["new", "new", "new", "done"]);
      expect(await orphans()).toBe(0);
      await runInDurableObject(keeper(), (_, { storage }) => {
        expect(new DocumentNotes(storage.sql).nextDue()).toBeNull();
      });
    },
  );

  test("of a deletion ends with nothing left", async () => {
    const id = fresh("stopped");
    await shown(await put(id, LEAVE), 201);
    await interrupted(
      ({ documents }) => ({ documents: { ...documents, remove: stop } }),
      (writer) => writer.remove(id, {}),
    );
    await runDurableObjectAlarm(keeper());
    expect(await traces(id)).toEqual([0, 0, 0]);
  });
});

async function untilRebuilt(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rebuild } = await (await admin("/api/admin/knowledge-index")).json<IndexState>();
      expect(rebuild).toMatchObject({ running: false, failed: 0, finished_at: expect.any(String) });
    },
    { timeout: 15_000, interval: 50 },
  );
}

test("the index is made anew from the originals alone; what has none goes", async () => {
  const [kept, lost] = [fresh("kept"), fresh("lost")];
  const before = await shown(
    await putFile(
      `${kept}?tags=${encodeURIComponent("乐器")}&filename=${encodeURIComponent("乐器.csv")}`,
      "question,answer\nWhere is the xylophone?,In the attic.",
      "text/csv",
    ),
    201,
  );
  await shown(await put(lost, { title: "Lost", content: "The marimba is lost." }), 201);
  for (const { key } of (await env.FILES.list({ prefix: `knowledge/${lost}/` })).objects)
    await env.FILES.delete(key);
  await env.FILES.put("knowledge/of-somebody-else.txt", "not ours");
  await servicesOf(env).documents.remove(kept);
  expect(await found("Where is the xylophone?")).toEqual([]);
  const begun = await admin("/api/admin/knowledge-index", { method: "POST" });
  expect(begun.status).toBe(202);
  expect((await begun.json<IndexState>()).rebuild.running).toBe(true);
  await untilRebuilt();
  expect(await found("Where is the xylophone?")).toEqual([kept]);
  const { content: _, truncated: __, ...after } = await read(kept);
  expect(after).toEqual(before);
  expect(await traces(lost)).toEqual([0, 0, 0]);
  expect(await env.FILES.head("knowledge/of-somebody-else.txt")).not.toBeNull();
  expect(await orphans()).toBe(0);
});

test("a version that writes the index in another way makes it anew, once", async () => {
  const caretaker = env.CARETAKER.getByName("caretaker");
  const started = async () =>
    (await (await admin("/api/admin/knowledge-index")).json<IndexState>()).rebuild.started_at;
  const before = await started();
  await caretaker.tick();
  expect(await started()).toBe(before);
  await runInDurableObject(keeper(), (_, { storage }) => storage.kv.put("format", "of the past"));
  await runInDurableObject(caretaker, (_, { storage }) => storage.kv.put("documents/format", "of the past"));
  await caretaker.tick();
  const after = await started();
  expect(after).not.toBe(before);
  await untilRebuilt();
  await caretaker.tick();
  expect(await started()).toBe(after);
});
