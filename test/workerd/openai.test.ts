// The official OpenAI client, unchanged, at /v1: what it asks for and what it gets.
import OpenAI from "openai";
import type { ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources";
import { describe, expect, it } from "vitest";
import { asks, chunksOf, client, dataOf, MODEL, PATH, post, stream, textOf } from "./openai-support.ts";
import { bearer, call, fresh, jsonRequest, KEY, modelCalls, OTHER_KEY } from "./support.ts";

describe("the official client", () => {
  it("gets a whole answer with its usage", async () => {
    const completion = await client().chat.completions.create(asks("hello there"));
    expect(completion).toMatchObject({
      object: "chat.completion",
      model: MODEL,
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello there" } }],
    });
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });

  it("iterates a stream: the role first, a reason last and only there", async () => {
    const chunks = await chunksOf(
      await client().chat.completions.create({ ...asks("one two three"), stream: true }),
    );
    expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(textOf(chunks)).toBe("one two three");
    const reasons = chunks.map(({ choices }) => choices[0]?.finish_reason);
    expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true);
    expect(reasons.at(-1)).toBe("stop");
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it("is content with the stream as its strict helper reads it", async () => {
    const runner = client().chat.completions.stream(asks("strictly speaking"));
    const completion = await runner.finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { role: "assistant", content: "strictly speaking" },
    });
    expect(await runner.finalContent()).toBe("strictly speaking");
  });

  it.each(["[[norole]]", "[[crlf]]", "[[splitutf8]]", "[[comment]]", "[[crlf]] [[splitutf8]]"])(
    "reads a model with its own ways (%s) by the strict helper too",
    async (way) => {
      const text = fresh("你好，世界 🌍");
      const runner = client().chat.completions.stream(asks(`${text} ${way}`));
      expect(await runner.finalContent()).toBe(text);
    },
  );

  it("gets n choices apart, streamed and whole, from a model that names no role too", async () => {
    const whole = await client().chat.completions.create({ ...asks("twice"), n: 2 });
    expect(whole.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, "twice"],
      [1, "twice"],
    ]);
    const runner = client().chat.completions.stream({ ...asks("twice more [[norole]]"), n: 2 });
    const { choices } = await runner.finalChatCompletion();
    expect(choices.map(({ message }) => [message.role, message.content])).toEqual([
      ["assistant", "twice more"],
      ["assistant", "twice more"],
    ]);
  });

  it("gets the log probabilities it asked for", async () => {
    const request = { ...asks("probable"), logprobs: true, top_logprobs: 2 };
    const whole = await client().chat.completions.create(request);
    expect(whole.choices[0]?.logprobs?.content?.[0]?.top_logprobs).toHaveLength(2);
    const { choices } = await client().chat.completions.stream(request).finalChatCompletion();
    expect(choices[0]?.logprobs?.content?.map(({ token }) => token).join("")).toBe("probable");
  });

  it("gets the usage in a last chunk without choices, and only when it asks", async () => {
    const asked = { ...asks("count me"), stream: true as const, stream_options: { include_usage: true } };
    const chunks = await chunksOf(await client().chat.completions.create(asked));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 2 } });
    const plain = await chunksOf(
      await client().chat.completions.create({ ...asks("count me"), stream: true }),
    );
    expect(plain.every(({ choices, usage }) => choices.length === 1 && !usage)).toBe(true);
  });

  it("hands images and JSON formats on to the model", async () => {
    const text = fresh("see");
    const image_url = { url: "data:image/png;base64,iVBORw0KGgo=" };
    const content = [
      { type: "text" as const, text },
      { type: "image_url" as const, image_url },
    ];
    const seen = await client().chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content }],
    });
    expect(seen.choices[0]?.message.content).toBe(`${text} (1 image)`);
    const schema = { type: "object", properties: { name: { type: "string" } } };
    const json_schema = { name: "person", strict: true, schema };
    const shaped = await client().chat.completions.create({
      ...asks("a person"),
      response_format: { type: "json_schema", json_schema },
    });
    expect(JSON.parse(shaped.choices[0]?.message.content ?? "")).toEqual({ name: "text" });
  });

  it("hands on parameters that nobody here knows", async () => {
    const text = fresh("unknown");
    const more = { seed: 7, enable_thinking: false, metadata: { a: ["b"] } };
    expect((await post({ ...asks(text), ...more })).status).toBe(200);
    expect((await modelCalls(text))[0]?.body).toEqual({ ...asks(text), ...more });
  });

  it("reads the thoughts of a model that shows them", async () => {
    const text = fresh("think");
    const chunks = await chunksOf(
      await client().chat.completions.create({ ...asks(`${text} [[reasoning:2]]`), stream: true }),
    );
    expect(JSON.stringify(chunks)).toContain('"reasoning_content":" thinking 2"');
    expect(textOf(chunks)).toBe(text);
  });
});

describe("tools", () => {
  const tools: ChatCompletionTool[] = [
    { type: "function", function: { name: "weather", parameters: { type: "object", properties: {} } } },
  ];
  const question: ChatCompletionMessageParam = {
    role: "user",
    content: '[[tool:weather {"city":"Chengdu"}]] rain?',
  };

  it("are called and their results are heard", async () => {
    const first = await client().chat.completions.create({ model: MODEL, messages: [question], tools });
    const message = first.choices[0]?.message;
    expect(first.choices[0]?.finish_reason).toBe("tool_calls");
    const [asked] = message?.tool_calls ?? [];
    expect(asked).toMatchObject({ function: { name: "weather", arguments: '{"city":"Chengdu"}' } });
    const result = { role: "tool" as const, tool_call_id: asked?.id ?? "", content: "drizzle" };
    const messages = message === undefined ? [] : [question, message, result];
    const second = await client().chat.completions.create({ model: MODEL, messages, tools });
    expect(second.choices[0]?.message.content).toBe("The tool said: drizzle");
  });

  it("are called in a stream, as the strict helper puts it together", async () => {
    const runner = client().chat.completions.stream({ model: MODEL, messages: [question], tools });
    const { choices } = await runner.finalChatCompletion();
    expect(choices[0]?.finish_reason).toBe("tool_calls");
    expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: "weather", arguments: '{"city":"Chengdu"}' },
    });
  });
});

describe("models", () => {
  it("are listed and read one by one", async () => {
    const { data } = await client().models.list();
    expect(data.map(({ id }) => id)).toEqual([MODEL, "fake-other"]);
    expect(await client().models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: "model" });
  });

  it.each(["no-such", "vendor/no-such", "%", "%E0%A4", "a b"])("named %j are not there", async (id) => {
    await expect(client().models.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expect((await call(`/v1/models/${id}`, { headers: bearer(KEY) })).status).toBe(404);
  });

  it("need a key", async () => {
    await expect(client({ apiKey: "wrong" }).models.list()).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
    expect((await call("/v1/models/gpt-4o-mini")).status).toBe(401);
  });
});

describe("an error is the client's own", () => {
  const failing = (content: string, more: object = {}) =>
    client()
      .chat.completions.create({ ...asks(content), ...more })
      .then(
        () => null,
        (error: unknown) => error,
      );

  it("AuthenticationError without a valid key", async () => {
    for (const apiKey of ["wrong", `${KEY}x`, KEY.toUpperCase()]) {
      const refused = client({ apiKey }).chat.completions.create(asks("let me in"));
      await expect(refused).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    }
    const response = await call(PATH, jsonRequest(asks("let me in")));
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  it("BadRequestError with the field at fault, or in the model's own words", async () => {
    const error = await failing("hot", { temperature: 3 });
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({
      param: "temperature",
      code: "invalid_value",
      type: "invalid_request_error",
    });
    const refused = await failing(`${fresh("no")} [[status:400]]`);
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused).toHaveProperty("message", expect.stringContaining("told to answer 400"));
  });

  it("NotFoundError for a model that the endpoint does not know", async () => {
    const error = await failing("who", { model: "no-such" });
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: "model_not_found", param: "model" });
  });

  it("RateLimitError with the time to wait", async () => {
    const error = await failing(`${fresh("busy")} [[status:429;retry-after-ms=20]]`);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect((error as InstanceType<typeof OpenAI.RateLimitError>).headers?.get("retry-after")).toBe("1");
  });

  it("InternalServerError when the model is ill, without its address or key", async () => {
    for (const how of ["status:500;retry-after=0", "status:503;retry-after=0", "status:401", "html"]) {
      const error = await failing(`${fresh("ill")} [[${how}]]`);
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 502, type: "upstream_error" });
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/127\.0\.0\.1|sk-fake/);
    }
  });

  it("at unknown paths and with other methods too", async () => {
    const unknown = await call("/v1/completions", jsonRequest({}, bearer(KEY)));
    expect(unknown.status).toBe(404);
    const get = await call(PATH, { headers: bearer(KEY) });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    const { error, request_id } = await get.json<{ error: { code: string }; request_id: string }>();
    expect(error.code).toBe("method_not_allowed");
    expect(request_id).toBe(get.headers.get("x-request-id"));
  });
});

describe("a browser of another origin", () => {
  const origin = { origin: "https://example.org" };

  it("may ask first", async () => {
    const response = await call(PATH, {
      method: "OPTIONS",
      headers: {
        ...origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-stainless-os",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toContain("x-stainless-os");
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  });

  it("reads answers, streams and errors alike", async () => {
    const responses = [
      await post(asks("cross origin"), origin),
      await stream("cross origin"),
      await call(PATH, jsonRequest(asks("no key"), origin)),
      await post("{", origin),
      await post(asks(`${fresh("ill")} [[status:400]]`), origin),
      await call("/v1/nothing", { headers: origin }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 401, 400, 400, 404]);
    for (const { headers } of responses) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toMatch(/X-Request-Id.*X-Cache.*Retry-After/);
    }
    await Promise.all(responses.map((response) => response.text()));
  });
});

describe("bad input is refused in the envelope, and the model hears nothing of it", () => {
  const name = fresh("bad");
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
  const cases: [string, unknown][] = [
    ["no JSON", `{"model":"${name}"`],
    ["no object", `["${name}"]`],
    ["null", "null"],
    ["nothing", ""],
    ["no model", { messages: [{ role: "user", content: name }] }],
    ["an empty model", { ...asks(name), model: "" }],
    ["a number as model", { ...asks(name), model: 4 }],
    ["no messages", { model: MODEL, user: name }],
    ["empty messages", { model: MODEL, messages: [], user: name }],
    ["messages that are text", { model: MODEL, messages: name }],
    ["a message that is null", { model: MODEL, messages: [null] }],
    ["a message without a role", { model: MODEL, messages: [{ content: name }] }],
    ["an unknown role", { model: MODEL, messages: [{ role: "wizard", content: name }] }],
    ["content that is a number", { model: MODEL, messages: [{ role: "user", content: 5 }] }],
    [
      "content parts without a type",
      { model: MODEL, messages: [{ role: "user", content: [{ text: name }] }] },
    ],
    ["stream as text", { ...asks(name), stream: "yes" }],
    ["a huge n", { ...asks(name), n: 1e9 }],
    ["n of zero", { ...asks(name), n: 0 }],
    ["half an n", { ...asks(name), n: 1.5 }],
    ["temperature as text", { ...asks(name), temperature: "hot" }],
    ["tools that are an object", { ...asks(name), tools: {} }],
    ["JSON 10 000 deep", `{"model":"${MODEL}","messages":[{"role":"user","content":"${name}"}],"x":${deep}}`],
    ["half a surrogate pair", `{"model":"${MODEL}","messages":[{"role":"user","content":"${name}\\ud800"}]}`],
    [
      "half a pair as a key",
      `{"model":"${MODEL}","messages":[{"role":"user","content":"${name}"}],"\\udc00":1}`,
    ],
  ];

  it.each(cases)("%s", async (_, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    const { error } = await response.json<{ error: { type: string; code: string; message: string } }>();
    expect(error.type).toBe("invalid_request_error");
    expect(error.message).not.toBe("");
    expect(await modelCalls(name)).toEqual([]);
  });

  it("another content type, invalid UTF-8, and more than 20 MiB", async () => {
    const plain = await post(asks(name), { "content-type": "text/plain" });
    expect(plain.status).toBe(415);
    const headers = { "content-type": "application/json", ...bearer(OTHER_KEY) };
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);
    expect((await call(PATH, { method: "POST", body: bytes, headers })).status).toBe(400);
    const huge = JSON.stringify(asks(name + "x".repeat(21 * 1024 * 1024)));
    expect((await call(PATH, { method: "POST", body: huge, headers })).status).toBe(413);
    expect(await modelCalls(name)).toEqual([]);
  });
});

it("a stream ends with its end mark, and its headers keep proxies from holding it back", async () => {
  const response = await stream("the end");
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("cache-control")).toContain("no-transform");
  expect(dataOf(await response.text()).at(-1)).toBe("[DONE]");
});
