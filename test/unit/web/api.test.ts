// The page's calls to its server: addresses, headers, bodies, and what becomes of odd answers.
import { describe, expect, test } from "vitest";
import { type Api, createApi } from "../../../src/web/chat/api.ts";
import { RequestFailed } from "../../../src/web/chat/failure.ts";

interface Call {
  path: string;
  method: string;
  headers: Headers;
  body: unknown;
}

function play(reply: () => Response | Promise<Response>, key: string | null = null) {
  const calls: Call[] = [];
  let asked = 0;
  const api = createApi({
    async fetch(input, init) {
      const body = typeof init?.body === "string" ? JSON.parse(init.body) : null;
      calls.push({
        path: String(input),
        method: init?.method ?? "GET",
        headers: new Headers(init?.headers),
        body,
      });
      return reply();
    },
    readKey: () => key,
    onKeyAsked: () => {
      asked += 1;
    },
  });
  return { api, calls, askedTimes: () => asked };
}

const never = new AbortController().signal;
const emptyList = () => Response.json({ sessions: [], next_cursor: null });

async function failureOfCall(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RequestFailed)) throw new Error("The call did not fail as promised.");
  return error.failure;
}

describe("addresses", () => {
  const page = () => Response.json({ session_id: "a", messages: [], next_cursor: null });
  const done = () => new Response(null, { status: 204 });

  test.each<[string, (api: Api) => Promise<unknown>, string, string, () => Response]>([
    ["the list", (api) => api.sessions("", null, never), "GET", "/api/chat", emptyList],
    [
      "a search",
      (api) => api.sessions("年假 & more", "c/1", never),
      "GET",
      "/api/chat?q=%E5%B9%B4%E5%81%87+%26+more&cursor=c%2F1",
      emptyList,
    ],
    ["a history", (api) => api.history("a:b", null, never), "GET", "/api/chat/a%3Ab", page],
    ["an older page", (api) => api.history("a", "9 9", never), "GET", "/api/chat/a?cursor=9+9", page],
    ["a stop", (api) => api.stop("a"), "POST", "/api/chat/a/stop", done],
    ["a rating", (api) => api.rate("a", "m", "up"), "POST", "/api/chat/a/feedback", done],
    ["a deletion", (api) => api.forget("../models"), "DELETE", "/api/chat/..%2Fmodels", done],
    ["the models", (api) => api.models(), "GET", "/api/models", () => Response.json({ data: [] })],
  ])("%s", async (_name, call, method, path, reply) => {
    const { api, calls } = play(reply);
    await call(api);
    expect(calls).toMatchObject([{ method, path }]);
  });

  test("models are asked for in the language of the page", async () => {
    const { api, calls } = play(() => Response.json({ data: [] }));
    await api.models("zh");
    expect(calls[0]?.headers.get("accept-language")).toBe("zh");
  });

  test("a rating that is taken back is sent as null", async () => {
    const { api, calls } = play(done);
    await api.rate("a", "m", null);
    expect(calls[0]?.body).toEqual({ message_id: "m", rating: null });
    expect(calls[0]?.headers.get("content-type")).toBe("application/json");
  });
});

describe("a message", () => {
  const request = { message: "你好", message_id: "m1", stream: true };

  test("asks for events, and names the last one that it has", async () => {
    const { api, calls } = play(() => new Response("teapot", { status: 418 }));
    expect((await api.chat(request, null, never)).status).toBe(418);
    await api.chat(request, "7", never);
    expect(calls.map(({ headers }) => headers.get("last-event-id"))).toEqual([null, "7"]);
    expect(calls[0]?.headers.get("accept")).toBe("text/event-stream");
    expect(calls[0]?.body).toEqual(request);
  });

  test("that is refused for want of a key has the key asked for", async () => {
    const { api, askedTimes } = play(() => new Response(null, { status: 401 }));
    await api.chat(request, null, never);
    expect(askedTimes()).toBe(1);
  });
});

describe("the key", () => {
  test("goes with every call once it is there", async () => {
    const { api, calls } = play(emptyList, "a phrase as key");
    await api.sessions("", null, never);
    await api.chat({ message: "a" }, null, never);
    expect(calls.map(({ headers }) => headers.get("authorization"))).toEqual(
      Array(2).fill("Bearer a phrase as key"),
    );
  });

  test("is not invented", async () => {
    const { api, calls } = play(emptyList);
    await api.sessions("", null, never);
    expect(calls[0]?.headers.has("authorization")).toBe(false);
  });

  test("is not asked for by the late refusal of an earlier one", async () => {
    let key = "wrong";
    const refusals: (() => void)[] = [];
    let asked = 0;
    const api = createApi({
      fetch: () =>
        new Promise((resolve) => refusals.push(() => resolve(new Response(null, { status: 401 })))),
      readKey: () => key,
      onKeyAsked: () => {
        asked += 1;
      },
    });
    const [first, second] = [api.models(), api.sessions("", null, never)].map((call) =>
      call.catch(() => null),
    );
    refusals[0]?.();
    await first;
    expect(asked).toBe(1);
    key = "right";
    refusals[1]?.();
    await second;
    expect(asked).toBe(1);
  });

  test("is asked for by 401 alone", async () => {
    for (const status of [400, 403, 404, 429, 500, 503]) {
      const { api, askedTimes } = play(() => new Response(null, { status }));
      await failureOfCall(api.models());
      expect(askedTimes()).toBe(0);
    }
  });
});

describe("an odd answer", () => {
  test.each([
    ["a page of HTML", () => new Response("<html>")],
    ["nothing", () => new Response(null)],
    ["half a JSON", () => new Response('{"data":[')],
    ["another shape", () => Response.json({ data: [{ id: 1 }] })],
    ["null", () => Response.json(null)],
  ])("%s is a failure of the server, not of the network", async (_name, reply) => {
    expect(await failureOfCall(play(reply).api.models())).toMatchObject({
      kind: "server",
      code: "unreadable_answer",
    });
  });

  test("a refusal without our envelope keeps its status and its request's number", async () => {
    const { api } = play(() => new Response("<html>", { status: 502, headers: { "x-request-id": "ray-1" } }));
    expect(await failureOfCall(api.models())).toMatchObject({
      kind: "server",
      code: "http_502",
      requestId: "ray-1",
    });
  });

  test("what fetch throws is passed on as it is", async () => {
    const broken = new TypeError("fetch failed");
    const { api } = play(() => Promise.reject(broken));
    await expect(api.models()).rejects.toBe(broken);
  });
});
