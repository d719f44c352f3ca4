// Documents on their way: what each is sent with, how far it is, what stops it, and what can be done about it then.
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createCaller } from "../../../../../src/web/console/http.ts";
import {
  deedFor,
  isKept,
  isRunning,
  summaryOf,
} from "../../../../../src/web/console/pages/knowledge/upload-summary.ts";
import {
  MOST_BYTES,
  type UploadLine,
  UploadQueue,
  type UploadState,
} from "../../../../../src/web/console/pages/knowledge/uploads.ts";
import { type FakeRequest, fileOfSize, playRequests } from "../upload-stage.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Known {
  sha256: string;
  tags?: string[];
  url?: string | null;
}

const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");
const KEPT = { id: "a", title: "A", passages: 3 };

/** A service that has these documents; `silent`: it answers no question about them until it is told to. */
function stage({
  known = {},
  secure = true,
  silent = false,
}: {
  known?: Record<string, Known>;
  secure?: boolean;
  silent?: boolean;
} = {}) {
  const sent = playRequests(secure);
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const fetching: typeof fetch = async (input, init) => {
    const url = new URL(String(input), "http://localhost");
    asked.push(`${init?.method ?? "GET"} ${url.pathname}${url.search}`);
    if (silent) await new Promise<void>((resolve) => held.push(resolve));
    const id = decodeURIComponent(url.pathname.split("/")[4] ?? "");
    if (init?.method === "HEAD") {
      if (known[id] === undefined) return new Response(null, { status: 404 });
      return new Response(null, { headers: { etag: `"${id}"` } });
    }
    const data = Object.entries(known).map(([name, facts]) => ({ id: name, tags: [], url: null, ...facts }));
    return Response.json({ data, next_cursor: null });
  };
  const states: string[] = [];
  const lines = new Map<number, Partial<UploadLine>>();
  const onKept = vi.fn();
  const onSignedOut = vi.fn();
  const queue = new UploadQueue({
    caller: createCaller({ fetch: fetching, onSignedOut }),
    change(id, changes) {
      lines.set(id, { ...lines.get(id), ...changes });
      if (changes.state !== undefined) states.push(`${id} ${changes.state}`);
    },
    onKept,
  });
  const add = (id: number, documentId: string, { text = "text", type = "", tags = [] as string[] } = {}) =>
    queue.add({ id, documentId, tags, file: new File([text], `${documentId}.md`, { type }) });
  const reaches = (id: number, state: UploadState) =>
    vi.waitFor(() => expect(lines.get(id)?.state).toBe(state), { interval: 1 });
  const request = async (number: number): Promise<FakeRequest> =>
    vi.waitFor(() => sent[number] ?? expect.fail(`There is no request ${number}.`), { interval: 1 });
  return { queue, sent, asked, held, states, lines, onKept, onSignedOut, add, reaches, request };
}

describe("a document on its way", () => {
  test("goes through its states in their order, and tells how far it is", async () => {
    const { add, states, lines, request, reaches, onKept } = stage();
    add(1, "a", { text: "0123456789" });
    const sending = await request(0);
    expect(lines.get(1)).toMatchObject({ state: "sending" });
    sending.progress(4);
    expect(lines.get(1)).toMatchObject({ state: "sending", sent: 4 });
    sending.progress(10);
    expect(lines.get(1)).toMatchObject({ state: "reading", sent: 10 });
    expect(onKept).not.toHaveBeenCalled();
    sending.answer(201, KEPT);
    await reaches(1, "done");
    expect(states).toEqual(["1 checking", "1 sending", "1 reading", "1 done"]);
    expect(lines.get(1)).toMatchObject({ sent: 10, record: KEPT });
    expect(onKept).toHaveBeenCalledOnce();
  });

  test.each<[string, unknown]>([
    ["no JSON", "<html>"],
    ["nothing", ""],
    ["null", null],
    ["something else", { ok: true }],
    ["a list", []],
  ])("is kept although the service answers with %s, and no more is claimed of it", async (_what, body) => {
    const { add, lines, request, reaches } = stage();
    add(1, "a");
    (await request(0)).answer(200, body);
    await reaches(1, "done");
    expect(lines.get(1)?.record).toBeNull();
  });

  test.each([
    ["", "application/octet-stream"],
    ["text/markdown", "text/markdown"],
    ["text/csv;charset=utf-8", "text/csv;charset=utf-8"],
    ["application/pdf", "application/pdf"],
    ["application/json", "application/octet-stream"],
    ["application/ld+json", "application/octet-stream"],
    ["multipart/form-data", "application/octet-stream"],
    ["APPLICATION/JSON", "application/octet-stream"],
  ])("of type %j is sent as %s", async (type, sentAs) => {
    const { add, request } = stage();
    add(1, "a", { type });
    expect((await request(0)).headers["content-type"]).toBe(sentAs);
  });

  test.each<[string, Known | null, string[], string]>([
    ["a new one", null, [], "?filename=a.md"],
    ["a new one with tags", null, ["hr", "it"], "?filename=a.md&tags=hr%2Cit"],
    ["one in place of another, its tags", { sha256: "0", tags: ["old"] }, [], "?filename=a.md&tags=old"],
    ["one in place of another, new tags", { sha256: "0", tags: ["old"] }, ["new"], "?filename=a.md&tags=new"],
    [
      "one in place of another, its address",
      { sha256: "0", url: "https://a.cn/?x=1" },
      [],
      "?filename=a.md&url=https%3A%2F%2Fa.cn%2F%3Fx%3D1",
    ],
  ])("%s, is sent with what was said of it", async (_what, known, tags, query) => {
    const { add, queue, reaches, request } = stage(known === null ? {} : { known: { a: known } });
    add(1, "a", { tags });
    if (known !== null) {
      await reaches(1, "asking");
      queue.again(1, true);
    }
    const { call, headers } = await request(0);
    expect(call).toBe(`PUT /api/admin/knowledge/a${query}`);
    expect(headers).toMatchObject(known === null ? { "if-none-match": "*" } : { "if-match": '"a"' });
  });

  test("that was there already is not sent again, and is found among others of like names", async () => {
    const known = { "a-2": { sha256: digestOf("text") }, a: { sha256: digestOf("text"), tags: ["hr"] } };
    const { add, sent, asked, lines, reaches, onKept } = stage({ known });
    add(1, "a");
    await reaches(1, "unchanged");
    expect(asked).toEqual(["HEAD /api/admin/knowledge/a", "GET /api/admin/knowledge?q=a&limit=200"]);
    expect(lines.get(1)?.record).toMatchObject({ id: "a", tags: ["hr"] });
    expect(sent).toHaveLength(0);
    expect(onKept).not.toHaveBeenCalled();
  });

  test("cannot be compared where the page is not secure, and is asked about then", async () => {
    const { add, sent, reaches } = stage({ known: { a: { sha256: digestOf("text") } }, secure: false });
    add(1, "a");
    await reaches(1, "asking");
    expect(sent).toHaveLength(0);
  });

  test.each<[string, (request: FakeRequest) => void, object]>([
    ["the network is gone", (request) => request.fail(), { status: 0, code: "offline" }],
    ["there is no text", (request) => request.refuse(400, "no_text"), { status: 400, code: "no_text" }],
    [
      "it is too large",
      (request) => request.refuse(413, "body_too_large"),
      { status: 413, code: "body_too_large" },
    ],
    ["somebody was first", (request) => request.refuse(412, "precondition_failed"), { status: 412 }],
    ["the service is unwell", (request) => request.refuse(500, "internal_error"), { status: 500 }],
    [
      "something between answers",
      (request) => request.answer(502, "<html>", { "x-request-id": "r-7" }),
      { status: 502, code: "http_502", message: "", requestId: "r-7" },
    ],
  ])("is not kept when %s, and says why", async (_what, happen, refusal) => {
    const { add, lines, request, reaches, onKept, onSignedOut } = stage();
    add(1, "a");
    happen(await request(0));
    await reaches(1, "failed");
    expect(lines.get(1)?.refusal).toMatchObject(refusal);
    expect(onKept).not.toHaveBeenCalled();
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test.each([
    [MOST_BYTES, true],
    [MOST_BYTES + 1, false],
    [100 * MOST_BYTES, false],
  ])("of %i bytes is tried: %s", async (size, tried) => {
    const { queue, asked, request, reaches } = stage();
    queue.add({ id: 1, documentId: "a", tags: [], file: fileOfSize("a.pdf", size) });
    if (tried) await request(0);
    else await reaches(1, "failed");
    expect(asked.length > 0).toBe(tried);
  });
});

describe("the queue of documents", () => {
  test("has two of them on their way at any time, and begins the next whatever became of one", async () => {
    const { add, sent, lines, request, reaches } = stage();
    for (const id of [1, 2, 3, 4, 5]) add(id, `d${id}`);
    const [first, second] = [await request(0), await request(1)];
    expect([3, 4, 5].map((id) => lines.get(id))).toEqual([undefined, undefined, undefined]);
    first.answer(201, KEPT);
    const third = await request(2);
    second.fail();
    const fourth = await request(3);
    third.refuse(400, "no_text");
    fourth.answer(201, KEPT);
    (await request(4)).answer(201, KEPT);
    await reaches(5, "done");
    expect([1, 2, 3, 4].map((id) => lines.get(id)?.state)).toEqual(["done", "failed", "failed", "done"]);
    expect(sent.map(({ call }) => /d\d/.exec(call)?.[0])).toEqual(["d1", "d2", "d3", "d4", "d5"]);
  });

  test("does not wait for the one that waits for a word", async () => {
    const { add, request, reaches } = stage({ known: { a: { sha256: "0" }, b: { sha256: "0" } } });
    add(1, "a");
    add(2, "b");
    add(3, "c");
    await Promise.all([reaches(1, "asking"), reaches(2, "asking")]);
    expect((await request(0)).call).toContain("/c?");
  });

  test("leaves out what was stopped before its turn, and says nothing of it later", async () => {
    const { add, queue, sent, lines, request, reaches } = stage();
    for (const id of [1, 2, 3, 4]) add(id, `d${id}`);
    queue.stop(3);
    (await request(0)).answer(201, KEPT);
    await request(2);
    expect(sent.map(({ call }) => /d\d/.exec(call)?.[0])).toEqual(["d1", "d2", "d4"]);
    await reaches(1, "done");
    expect(lines.get(3)).toEqual({ state: "stopped" });
  });

  test("ends a request that is stopped, and no late word of it changes its line", async () => {
    const { add, queue, lines, request, onKept } = stage();
    add(1, "a", { text: "0123456789" });
    const stopped = await request(0);
    stopped.progress(3);
    queue.stop(1);
    expect(stopped.aborted).toBe(true);
    stopped.progress(10);
    stopped.answer(201, KEPT);
    add(2, "b");
    await request(1);
    expect(lines.get(1)).toMatchObject({ state: "stopped", sent: 3 });
    expect(onKept).not.toHaveBeenCalled();
  });

  test("sends nothing that was stopped while it was looked up", async () => {
    const { add, queue, sent, held, lines, request, states } = stage({ silent: true });
    add(1, "a");
    await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 1 });
    queue.stop(1);
    held[0]?.();
    add(2, "b");
    await vi.waitFor(() => expect(held).toHaveLength(2), { interval: 1 });
    held[1]?.();
    expect((await request(0)).call).toContain("/b?");
    expect(sent).toHaveLength(1);
    expect(lines.get(1)?.state).toBe("stopped");
    expect(states).not.toContain("1 failed");
  });

  test("takes up again what was stopped, from its beginning", async () => {
    const { add, queue, lines, request, reaches } = stage();
    add(1, "a", { text: "0123456789", tags: ["hr"] });
    (await request(0)).progress(5);
    queue.stop(1);
    queue.again(1);
    expect(lines.get(1)).toMatchObject({ sent: 0, refusal: null });
    const again = await request(1);
    expect(again.call).toContain("tags=hr");
    again.answer(201, KEPT);
    await reaches(1, "done");
  });

  test("still may replace a document once it was told so and failed", async () => {
    const { add, queue, request, reaches } = stage({ known: { a: { sha256: "0" } } });
    add(1, "a");
    await reaches(1, "asking");
    queue.again(1, true);
    (await request(0)).fail();
    await reaches(1, "failed");
    queue.again(1);
    expect((await request(1)).headers).toMatchObject({ "if-match": '"a"' });
  });

  test("asks once more where it was not told so", async () => {
    const { add, queue, sent, states, reaches } = stage({ known: { a: { sha256: "0" } } });
    add(1, "a");
    await reaches(1, "asking");
    queue.again(1);
    await vi.waitFor(() => expect(states.filter((state) => state === "1 asking")).toHaveLength(2));
    expect(sent).toHaveLength(0);
  });

  test("ends all of them when the page is left", async () => {
    const { add, queue, sent, request } = stage();
    for (const id of [1, 2, 3]) add(id, `d${id}`);
    await request(1);
    queue.stopAll();
    expect(sent.map(({ aborted }) => aborted)).toEqual([true, true]);
    add(4, "late");
    await request(2);
    expect(sent.map(({ call }) => /d\d|late/.exec(call)?.[0])).toEqual(["d1", "d2", "late"]);
  });

  test("knows nothing to do about a line that it does not have", () => {
    const { queue, lines, sent } = stage();
    queue.again(7);
    expect(lines.size).toBe(0);
    expect(sent).toHaveLength(0);
  });

  test("says that the session is over when a document was refused for it", async () => {
    const { add, lines, request, reaches, onSignedOut } = stage();
    add(1, "a");
    (await request(0)).refuse(401, "invalid_api_key");
    await reaches(1, "failed");
    expect(onSignedOut).toHaveBeenCalledOnce();
    expect(lines.get(1)?.refusal).toMatchObject({ status: 401 });
  });
});

describe("what can be said and done of uploads", () => {
  test.each<[UploadState, boolean, boolean, ReturnType<typeof deedFor>]>([
    ["waiting", true, false, "stop"],
    ["checking", true, false, "stop"],
    ["asking", false, true, "replace"],
    ["sending", true, false, "stop"],
    ["reading", true, false, null],
    ["done", false, true, null],
    ["unchanged", false, true, null],
    ["failed", false, false, "again"],
    ["stopped", false, false, "again"],
  ])("one that is %s runs: %s, is there: %s, and is offered %s", (state, runs, isThere, deed) => {
    expect([isRunning({ state }), isKept({ state }), deedFor({ state })]).toEqual([runs, isThere, deed]);
  });

  const line = (state: UploadState, index: number): UploadLine => ({
    id: index + 1,
    fileName: "a.md",
    documentId: "a",
    size: 1,
    sent: 0,
    state,
    refusal: null,
    record: null,
  });

  test.each<[UploadState[], number, number, number[]]>([
    [[], 0, 0, []],
    [["waiting", "checking", "sending", "reading"], 0, 0, []],
    [["done", "unchanged", "stopped"], 3, 0, []],
    [["failed", "done", "failed"], 3, 2, []],
    [["asking", "done", "asking"], 1, 0, [1, 3]],
    [["done", "failed", "asking", "waiting", "stopped"], 3, 1, [3]],
  ])("of %j %i are over, %i failed, and %j wait for a word", (states, over, failed, asking) => {
    expect(summaryOf(states.map(line))).toEqual({ over, failed, asking });
  });
});
