// The files' page without a page: folders as rows, bytes on their way whole and in parts, and the queue that sends them.
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createCaller, refusalOf } from "../../../../src/web/console/http.ts";
import {
  crumbsOf,
  entriesOf,
  isLinkable,
  isWritable,
  nameOf,
  prefixOf,
} from "../../../../src/web/console/pages/files/entries.ts";
import { planParts, WHOLE_BYTES } from "../../../../src/web/console/pages/files/parts.ts";
import { isThere, upload } from "../../../../src/web/console/pages/files/upload.ts";
import {
  isRunning,
  type UploadLine,
  UploadQueue,
} from "../../../../src/web/console/pages/files/upload-queue.ts";
import { type FakeRequest, fileOfSize, playRequests } from "./upload-stage.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a folder", () => {
  test.each([
    ["", ""],
    ["/", ""],
    [" / / ", ""],
    ["models", "models/"],
    ["models/", "models/"],
    ["/models//weights/", "models/weights/"],
    [" models / weights ", "models/weights/"],
    ["models/我的 文件", "models/我的 文件/"],
    ["models\\weights", "models\\weights/"],
  ])("typed as %j is %j", (typed, prefix) => {
    expect(prefixOf(typed)).toBe(prefix);
    expect(prefixOf(prefix)).toBe(prefix);
  });

  test.each([
    ["models/", true, true],
    ["models/weights/", true, true],
    ["knowledge/", true, true],
    ["backups/2026/", true, false],
    ["logs/", false, false],
    ["logs/2026/", false, false],
    ["models", false, false],
    ["modelsx/", false, false],
    ["my/models/", false, false],
    ["", false, false],
  ])("%j takes files: %s, and gives links to servers: %s", (prefix, writable, linkable) => {
    expect([isWritable(prefix), isLinkable(prefix)]).toEqual([writable, linkable]);
  });

  test.each<[string, string[]]>([
    ["", []],
    ["models/", ["models=models/"]],
    ["models/a b/c/", ["models=models/", "a b=models/a b/", "c=models/a b/c/"]],
    ["models//a/", ["models=models/", "a=models/a/"]],
  ])("%j stands below %j", (prefix, crumbs) => {
    expect(crumbsOf(prefix).map((crumb) => `${crumb.name}=${crumb.prefix}`)).toEqual(crumbs);
  });

  test.each([
    ["models/a.bin", "a.bin"],
    ["models/weights/", "weights/"],
    ["a", "a"],
    ["a/", "a/"],
    ["", ""],
    ["models/我的 文件.bin", "我的 文件.bin"],
  ])("%j is called %j where it stands", (key, name) => {
    expect(nameOf(key)).toBe(name);
  });

  test("at the top has the known ones once and first, and on a later page only what is there", () => {
    const page = { data: [], prefixes: ["backups/", "zoo/"], next_cursor: null };
    const keys = (isFirst: boolean) => entriesOf("", page, isFirst).map(({ key }) => key);
    expect(keys(true)).toEqual(["models/", "knowledge/", "logs/", "backups/", "zoo/"]);
    expect(keys(false)).toEqual(["backups/", "zoo/"]);
    expect(entriesOf("models/", { ...page, prefixes: [] }, true)).toEqual([]);
  });
});

describe("parts", () => {
  test.each([
    [0, 10, ["1:0-0"]],
    [1, 10, ["1:0-1"]],
    [10, 10, ["1:0-10"]],
    [11, 10, ["1:0-10", "2:10-11"]],
    [30, 10, ["1:0-10", "2:10-20", "3:20-30"]],
    [100, 1000, ["1:0-100"]],
  ])("of %i bytes, %i each, are %j", (size, bytes, parts) => {
    expect(planParts(size, bytes).map(({ number, start, end }) => `${number}:${start}-${end}`)).toEqual(
      parts,
    );
  });
});

const PART_BYTES = 50_000_000;

/** A service that has these files, and begins, ends and drops uploads in parts. */
function stage({ there = [] as string[], refusedEnd = 0, secure = true } = {}) {
  const sent = playRequests(secure);
  const calls: { call: string; body: unknown }[] = [];
  const onSignedOut = vi.fn();
  const fetching: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const { pathname, search } = new URL(String(input), "http://localhost");
    const call = `${init?.method ?? "GET"} ${pathname}${search}`;
    calls.push({ call, body: init?.body === undefined ? null : JSON.parse(String(init.body)) });
    if (init?.method === "HEAD") {
      const key = decodeURIComponent(pathname.replace("/api/admin/files/", ""));
      return new Response(null, { status: there.includes(key) ? 200 : 404 });
    }
    if (search === "?uploads") return Response.json({ upload_id: "u 1", part_bytes: PART_BYTES });
    if (init?.method === "POST" && refusedEnd > 0) return new Response(null, { status: refusedEnd });
    return Response.json({});
  };
  const caller = createCaller({ fetch: fetching, onSignedOut });
  const request = async (number: number): Promise<FakeRequest> =>
    vi.waitFor(() => sent[number] ?? expect.fail(`There is no request ${number}.`), { interval: 1 });
  return { sent, calls, caller, onSignedOut, request };
}

describe("one file", () => {
  const begin = (caller: ReturnType<typeof createCaller>, file: Blob, ending = new AbortController()) => {
    const told: number[] = [];
    const outcome = upload(caller, {
      key: "models/a b.bin",
      file,
      signal: ending.signal,
      onSent: (bytes) => told.push(bytes),
    }).then(
      () => "stored",
      (error: unknown) => (error instanceof DOMException ? error.name : refusalOf(error).code),
    );
    return { outcome, told, ending };
  };

  test.each<[string, string, boolean, Record<string, string>]>([
    [
      "with its digest",
      "text/plain",
      true,
      { "content-type": "text/plain", "x-content-sha256": createHash("sha256").update("abc").digest("hex") },
    ],
    ["of no type as bytes", "", false, { "content-type": "application/octet-stream" }],
    ["without a digest where none can be computed", "text/plain", false, { "content-type": "text/plain" }],
  ])("is sent whole %s", async (_what, type, secure, headers) => {
    const { caller, calls, request } = stage({ secure });
    const { outcome, told } = begin(caller, new Blob(["abc"], { type }));
    const sending = await request(0);
    expect(sending.call).toBe("PUT /api/admin/files/models/a%20b.bin");
    expect(sending.headers).toEqual(headers);
    expect(await sending.body.text()).toBe("abc");
    sending.progress(2);
    sending.answer(201, {});
    expect(await outcome).toBe("stored");
    expect(told).toEqual([2]);
    expect(calls).toEqual([]);
  });

  const large = () => {
    const file = new Blob([new Uint8Array(2)]);
    const slices: string[] = [];
    Object.defineProperty(file, "size", { value: WHOLE_BYTES + 20_000_000 });
    file.slice = (start = 0, end = 0) => {
      slices.push(`${start}-${end}`);
      return new Blob(["x"]);
    };
    return { file, slices };
  };
  const PARTS = "/api/admin/files/models/a%20b.bin";

  test("that is large is sent in parts one after the other, and counted over all of them", async () => {
    const { caller, calls, request } = stage();
    const { file, slices } = large();
    const { outcome, told } = begin(caller, file);
    for (const [index, etag] of ["e1", "e2", "e3"].entries()) {
      const part = await request(index);
      expect(part.call).toBe(`PUT ${PARTS}?upload_id=u+1&part=${index + 1}`);
      part.progress(7);
      part.answer(200, { part: index + 1, etag });
    }
    expect(await outcome).toBe("stored");
    expect(slices).toEqual(["0-50000000", "50000000-100000000", "100000000-110000000"]);
    expect(told).toEqual([7, 50_000_007, 100_000_007]);
    expect(calls).toEqual([
      { call: `POST ${PARTS}?uploads`, body: null },
      {
        call: `POST ${PARTS}?upload_id=u+1`,
        body: {
          parts: [
            { part: 1, etag: "e1" },
            { part: 2, etag: "e2" },
            { part: 3, etag: "e3" },
          ],
        },
      },
    ]);
  });

  test.each<[string, (part: FakeRequest) => void]>([
    ["the network", (part) => part.fail()],
    ["the service", (part) => part.refuse(503, "unwell")],
    ["what stands between", (part) => part.answer(502, "<html>")],
  ])("has a part sent again that %s lost, and no other", async (_what, lose) => {
    const { caller, sent, request } = stage();
    const { outcome } = begin(caller, large().file);
    (await request(0)).answer(200, { part: 1, etag: "e1" });
    lose(await request(1));
    lose(await request(2));
    (await request(3)).answer(200, { part: 2, etag: "e2" });
    (await request(4)).answer(200, { part: 3, etag: "e3" });
    expect(await outcome).toBe("stored");
    expect(sent.map(({ call }) => call.at(-1))).toEqual(["1", "2", "2", "2", "3"]);
  });

  test.each<[string, (part: FakeRequest, ending: AbortController) => void, number, string]>([
    ["is lost three times", (part) => part.fail(), 3, "offline"],
    ["is refused", (part) => part.refuse(400, "invalid_part"), 1, "invalid_part"],
    ["is too much", (part) => part.refuse(413, "too_large"), 1, "too_large"],
    ["is stopped", (_part, ending) => ending.abort(), 1, "AbortError"],
  ])("leaves nothing behind when a part %s", async (_what, happen, tries, code) => {
    const { caller, calls, sent, request } = stage();
    const { outcome, ending } = begin(caller, large().file);
    for (let number = 0; number < tries; number += 1) happen(await request(number), ending);
    expect(await outcome).toBe(code);
    expect(sent).toHaveLength(tries);
    expect(calls.at(-1)?.call).toBe(`DELETE ${PARTS}?upload_id=u+1`);
  });

  test("leaves nothing behind when its parts are not put together", async () => {
    const { caller, calls, request } = stage({ refusedEnd: 500 });
    const { outcome } = begin(caller, large().file);
    for (const number of [0, 1, 2]) (await request(number)).answer(200, { part: number + 1, etag: "e" });
    expect(await outcome).toBe("http_500");
    expect(calls.at(-1)?.call).toBe(`DELETE ${PARTS}?upload_id=u+1`);
  });

  test("that is refused for want of a session ends it", async () => {
    const { caller, onSignedOut, request } = stage();
    const { outcome } = begin(caller, new Blob(["a"]));
    (await request(0)).refuse(401, "invalid_api_key");
    expect(await outcome).toBe("invalid_api_key");
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  test("is looked for, and a failure is no answer", async () => {
    const { caller } = stage({ there: ["models/a b.bin"] });
    expect(await isThere(caller, "models/a b.bin")).toBe(true);
    expect(await isThere(caller, "models/b")).toBe(false);
    const failing = createCaller({
      fetch: async () => new Response(null, { status: 500 }),
      onSignedOut: () => undefined,
    });
    await expect(isThere(failing, "models/b")).rejects.toMatchObject({ refusal: { status: 500 } });
  });
});

describe("the queue of files", () => {
  function queued({ there = [] as string[], answers = [] as boolean[] } = {}) {
    const { caller, request, sent, calls } = stage({ there, secure: false });
    const lines = new Map<number, Partial<UploadLine>>();
    const states: string[] = [];
    const questions: string[] = [];
    const onStored = vi.fn();
    const queue = new UploadQueue({
      caller,
      change(id, changes) {
        lines.set(id, { ...lines.get(id), ...changes });
        if (changes.state !== undefined) states.push(`${id} ${changes.state}`);
      },
      async mayReplace(key) {
        questions.push(key);
        return answers.shift() ?? expect.fail("One question too many.");
      },
      onStored,
    });
    const add = (id: number, name: string) => queue.add(id, `models/${name}`, fileOfSize(name, 10));
    const reaches = (id: number, state: UploadLine["state"]) =>
      vi.waitFor(() => expect(lines.get(id)?.state).toBe(state), { interval: 1 });
    return { queue, lines, states, questions, onStored, add, request, reaches, sent, calls };
  }

  test("sends one after the other, and tells how far each is", async () => {
    const { add, lines, states, request, reaches, onStored } = queued();
    add(1, "a");
    add(2, "b");
    const first = await request(0);
    first.progress(4);
    expect(lines.get(1)).toEqual({ state: "sending", sent: 4 });
    expect(lines.get(2)).toBeUndefined();
    first.answer(201, {});
    (await request(1)).answer(201, {});
    await reaches(2, "done");
    expect(states).toEqual(["1 checking", "1 sending", "1 done", "2 checking", "2 sending", "2 done"]);
    expect(lines.get(1)).toEqual({ state: "done", sent: 10 });
    expect(onStored).toHaveBeenCalledTimes(2);
  });

  test("asks before it replaces a file, and goes on either way", async () => {
    const { add, states, questions, request, reaches } = queued({
      there: ["models/a", "models/b"],
      answers: [false, true],
    });
    for (const [index, name] of ["a", "b", "c"].entries()) add(index + 1, name);
    const second = await request(0);
    expect(second.call).toBe("PUT /api/admin/files/models/b");
    second.answer(200, {});
    (await request(1)).answer(201, {});
    await reaches(3, "done");
    expect(questions).toEqual(["models/a", "models/b"]);
    expect(states.filter((state) => state.startsWith("1"))).toEqual(["1 checking", "1 stopped"]);
  });

  test("goes on after one that failed, and says why it did", async () => {
    const { add, lines, request, reaches, onStored } = queued();
    add(1, "a");
    add(2, "b");
    (await request(0)).refuse(413, "too_large", "Too large.");
    (await request(1)).answer(201, {});
    await reaches(2, "done");
    expect(lines.get(1)).toMatchObject({
      state: "failed",
      refusal: { code: "too_large", message: "Too large." },
    });
    expect(onStored).toHaveBeenCalledOnce();
  });

  test("leaves out what was stopped before its turn, without looking for it", async () => {
    const { add, queue, lines, calls, request, reaches } = queued();
    for (const [index, name] of ["a", "b", "c"].entries()) add(index + 1, name);
    queue.stop(2);
    (await request(0)).answer(201, {});
    (await request(1)).answer(201, {});
    await reaches(3, "done");
    expect(lines.get(2)).toEqual({ state: "stopped" });
    expect(calls.map(({ call }) => call.at(-1))).toEqual(["a", "c"]);
  });

  test("ends what is stopped on its way, which is no failure", async () => {
    const { add, queue, lines, request, reaches, onStored } = queued();
    add(1, "a");
    add(2, "b");
    const first = await request(0);
    queue.stop(1);
    expect(first.aborted).toBe(true);
    (await request(1)).answer(201, {});
    await reaches(2, "done");
    expect(lines.get(1)).toEqual({ state: "stopped" });
    expect(onStored).toHaveBeenCalledOnce();
  });

  test("ends all of them when the page is left", async () => {
    const { add, queue, states, sent, request, reaches } = queued();
    for (const [index, name] of ["a", "b", "c"].entries()) add(index + 1, name);
    await request(0);
    queue.stopAll();
    await reaches(1, "stopped");
    add(4, "d");
    (await request(1)).answer(201, {});
    await reaches(4, "done");
    expect(sent.map(({ call }) => call.at(-1))).toEqual(["a", "d"]);
    expect(states.some((state) => /^[23]/.test(state))).toBe(false);
  });

  test.each<[UploadLine["state"], boolean]>([
    ["waiting", true],
    ["checking", true],
    ["sending", true],
    ["done", false],
    ["failed", false],
    ["stopped", false],
  ])("keeps the page from being left while one is %s: %s", (state, runs) => {
    expect(isRunning({ state })).toBe(runs);
  });
});
