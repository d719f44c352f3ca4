// The pure parts of the knowledge's pages: ids and tags, what is highlighted, and the queue of uploads.
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createCaller } from "../../../../src/web/console/http.ts";
import { idOf, idOfFile, tagsOf } from "../../../../src/web/console/pages/knowledge/document-id.ts";
import { openDropped } from "../../../../src/web/console/pages/knowledge/dropped-files.ts";
import { highlight } from "../../../../src/web/console/pages/knowledge/highlight.ts";
import { listTags } from "../../../../src/web/console/pages/knowledge/knowledge-calls.ts";
import {
  MOST_BYTES,
  type UploadLine,
  UploadQueue,
} from "../../../../src/web/console/pages/knowledge/uploads.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the id of a document", () => {
  test.each([
    ["员工手册 2026.md", "员工手册-2026"],
    ["Travel & expenses (final).docx", "Travel-expenses-final"],
    ["hr/年假 与 病假.md", "hr-年假-与-病假"],
    ["v2.3 notes.txt", "v2.3-notes"],
    ["..hidden.pdf", "hidden"],
    ["no ending", "no-ending"],
    ["😀.md", ""],
    ["ﬁle—dash.md", "ﬁle-dash"],
  ])("of %s is %s", (name, id) => {
    expect(idOfFile(name)).toBe(id);
  });

  test("is always one that the service takes, or empty", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 140 }), (name) => {
        const id = idOf(name);
        if (id === "") return;
        expect(id).toMatch(/^[\p{L}\p{M}\p{N}._-]{1,128}$/u);
        expect(new TextEncoder().encode(id).length).toBeLessThanOrEqual(384);
        expect([".", ".."]).not.toContain(id);
      }),
    );
    expect(new TextEncoder().encode(idOf("𠮷".repeat(128))).length).toBeLessThanOrEqual(384);
  });

  test("has tags beside it, parted by any comma, each once", () => {
    expect(tagsOf(" hr，leave, hr、  ；travel\n")).toEqual(["hr", "leave", "travel"]);
    expect(tagsOf(" , ")).toEqual([]);
  });
});

describe("what is dropped", () => {
  const fileEntry = (name: string) => ({
    name,
    isFile: true,
    isDirectory: false,
    file: (resolve: (file: File) => void) => resolve(new File([name], name)),
  });
  /** Gives its children in two portions, as browsers do. */
  const folderEntry = (name: string, children: unknown[]) => ({
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      const portions = [children.slice(0, 1), children.slice(1), []].filter(
        (portion, index) => index === 2 || portion.length > 0,
      );
      return { readEntries: (resolve: (entries: unknown[]) => void) => resolve(portions.shift() ?? []) };
    },
  });
  const transferOf = (entries: unknown[], files: File[] = []) =>
    ({
      items: entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry })),
      files,
    }) as unknown as DataTransfer;

  test("is taken as it is where there is no folder", async () => {
    const files = [new File(["a"], "a.md")];
    for (const entry of [null, fileEntry("a.md")])
      expect(await openDropped(transferOf([entry], files))).toEqual([{ file: files[0], path: "a.md" }]);
  });

  test("of folders is everything in them, by its way there, but for what is hidden", async () => {
    const tree = folderEntry("handbook", [
      fileEntry("about.md"),
      fileEntry(".DS_Store"),
      folderEntry("hr", [fileEntry("leave.md"), folderEntry("old", [fileEntry("leave.md")])]),
      folderEntry("empty", []),
    ]);
    const opened = await openDropped(transferOf([tree, fileEntry("faq.csv")]));
    expect(opened.map(({ path }) => path)).toEqual(["about.md", "hr/leave.md", "hr/old/leave.md", "faq.csv"]);
    expect(opened[1]?.file.name).toBe("leave.md");
    const deep = Array.from({ length: 20 }).reduce<unknown>(
      (inner) => folderEntry("f", [inner]),
      fileEntry("x"),
    );
    expect(await openDropped(transferOf([deep]))).toEqual([]);
  });
});

describe("highlighting", () => {
  const found = (text: string, ...terms: string[]) =>
    highlight(text, terms)
      .filter((stretch) => stretch.found)
      .map((stretch) => stretch.text);

  test("marks words whole, Chinese ones anywhere, and what overlaps as one", () => {
    expect(found("Expenses are handed in; inexpensive art, a start, articulate", "expens", "art")).toEqual([
      "Expenses",
      "art",
    ]);
    expect(found("未休的年假可以顺延", "年假", "假可", "顺延")).toEqual(["年假可", "顺延"]);
    expect(found("nothing here", "", "zzz")).toEqual([]);
    expect(highlight("", ["a"])).toEqual([]);
  });

  test("loses no letter of the text, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.string({ maxLength: 3 })), (text, terms) => {
        expect(
          highlight(text, terms)
            .map((stretch) => stretch.text)
            .join(""),
        ).toBe(text);
      }),
    );
    // Its small letter has two code units: no place in it would be right.
    expect(highlight("İstanbul", ["bul"])).toEqual([{ text: "İstanbul", found: false }]);
  });
});

test("tags are gathered from all pages, in order and each once", async () => {
  const pages = [
    { data: [{ tags: ["b", "a"] }, { tags: [] }], next_cursor: "next" },
    { data: [{ tags: ["a", "差旅"] }], next_cursor: null },
  ];
  const asked: string[] = [];
  const fetching: typeof fetch = async (input) => {
    asked.push(String(input));
    return Response.json(pages[asked.length - 1]);
  };
  const caller = createCaller({ fetch: fetching, onSignedOut: () => undefined });
  expect(await listTags(caller, new AbortController().signal)).toEqual(["a", "b", "差旅"]);
  expect(asked).toEqual(["/api/admin/knowledge?limit=200", "/api/admin/knowledge?limit=200&cursor=next"]);
});

describe("the queue of uploads", () => {
  const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  /** A service that has these documents by their ids, and takes each upload when it is told to. */
  function stage(known: Record<string, { sha256: string; tags: string[] }> = {}) {
    const sent: { address: string; headers: Record<string, string>; finish(status?: number): void }[] = [];
    class FakeRequest {
      upload = { onprogress: (_: { loaded: number }): void => undefined };
      onload = (): void => undefined;
      onerror = (): void => undefined;
      onabort = (): void => undefined;
      status = 0;
      responseText = "";
      #address = "";
      #headers: Record<string, string> = {};
      open(_method: string, address: string) {
        this.#address = address;
      }
      setRequestHeader(name: string, value: string) {
        this.#headers[name] = value;
      }
      getResponseHeader() {
        return null;
      }
      abort() {
        this.onabort();
      }
      send(body: Blob) {
        this.upload.onprogress({ loaded: body.size });
        sent.push({
          address: this.#address,
          headers: this.#headers,
          finish: (status = 201) => {
            this.status = status;
            this.responseText =
              status === 201
                ? JSON.stringify({ id: "x", title: "X", passages: 3 })
                : JSON.stringify({
                    error: { message: "words", type: "t", code: "no_text", param: null },
                    request_id: "r",
                  });
            this.onload();
          },
        });
      }
    }
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
    vi.stubGlobal("isSecureContext", true);
    const fetching: typeof fetch = async (input, init) => {
      const url = new URL(String(input), "http://localhost");
      const id = decodeURIComponent(url.pathname.split("/")[4] ?? "");
      if (init?.method === "HEAD") {
        return known[id] === undefined
          ? new Response(null, { status: 404 })
          : new Response(null, { headers: { etag: '"known"' } });
      }
      const data = Object.entries(known).map(([name, facts]) => ({ id: name, url: null, ...facts }));
      return Response.json({ data, next_cursor: null });
    };
    const lines = new Map<number, Partial<UploadLine>>();
    const onSignedOut = vi.fn();
    const onKept = vi.fn();
    const queue = new UploadQueue({
      caller: createCaller({ fetch: fetching, onSignedOut }),
      change: (id, changes) => lines.set(id, { ...lines.get(id), ...changes }),
      onKept,
    });
    const add = (id: number, name: string, text = "test", tags: string[] = [], type = "") =>
      queue.add({ id, file: new File([text], name, { type }), documentId: idOfFile(name), tags });
    const reaches = (id: number, state: UploadLine["state"]) =>
      vi.waitFor(() => expect(lines.get(id)?.state).toBe(state));
    return { queue, sent, lines, add, reaches, onSignedOut, onKept };
  }

  test("sends two at a time, only where no such document is, and tells what was kept", async () => {
    const { sent, lines, add, reaches, onKept } = stage();
    for (const id of [1, 2, 3]) add(id, `file ${id}.md`, "test", ["hr", "差旅"], "text/markdown");
    await Promise.all([reaches(1, "reading"), reaches(2, "reading")]);
    expect(lines.get(3)?.state).toBeUndefined();
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({
      address: "/api/admin/knowledge/file-1?filename=file+1.md&tags=hr%2C%E5%B7%AE%E6%97%85",
      headers: { "content-type": "text/markdown", "if-none-match": "*" },
    });
    sent[0]?.finish();
    await reaches(1, "done");
    expect(lines.get(1)?.record?.passages).toBe(3);
    expect(onKept).toHaveBeenCalledOnce();
    await reaches(3, "reading");
  });

  test("leaves alone what is there already, and asks before it replaces another", async () => {
    const { queue, sent, add, reaches } = stage({
      same: { sha256: SHA, tags: [] },
      other: { sha256: "0", tags: ["kept"] },
    });
    add(1, "same.md");
    add(2, "other.md", "test", [], "application/json");
    await Promise.all([reaches(1, "unchanged"), reaches(2, "asking")]);
    expect(sent).toEqual([]);
    queue.again(2, true);
    await reaches(2, "reading");
    expect(sent[0]).toMatchObject({
      address: "/api/admin/knowledge/other?filename=other.md&tags=kept",
      headers: { "content-type": "application/octet-stream", "if-match": '"known"' },
    });
  });

  test("goes on after a failure, tries again, and sends nothing that is too large or was stopped", async () => {
    const { queue, sent, lines, add, reaches } = stage();
    add(1, "image.pdf");
    await reaches(1, "reading");
    sent[0]?.finish(400);
    await reaches(1, "failed");
    expect(lines.get(1)?.refusal).toMatchObject({ code: "no_text", status: 400 });
    queue.again(1);
    await reaches(1, "reading");
    expect(lines.get(1)?.refusal).toBeNull();
    const large = new File([], "large.pdf");
    Object.defineProperty(large, "size", { value: MOST_BYTES + 1 });
    queue.add({ id: 2, file: large, documentId: "large", tags: [] });
    await reaches(2, "failed");
    expect(lines.get(2)?.refusal).toMatchObject({ status: 413 });
    add(3, "a.md");
    await reaches(3, "reading");
    add(4, "b.md");
    queue.stop(4);
    queue.stop(3);
    queue.stopAll();
    expect([lines.get(3)?.state, lines.get(4)?.state]).toEqual(["stopped", "stopped"]);
    expect(sent).toHaveLength(3);
  });

  test("says so when the session is over", async () => {
    const { sent, add, reaches, onSignedOut } = stage();
    add(1, "late.md");
    await reaches(1, "reading");
    sent[0]?.finish(401);
    await reaches(1, "failed");
    expect(onSignedOut).toHaveBeenCalledOnce();
  });
});
