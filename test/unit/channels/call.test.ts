// One call to a platform: what every answer, silence and surprise means, and that nothing of address or token gets out.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callPlatform, downloadBytes, pauseOf } from "../../../src/channels/call.ts";

const NOW = 1_760_000_000_000;
const SECRET = "t-very-secret";
const URL = "https://open.example.com/open-apis/x?access_token=t-very-secret";
const MIB = 1024 * 1024;

function answering(answer: () => Response | Promise<Response>, seen: RequestInit[] = []): typeof fetch {
  return async (_input, init) => {
    seen.push(init ?? {});
    return answer();
  };
}

const call = (fetcher: typeof fetch, timeoutMs = 1_000) =>
  callPlatform(
    fetcher,
    { url: URL, method: "POST", headers: { Authorization: `Bearer ${SECRET}` }, body: { a: 1 }, timeoutMs },
    NOW,
  );

/** A body that tells whether it was let go of. */
function watched(pieces: Uint8Array[], endless = false) {
  const state = { released: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (!endless) controller.close();
    },
    cancel() {
      state.released = true;
    },
  });
  return { body, state };
}

describe("an answer", () => {
  it.each([200, 201, 400, 401, 403, 404])(
    "with %i is read, because the platform's own code is in it",
    async (status) => {
      const seen: RequestInit[] = [];
      const headers = { "x-request": "1" };
      const result = await call(answering(() => Response.json({ code: 7 }, { status, headers }), seen));
      expect(result).toMatchObject({ ok: true, value: { status, body: { code: 7 }, text: '{"code":7}' } });
      expect(result.ok && result.value.headers.get("x-request")).toBe("1");
      expect(seen).toMatchObject([{ method: "POST", body: '{"a":1}', redirect: "manual" }]);
      expect(new Headers(seen[0]?.headers).get("content-type")).toMatch(/^application\/json/);
    },
  );

  it("to a call without a body names no content type: a signed address would not fit any more", async () => {
    const seen: RequestInit[] = [];
    await callPlatform(
      answering(() => new Response("{}"), seen),
      { url: URL, method: "GET" },
      NOW,
    );
    expect([...new Headers(seen[0]?.headers)]).toEqual([]);
    expect(seen[0]).not.toHaveProperty("body");
  });

  it("that is no JSON, or one too costly to parse, is text only", async () => {
    for (const text of ["<html>", "", "{", "[".repeat(200_000), "\ufffd"])
      expect(await call(answering(() => new Response(text)))).toMatchObject({
        ok: true,
        value: { body: undefined, text },
      });
  });
});

describe("no answer", () => {
  it.each([408, 500, 502, 503, 504])("or %i may have happened: it is to be tried again", async (status) => {
    const result = await call(
      answering(() => new Response("x", { status, headers: { "retry-after": "3" } })),
    );
    expect(result).toMatchObject({
      ok: false,
      error: { kind: "unreachable", code: String(status), pauseMs: 3000 },
    });
  });

  it("because of too many calls says when to come again", async () => {
    const result = await call(
      answering(() => new Response("", { status: 429, headers: { "x-ogw-ratelimit-reset": "12" } })),
    );
    expect(result).toMatchObject({ ok: false, error: { kind: "busy", code: "429", pauseMs: 12_000 } });
  });

  it("because the connection failed tells neither address nor token", async () => {
    const fetcher = answering(() => Promise.reject(new TypeError(`fetch failed: ${URL}`)));
    const result = await call(fetcher);
    expect(result).toMatchObject({ ok: false, error: { kind: "unreachable", code: "network" } });
    expect(JSON.stringify(result)).not.toMatch(/secret|example/);
  });

  it("because it broke off in its middle is none", async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error("reset"));
      },
    });
    expect(await call(answering(() => new Response(body)))).toMatchObject({
      ok: false,
      error: { kind: "unreachable", code: "network" },
    });
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])(
    "with %i is refused: the token would go to another address",
    async (status) => {
      const { body, state } = watched([new Uint8Array(1)], true);
      const headers = { location: "https://evil.example.com/" };
      const result = await call(answering(() => new Response(body, { status, headers })));
      expect(result).toMatchObject({ ok: false, error: { kind: "refused", code: String(status) } });
      expect(JSON.stringify(result)).not.toContain("evil");
      expect(state.released).toBe(true);
    },
  );
});

describe("a body", () => {
  it("is let go of where nobody reads it", async () => {
    const { body, state } = watched([new Uint8Array(1)], true);
    await call(answering(() => new Response(body, { status: 500 })));
    expect(state.released).toBe(true);
  });

  it("without end is no answer to a call, and refused as a file", async () => {
    const endless = () => {
      const { body, state } = watched(
        Array.from({ length: 40 }, () => new Uint8Array(MIB / 16)),
        true,
      );
      return { response: new Response(body), state };
    };
    const first = endless();
    expect(await call(answering(() => first.response))).toMatchObject({
      ok: false,
      error: { kind: "unreachable", code: "too_large" },
    });
    const second = endless();
    const file = await downloadBytes(
      answering(() => second.response),
      { url: URL, method: "GET" },
      MIB,
      NOW,
    );
    expect(file).toMatchObject({ ok: false, error: { kind: "refused", code: "too_large" } });
    expect([first.state.released, second.state.released]).toEqual([true, true]);
  });

  it("that says to be too large is not even begun", async () => {
    const { body, state } = watched([], true);
    const headers = { "content-length": String(MIB + 1) };
    const file = await downloadBytes(
      answering(() => new Response(body, { headers })),
      { url: URL, method: "GET" },
      MIB,
      NOW,
    );
    expect(file).toMatchObject({ ok: false, error: { code: "too_large" } });
    expect(state.released).toBe(true);
  });

  it("in pieces is put together, to the byte that is still allowed", async () => {
    const pieces = [new Uint8Array([1, 2]), new Uint8Array(), new Uint8Array([3])];
    const download = (most: number) =>
      downloadBytes(
        answering(() => new Response(watched([...pieces]).body)),
        { url: URL, method: "GET" },
        most,
        NOW,
      );
    expect(await download(3)).toMatchObject({ ok: true, value: { bytes: new Uint8Array([1, 2, 3]) } });
    expect(await download(2)).toMatchObject({ ok: false });
    const empty = await downloadBytes(
      answering(() => new Response(null)),
      { url: URL, method: "GET" },
      1,
      NOW,
    );
    expect(empty).toMatchObject({ ok: true, value: { bytes: new Uint8Array() } });
  });
});

describe("how long to wait", () => {
  it("is what the platform says, between nothing and an hour", () => {
    const pause = (headers: Record<string, string>) => pauseOf(new Headers(headers), NOW);
    expect(pause({})).toBeNull();
    expect(pause({ "retry-after": "2" })).toBe(2000);
    expect(pause({ "retry-after-ms": "150" })).toBe(150);
    expect(pause({ "x-ogw-ratelimit-reset": "4", "retry-after": "2" })).toBe(4000);
    expect(pause({ "x-ogw-ratelimit-reset": "soon", "retry-after": "2" })).toBe(2000);
    expect(pause({ "x-ogw-ratelimit-reset": "-5" })).toBe(0);
    expect(pause({ "retry-after": "9".repeat(30) })).toBe(3_600_000);
    expect(pause({ "retry-after": new Date(NOW + 5000).toUTCString() })).toBe(5000);
  });
});

describe("time", () => {
  let server: Server;
  let base = "";
  const open = new Set<string>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      open.add(request.url ?? "");
      response.on("close", () => open.delete(request.url ?? ""));
      if (request.url === "/body") response.write("{");
      if (request.url === "/moved") response.writeHead(302, { location: `${base}/target` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  it.each(["/headers", "/body"])("is limited, for headers and body alike: %s", async (path) => {
    const request = { url: base + path, method: "GET" as const, timeoutMs: 100 };
    expect(await callPlatform(fetch, request, NOW)).toMatchObject({
      ok: false,
      error: { kind: "unreachable", code: "timeout" },
    });
    await expect.poll(() => open.has(path)).toBe(false);
  });

  it("is limited even where the body does not hear that it shall stop", async () => {
    const { body, state } = watched([new Uint8Array([0x7b, 0x7d])], true);
    expect(
      await call(
        answering(() => new Response(body)),
        50,
      ),
    ).toMatchObject({
      ok: false,
      error: { kind: "unreachable", code: "timeout" },
    });
    expect(state.released).toBe(true);
  });

  it("is not spent on a redirect's target", async () => {
    const result = await callPlatform(fetch, { url: `${base}/moved`, method: "GET" }, NOW);
    expect(result).toMatchObject({ ok: false, error: { kind: "refused" } });
    expect(open.has("/target")).toBe(false);
  });
});
