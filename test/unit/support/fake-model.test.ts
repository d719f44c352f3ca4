// The fake model held to OpenAI's shapes: by reading its bytes, and by the official client as an oracle.
import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeModelOptions, startFakeModel } from "../../support/fake-model.ts";

const model = await startFakeModel();
const client = clientOf(model.url);

beforeEach(() => model.reset());
afterAll(() => model.close());

function clientOf(url: string, apiKey = "any"): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
}

function question(content: string, more: object = {}) {
  return { model: "gpt-4o-mini", messages: [{ role: "user" as const, content }], ...more };
}

function post(content: string, more: object = {}, url = model.url): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify(question(content, more)),
  });
}

async function streamText(content: string, more: object = {}): Promise<string> {
  return (await post(content, { stream: true, ...more })).text();
}

async function ask(content: string, more: object = {}) {
  const completion = await client.chat.completions.create({ ...question(content, more), stream: false });
  const [choice] = completion.choices;
  return { completion, choice, text: choice?.message.content };
}

describe("an ordinary answer", () => {
  it("echoes the last user message without its directives", async () => {
    expect((await ask("你好 there [[delay:0]]")).text).toBe("你好 there");
  });

  it("leaves an unknown directive in the echo", async () => {
    expect((await ask("[[chunk:3]]")).text).toBe("[[chunk:3]]");
  });

  it("streams the role, the pieces, the finish reason, the usage and the end, in that order", async () => {
    const lines = (await streamText("hello", { stream_options: { include_usage: true } }))
      .trim()
      .split("\n\n");
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice("data: ".length)));
    expect(lines.at(-1)).toBe("data: [DONE]");
    expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
      { role: "assistant", content: "", refusal: null },
      { content: "hell" },
      { content: "o" },
      {},
      undefined,
    ]);
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([
      null,
      null,
      null,
      "stop",
      undefined,
    ]);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 },
    });
  });

  it("sends no usage chunk that was not asked for", async () => {
    expect(await streamText("hello")).not.toContain("usage");
    expect(await streamText("hello [[nousage]]", { stream_options: { include_usage: true } })).not.toContain(
      "prompt_tokens",
    );
  });

  it("satisfies the strict stream helper of the official client", async () => {
    const stream = client.chat.completions.stream(
      question("[[chunks:50]]", { stream_options: { include_usage: true } }),
    );
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toMatch(/^piece 1 piece 2 .*piece 50$/);
    expect(final.usage?.completion_tokens).toBe(50);
  });

  it("gives as many choices as n asks for, streamed too", async () => {
    expect((await ask("one", { n: 3 })).completion.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
    const final = await client.chat.completions.stream(question("one", { n: 2 })).finalChatCompletion();
    expect(final.choices.map((choice) => choice.message.content)).toEqual(["one", "one"]);
  });

  it("adds log probabilities when they are asked for", async () => {
    const { choice } = await ask("abcdefgh", { logprobs: true, top_logprobs: 2 });
    expect(choice?.logprobs?.content?.map(({ token, top_logprobs }) => [token, top_logprobs.length])).toEqual(
      [
        ["abcd", 2],
        ["efgh", 2],
      ],
    );
    expect(await streamText("abcd", { logprobs: true })).toContain('"logprob":-0.5');
  });

  it("stops at max_tokens and says why", async () => {
    expect((await ask("abcdefgh", { max_tokens: 1 })).choice).toMatchObject({
      finish_reason: "length",
      message: { content: "abcd" },
    });
  });

  it("answers in JSON when the response format asks for it", async () => {
    const schema = { type: "object", properties: { city: { type: "string" }, degrees: { type: "number" } } };
    const strict = { type: "json_schema", json_schema: { name: "weather", schema } };
    expect((await ask("hi", { response_format: { type: "json_object" } })).text).toBe('{"echo":"hi"}');
    expect((await ask("hi", { response_format: strict })).text).toBe('{"city":"text","degrees":1}');
  });

  it("counts images", async () => {
    const image = { type: "image_url" as const, image_url: { url: "data:image/png;base64,AA==" } };
    const content = [{ type: "text" as const, text: "what is this" }, image, image];
    const messages = [{ role: "user" as const, content }];
    const completion = await client.chat.completions.create({ model: "gpt-4o-mini", messages });
    expect(completion.choices[0]?.message.content).toBe("what is this (2 images)");
    expect(model.requests[0]?.images).toBe(2);
  });
});

describe("tools", () => {
  const tools = [
    { type: "function" as const, function: { name: "weather", parameters: { type: "object" } } },
  ];
  const call = '[[tool:weather {"city":"Paris"}]]';

  it("calls the tool that the message names", async () => {
    const { choice } = await ask(call, { tools });
    expect(choice).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [{ function: { name: "weather", arguments: '{"city":"Paris"}' } }],
      },
    });
  });

  it("streams the call's arguments in pieces that the official client joins", async () => {
    const final = await client.chat.completions.stream(question(call, { tools })).finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: "weather", arguments: '{"city":"Paris"}' } },
    ]);
  });

  it("answers in text without tools, and when tool_choice is none", async () => {
    expect((await ask(`hi ${call}`)).text).toBe("hi");
    expect((await ask(`hi ${call}`, { tools, tool_choice: "none" })).text).toBe("hi");
  });

  it("obeys a required tool without a directive", async () => {
    expect((await ask("hi", { tools, tool_choice: "required" })).choice?.finish_reason).toBe("tool_calls");
  });

  it("takes up the tool's result in words", async () => {
    const messages = [
      ...question(call).messages,
      { role: "tool" as const, tool_call_id: "call_fake_1", content: "18 °C" },
    ];
    const completion = await client.chat.completions.create({ model: "gpt-4o-mini", messages, tools });
    expect(completion.choices[0]?.message.content).toBe("The tool said: 18 °C");
  });
});

describe("directives for the text", () => {
  it.each([
    ["[[reply:[1, 2]; three]]", "[1, 2]; three"],
    ["[[reply:abc]] [[chunks:3]]", "abc"],
    ["[[chunks:2]]", "piece 1 piece 2"],
    ["  [[delay:0]]  ", "ok"],
  ])("%s is answered with %s", async (content, reply) => {
    expect((await ask(content)).text).toBe(reply);
  });

  it("cuts a reply into as many pieces as chunks says", async () => {
    await streamText("[[reply:abcdef]][[chunks:3]]");
    expect(model.requests[0]?.pieces).toBe(3);
  });

  it("gives a huge answer of exactly the length asked for", async () => {
    expect((await ask("[[huge:100000]]")).text).toHaveLength(100_000);
  });

  it("shows the history that it was sent", async () => {
    const messages = [
      { role: "system" as const, content: "be brief" },
      { role: "user" as const, content: "[[echo-history]]" },
    ];
    const completion = await client.chat.completions.create({ model: "gpt-4o-mini", messages });
    expect(JSON.parse(completion.choices[0]?.message.content ?? "")).toEqual(messages);
  });

  it("sends reasoning before the text", async () => {
    const text = await streamText("hi [[reasoning:2]]");
    expect(text.match(/reasoning_content":"[^"]*|content":"hi/g)).toEqual([
      'reasoning_content":"thinking 1',
      'reasoning_content":" thinking 2',
      'content":"hi',
    ]);
  });

  it("carries another finish reason", async () => {
    expect((await ask("hi [[finish:content_filter]]")).choice?.finish_reason).toBe("content_filter");
  });

  it("leaves out the role, writes comments, and ends lines with CRLF", async () => {
    const text = await streamText("hi [[norole]][[comment]][[crlf]]");
    expect(text).not.toContain('"role"');
    expect(text).toMatch(/^: FAKE PROCESSING\r\n\r\ndata: /);
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });
});

describe("options of the server", () => {
  async function withModel(options: FakeModelOptions, use: (url: string) => Promise<void>) {
    const other = await startFakeModel(options);
    await use(other.url).finally(() => other.close());
  }

  it("refuses a wrong key as OpenAI does", async () => {
    await withModel({ apiKey: "right" }, async (url) => {
      await expect(clientOf(url, "wrong").models.list()).rejects.toMatchObject({
        status: 401,
        code: "invalid_api_key",
      });
      expect((await clientOf(url, "right").models.list()).data).toHaveLength(2);
    });
  });

  it("ends lines with CRLF", async () => {
    await withModel({ lineEnd: "\r\n" }, async (url) => {
      expect(await (await post("hi", { stream: true }, url)).text()).toMatch(/\[DONE\]\r\n\r\n$/);
    });
  });

  it("splits a character between two writes without changing the text", async () => {
    await withModel({ splitUtf8: true }, async (url) => {
      const response = await post("你", { stream: true }, url);
      const parts: Uint8Array[] = [];
      for await (const part of response.body ?? []) parts.push(part);
      expect(Buffer.concat(parts).toString()).toContain('"content":"你"');
      expect(parts.some((part) => ((part[0] ?? 0) & 0xc0) === 0x80)).toBe(true);
    });
  });
});

describe("embeddings", () => {
  it("are one for each text, in their order, and near each other when the texts mean the same", async () => {
    const input = ["Which car?", "The automobile stands here.", "Noodles at noon."];
    const { data } = await client.embeddings.create({
      model: "fake-embedding",
      input,
      encoding_format: "float",
    });
    const vectors = data.sort((one, other) => one.index - other.index).map(({ embedding }) => embedding);
    const cosine = (one: number[] = [], other: number[] = []) =>
      one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    expect(cosine(vectors[0], vectors[1])).toBeGreaterThan(0.7);
    expect(cosine(vectors[0], vectors[2])).toBeLessThan(0.3);
  });
});
