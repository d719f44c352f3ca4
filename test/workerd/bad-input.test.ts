// What strangers send: every door answers a clear 4xx in the envelope, and nothing is stored.
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { encodeCursor } from "../../src/core/cursor.ts";
import { fingerprint } from "../../src/core/identifier.ts";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, KEY, parseEvents, textOf } from "./support.ts";

const MIB = 1024 * 1024;
const RANDOM = { seed: 20260131, numRuns: 40 };
const COMPLETION = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] };

/** Doors that read a JSON body, each with a body that it would take. */
const JSON_DOORS: [string, object][] = [
  ["/api/chat", { message: "hi" }],
  ["/api/chat/some-session/feedback", { message_id: "m1", rating: "up" }],
  ["/api/chat/some-session/version", { message_id: "m1" }],
  ["/api/import", { title: "t", messages: [{ role: "user", content: "hi" }] }],
  ["/v1/chat/completions", COMPLETION],
];
const WEBHOOKS = ["/webhooks/dingtalk", "/webhooks/feishu", "/webhooks/signed"];
const BODY_DOORS = [...JSON_DOORS.map(([path]) => path), ...WEBHOOKS];

/** The error of a refusal, after looking at all that every refusal has in common. */
async function refusal(response: Response): Promise<ErrorEnvelope["error"] & { status: number }> {
  const text = await response.text();
  expect(response.status, text).toBeGreaterThanOrEqual(400);
  expect(response.status, text).toBeLessThan(500);
  expect(response.headers.get("content-type")).toContain("application/json");
  const envelope: ErrorEnvelope = JSON.parse(text);
  expect(Object.keys(envelope).sort()).toEqual(["error", "request_id"]);
  expect(Object.keys(envelope.error).sort()).toEqual(["code", "message", "param", "type"]);
  expect(envelope.error.message).not.toBe("");
  expect(envelope.request_id).not.toBe("");
  expect(response.headers.get("x-request-id")).toBe(envelope.request_id);
  expect(text.length).toBeLessThan(1_000);
  return { ...envelope.error, status: response.status };
}

/** Status and code of what the door says. */
async function answerTo(path: string, init: RequestInit = {}): Promise<string> {
  const { status, code } = await refusal(
    await call(path, { ...init, headers: { ...bearer(KEY), ...init.headers } }),
  );
  return `${status} ${code}`;
}

function post(body: BodyInit | null, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body, headers: { "content-type": "application/json", ...headers } };
}

/** A body whose length nobody knows beforehand. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const piece = new Uint8Array(Math.min(left, MIB)).fill(0x20);
      left -= piece.length;
      if (piece.length === 0) controller.close();
      else controller.enqueue(piece);
    },
  });
}

async function expectNothingStored(): Promise<void> {
  const objects = await Promise.all([
    listDurableObjectIds(env.CONVERSATIONS),
    listDurableObjectIds(env.COMPLETIONS),
    listDurableObjectIds(env.RATE_LIMITS),
  ]);
  // Wrong keys are counted by address: that, and their line in the log, is all that is left of them.
  const guesses = env.RATE_LIMITS.idFromName(`wrong-token:${await fingerprint("")}`);
  expect(objects.flat().filter((id) => !id.equals(guesses))).toEqual([]);
  for (const table of ["conversation_logs", "conversations"])
    expect(await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n")).toBe(0);
  expect((await env.CACHE.list()).keys).toEqual([]);
  const files = (await env.FILES.list()).objects.map(({ key }) => key);
  expect(files.filter((key) => !key.startsWith("logs/"))).toEqual([]);
}

describe("a body that is no message is refused and leaves nothing behind", () => {
  afterEach(expectNothingStored);

  it.each(JSON_DOORS)("%s takes no random bytes", async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await answerTo(path, post(bytes))).toMatch(/^400 invalid_(json|text|value)$/);
      }),
      RANDOM,
    );
  });

  it.each(JSON_DOORS)("%s takes no JSON of another shape", async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        expect(await answerTo(path, post(JSON.stringify(value)))).toMatch(/^400 invalid_(value|text)$/);
      }),
      RANDOM,
    );
  });

  it.each(WEBHOOKS)("%s believes nothing", async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await refusal(await call(path, post(bytes)));
      }),
      RANDOM,
    );
  });

  it.each(JSON_DOORS)("%s takes no valid body with a byte gone", async (path, body) => {
    const whole = JSON.stringify(body);
    for (let length = 0; length < whole.length; length += 1)
      expect(await answerTo(path, post(whole.slice(0, length)))).toBe("400 invalid_json");
  });

  it.each(JSON_DOORS)("%s takes no body of another type", async (path, body) => {
    for (const type of [
      "",
      "text/plain",
      "application/jsonp",
      "application/json-patch+json",
      "multipart/form-data; boundary=x",
    ])
      expect(await answerTo(path, post(JSON.stringify(body), { "content-type": type }))).toBe(
        "415 unsupported_media_type",
      );
  });

  it.each(JSON_DOORS)(
    "%s takes nothing that is not UTF-8, too deep, too much or half a character",
    async (path) => {
      const bodies: [BodyInit, string][] = [
        [new Uint8Array([0x22, 0xc3, 0x28, 0x22]), "400 invalid_json"],
        [`${"[".repeat(10_000)}${"]".repeat(10_000)}`, "400 invalid_json"],
        [`{"message":"hi","junk":${'{"a":'.repeat(10_000)}0${"}".repeat(10_001)}`, "400 invalid_json"],
        [`{"message":"hi","junk":[${"0,".repeat(400_000)}0]}`, "400 invalid_json"],
        ["[".repeat(MIB - 1), "400 invalid_json"],
        ['{"message":"\\ud800"}', "400 invalid_text"],
        ['{"message":"hi","\\udfff":1}', "400 invalid_text"],
        ["NaN", "400 invalid_json"],
        ["null", "400 invalid_value"],
      ];
      for (const [body, answer] of bodies) expect(await answerTo(path, post(body))).toBe(answer);
    },
  );

  it.each(BODY_DOORS)(
    "%s takes no body beyond its limit, whether its length is known or not",
    async (path) => {
      const limit = /^\/(?:api\/chat$|api\/import$|v1)/.test(path) ? 20 * MIB : MIB;
      expect(
        await answerTo(path, post(new Uint8Array(limit + 1), { "content-length": `${limit + 1}` })),
      ).toBe("413 body_too_large");
      const unknown = await answerTo(path, post(streamOf(limit + 1)));
      expect(unknown).toBe(path.startsWith("/webhooks") ? "404 channel_off" : "413 body_too_large");
    },
  );

  it.each(["/api/chat", "/v1/chat/completions"])(
    "%s reads ten megabytes before it says what is wrong",
    async (path) => {
      expect(await answerTo(path, post(streamOf(10 * MIB)))).toBe("400 invalid_json");
      expect(await answerTo(path, post(`{"stream":"${"x".repeat(10 * MIB)}"}`))).toBe("400 invalid_value");
    },
  );

  it("a stranger's megabytes are not read before the key is", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(MIB));
      },
    });
    const { status } = await refusal(await call("/v1/chat/completions", post(endless, bearer("wrong"))));
    expect(status).toBe(401);
    expect(pulled).toBeLessThan(5);
  });

  it.each<[string, object]>([
    ["message", {}],
    ["message", { message: 7 }],
    ["message", { message: "a\0b" }],
    ["message", { message: " \n " }],
    ["message", { message: "x".repeat(16_001) }],
    ["session_id", { message: "hi", session_id: "" }],
    ["session_id", { message: "hi", session_id: "x".repeat(65) }],
    ["session_id", { message: "hi", session_id: "a\nb" }],
    ["session_id", { message: "hi", session_id: "a\n" }],
    ["session_id", { message: "hi", session_id: "../a" }],
    ["session_id", { message: "hi", session_id: "会话" }],
    ["message_id", { message: "hi", message_id: "" }],
    ["message_id", { message: "hi", message_id: "x".repeat(129) }],
    ["message_id", { message: "hi", message_id: "a\r\nb" }],
    ["model", { message: "hi", model: "" }],
    ["model", { message: "hi", model: ["gpt-4o-mini"] }],
    ["stream", { message: "hi", stream: "true" }],
    ["images", { message: "hi", images: "data:image/png;base64,AA==" }],
    ["images.0", { message: "hi", images: ["http://127.0.0.1/a.png"] }],
    ["images.0", { message: "hi", images: ["data:image/svg+xml;base64,AA=="] }],
    ["images.0", { message: "hi", images: ["data:text/html,<script>"] }],
    ["images", { message: "hi", images: Array(9).fill("https://a.example/b.png") }],
  ])("/api/chat names the field at fault: %s", async (param, body) => {
    expect(await refusal(await call("/api/chat", jsonRequest(body, bearer(KEY))))).toMatchObject({
      status: 400,
      param,
    });
  });

  it.each<[string, object]>([
    ["model", { messages: COMPLETION.messages }],
    ["messages", { model: "m", messages: [] }],
    ["messages", { model: "m", messages: "hi" }],
    ["messages.0.role", { model: "m", messages: [{ role: "god", content: "hi" }] }],
    ["messages.0.content", { model: "m", messages: [{ role: "user", content: 7 }] }],
    ["temperature", { ...COMPLETION, temperature: 3 }],
    ["n", { ...COMPLETION, n: 1_000_000 }],
    ["max_tokens", { ...COMPLETION, max_tokens: -1 }],
    ["stream", { ...COMPLETION, stream: 1 }],
  ])("/v1/chat/completions names the field at fault: %s", async (param, body) => {
    expect(await refusal(await call("/v1/chat/completions", jsonRequest(body, bearer(KEY))))).toMatchObject({
      status: 400,
      param,
    });
  });

  it("an answer to wrong input does not send the input back", async () => {
    const secret = "s3cret".repeat(1_000);
    const response = await call("/api/chat", jsonRequest({ message: "hi", stream: secret }, bearer(KEY)));
    expect((await refusal(response)).message.length).toBeLessThan(300);
  });
});

describe("an address that leads nowhere", () => {
  afterEach(expectNothingStored);

  const PATHS = [
    ...[
      "/api",
      "/api/",
      "/api//chat",
      "/api/nothing",
      "/API/chat",
      "/v1",
      "/v2/models",
      "/webhooks",
      "/webhooks/%ff",
      "/%ff",
    ],
    ...[
      "/api/chat/%",
      "/api/chat/%ff",
      "/api/chat/%00",
      "/api/chat/a%0d%0ab",
      "/api/chat/..%2f..%2fadmin",
      "/api/chat/a%2fb",
    ],
    ...[
      "/api/chat/%e4%bd%a0",
      "/api/chat/%2525",
      `/api/chat/${"x".repeat(65)}`,
      `/api/chat/${"x".repeat(5_000)}`,
    ],
    ...[
      "/api/chat/a b",
      "/api/chat/a/b/c",
      "/v1/models/no-such",
      "/v1/models/%25",
      "/v1/models/%ff",
      "/v1/models/a%2f..%2fb",
      "/assets/%ff",
      "/assets/..%2f..%2fpackage.json",
    ],
  ];

  it.each(PATHS)("%s is a 4xx", async (path) => {
    expect(await answerTo(path)).toMatch(/^40[04] /);
  });

  it.each([
    "/api/chat/%/stop",
    "/api/chat/a%0ab/stop",
    "/api/chat/%ff/feedback",
    `/api/chat/${"x".repeat(65)}/feedback`,
  ])("%s is a 4xx for a post too", async (path) => {
    expect(await answerTo(path, post('{"message_id":"m","rating":"up"}'))).toBe("400 invalid_session_id");
  });

  it("whatever stands in place of a session's id", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 80, unit: "binary" }), async (text) => {
        fc.pre(!/^[A-Za-z0-9._:-]{1,64}$/.test(text.replace(/[\\/]/g, "/")));
        for (const suffix of ["", "/stop"]) {
          const path = `/api/chat/${encodeURIComponent(text)}${suffix}`;
          await refusal(
            await call(path, { method: suffix === "" ? "DELETE" : "POST", headers: bearer(KEY) }),
          );
        }
      }),
      RANDOM,
    );
  });

  it.each<[string, string[]]>([
    ["/", ["GET", "HEAD"]],
    ["/health", ["GET", "HEAD"]],
    ["/health/live", ["GET", "HEAD"]],
    ["/api/chat", ["GET", "HEAD", "POST"]],
    ["/api/chat/some-session", ["GET", "HEAD", "PATCH", "DELETE"]],
    ["/api/chat/some-session/version", ["POST"]],
    ["/api/chat/some-session/share", ["GET", "HEAD", "POST", "DELETE"]],
    ["/api/shared/some-token", ["GET", "HEAD"]],
    ["/api/import", ["POST"]],
    ["/api/visitor/link", ["POST"]],
    ["/api/visitor/join", ["POST"]],
    ["/api/chat/some-session/stop", ["POST"]],
    ["/api/chat/some-session/feedback", ["POST"]],
    ["/api/models", ["GET", "HEAD"]],
    ["/api/admin/conversations", ["GET", "HEAD", "DELETE"]],
    ["/api/admin/conversations/export", ["GET", "HEAD"]],
    ["/v1/chat/completions", ["POST"]],
    ["/v1/models", ["GET", "HEAD"]],
    ["/v1/models/gpt-4o-mini", ["GET", "HEAD"]],
    ["/webhooks/dingtalk", ["POST"]],
    ["/webhooks/feishu", ["POST"]],
    ["/webhooks/signed", ["POST"]],
  ])("%s says which methods it takes", async (path, allowed) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      if (allowed.includes(method)) continue;
      const response = await call(path, { method, headers: bearer(ADMIN) });
      expect([method, response.status, response.headers.get("allow")]).toEqual([
        method,
        405,
        allowed.join(", "),
      ]);
      expect((await refusal(response)).code).toBe("method_not_allowed");
    }
  });
});

describe("a question about a list that cannot be read", () => {
  afterEach(expectNothingStored);

  const CURSORS = [
    ...["%00", "x", "null", "W10", "!!", "Ww".repeat(500)],
    encodeCursor("sessions", ["2026-01-01T00:00:00.000Z"]),
    encodeCursor("history/another", [4]),
    encodeCursor("logs", ["not-an-id"]),
    encodeCursor("logs", [1, 2]),
    btoa('["logs",{"a":1}]'),
    btoa('["logs",null]'),
  ];
  const LISTS = ["/api/chat", "/api/chat/some-session", "/api/admin/conversations"];

  it.each(LISTS)("%s takes no cursor of another list", async (path) => {
    for (const cursor of CURSORS)
      expect(await answerTo(`${path}?cursor=${cursor}`, { headers: bearer(ADMIN) })).toBe(
        "400 invalid_cursor",
      );
  });

  it.each(LISTS)("%s takes no junk as limit", async (path) => {
    for (const limit of ["", "0", "-1", "1.5", "1e3", "٣", "0x10", "99999999999999999999", "10;DROP", "%00"])
      expect(await answerTo(`${path}?limit=${limit}`, { headers: bearer(ADMIN) })).toBe("400 invalid_limit");
  });

  it.each(["/api/admin/conversations", "/api/admin/conversations/export"])(
    "%s takes no junk as filter",
    async (path) => {
      const filters = [
        ...[
          "from=yesterday",
          "to=2026-13-01",
          "from=2026-02-30",
          "to=2026-02-29T00:00:00Z",
          "from=1e21",
          "to=20260101",
        ],
        ...[
          "from=2026-01-01T25:00:00Z",
          "from=2026-01-01T00:00:00Zulu",
          "to='%20OR%201=1",
          "from=+010000-01-01",
        ],
        ...[
          "channel=telegram",
          "status=done",
          `session_id=${"x".repeat(300)}`,
          `user_id=${"x".repeat(300)}`,
          `q=${"x".repeat(201)}`,
        ],
      ];
      for (const filter of filters)
        expect([filter, await answerTo(`${path}?${filter}`, { headers: bearer(ADMIN) })]).toEqual([
          filter,
          expect.stringMatching(/^400 invalid_(filter|query)$/),
        ]);
    },
  );

  it("an export in an unknown format is refused", async () => {
    for (const format of ["xml", "__proto__", "constructor", ""])
      expect(
        await answerTo(`/api/admin/conversations/export?format=${format}`, { headers: bearer(ADMIN) }),
      ).toBe("400 invalid_format");
  });

  it("an erasure has to say whose rows, and only one of both", async () => {
    for (const query of ["", "?session_id=", "?session_id=a&user_id=b", `?user_id=${"x".repeat(300)}`]) {
      const init = { method: "DELETE", headers: bearer(ADMIN) };
      expect(await answerTo(`/api/admin/conversations${query}`, init)).toMatch(
        /^400 invalid_(erasure|filter)$/,
      );
    }
  });

  it("whatever stands in the query, nothing breaks", async () => {
    const names = fc.constantFrom(
      "limit",
      "cursor",
      "q",
      "from",
      "to",
      "channel",
      "status",
      "session_id",
      "user_id",
      "format",
    );
    const query = fc.dictionary(names, fc.string({ maxLength: 40, unit: "binary" }), {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const paths = fc.constantFrom(
      "/api/chat",
      "/api/admin/conversations",
      "/api/admin/conversations/export",
      "/api/models",
    );
    await fc.assert(
      fc.asyncProperty(paths, query, async (path, values) => {
        const search = Object.entries(values).map(
          ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
        );
        const response = await call(`${path}?${search.join("&")}`, { headers: bearer(ADMIN) });
        expect(response.status).toBeLessThan(500);
        await response.arrayBuffer();
      }),
      { ...RANDOM, numRuns: 150 },
    );
  });
});

describe("a strange header", () => {
  const STRANGE = [
    "Bearer",
    "Bearer ",
    "Basic dXNlcjpwYXNz",
    "Token x",
    "Bearer\twrong",
    "Bearer a b",
    "Bearer \u00ff",
  ];

  it("of Authorization is no key and no visitor", async () => {
    for (const authorization of [...STRANGE, `Bearer ${"x".repeat(10_000)}`, `Bearer ${KEY} ${KEY}`, KEY]) {
      const headers = { authorization, "content-type": "application/json" };
      const doors: [string, RequestInit][] = [
        ["/api/chat", { method: "POST", headers, body: '{"message":"hi"}' }],
        ["/api/chat", { headers }],
        ["/v1/models", { headers }],
        ["/v1/chat/completions", { method: "POST", headers, body: JSON.stringify(COMPLETION) }],
        ["/api/admin/conversations", { headers }],
      ];
      for (const [path, init] of doors) {
        const { status, type } = await refusal(await call(path, init));
        expect([authorization.slice(0, 20), path, status, type]).toEqual([
          authorization.slice(0, 20),
          path,
          401,
          "authentication_error",
        ]);
      }
    }
    await expectNothingStored();
  });

  it("of CF-Connecting-IP lets nobody into a closed network, and harms no open one", async () => {
    for (const address of [
      "",
      "abc",
      ":::::",
      "1.2.3",
      "999.1.1.1",
      "::ffff:999.1.1.1",
      "10.0.0.1, 8.8.8.8",
      "x".repeat(5_000),
    ]) {
      const headers = { "cf-connecting-ip": address };
      const closed = await callWith({ ALLOWED_CIDRS: "10.0.0.0/8" }, "/api/models", { headers });
      expect((await refusal(closed)).code).toBe("network_not_allowed");
      expect((await call("/api/models", { headers })).status).toBe(200);
      expect((await call("/api/chat", jsonRequest({ message: "hi" }, headers))).status).toBe(200);
    }
  });

  it("of X-Request-Id is replaced, and never reaches a row or a response", async () => {
    for (const id of ["a b", "x".repeat(300), "<script>", "", "a;b"]) {
      const response = await call("/api/models", { headers: { "x-request-id": id } });
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(["", "x", "-1-5", "1-99999999999999999999", "1-", "9-0", "1e3-2", "1-1-1", "\u00ff"])(
    "of Last-Event-ID (%s) gives the whole answer",
    async (lastEventId) => {
      const body = { message: "one two three", session_id: fresh("s"), message_id: "m1", stream: true };
      const whole = await (await call("/api/chat", jsonRequest(body, bearer(KEY)))).text();
      const again = await call(
        "/api/chat",
        jsonRequest(body, { ...bearer(KEY), "last-event-id": lastEventId }),
      );
      expect(again.status).toBe(200);
      const events = parseEvents(await again.text());
      expect(events[0]?.event.event).toBe("start");
      expect(textOf(events)).toBe(textOf(parseEvents(whole)));
    },
  );
});

it("a body that breaks off is its sender's fault", async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("the connection is gone")),
  });
  // In this very isolate: on its way to another one it would only end early.
  const init = { ...post(body), headers: { "content-type": "application/json", ...bearer(KEY) } };
  const { status, code } = await refusal(await callWith({}, "/v1/chat/completions", init));
  expect([status, code]).toEqual([400, "broken_body"]);
});
