// What a model's endpoint and servers of tools answer: read leniently, and never believed.
import type { Endpoint } from "../../../src/core/endpoint.ts";
import { streamCompletion } from "../../../src/model/answer.ts";
import { readCatalogue } from "../../../src/model/catalogue.ts";
import { readChunk } from "../../../src/model/chunk.ts";
import { createOpenCompletion } from "../../../src/model/client.ts";
import { createEmbeddings } from "../../../src/model/embeddings.ts";
import { reportedFailure, secretsOf } from "../../../src/model/failure.ts";
import { McpError, readReply } from "../../../src/model/mcp/reply.ts";
import { textOf as resultText } from "../../../src/model/mcp/result.ts";
import { remoteTools } from "../../../src/model/mcp/tools.ts";
import { CallGatherer } from "../../../src/model/tool-call.ts";
import { transcriptOf } from "../../../src/model/transcript.ts";
import { hold } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const NOW = 1_760_000_000_000;
const endpoint: Endpoint = {
  baseUrl: "https://model.example/v1",
  apiKey: "model-key-of-the-test",
  model: "m",
};

const CHUNKS = [
  '{"id":"c-1","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"hi"},"finish_reason":null}]}',
  '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"now","arguments":"{\\"a\\":"}}]}}]}',
  '{"choices":[{"delta":{"content":[{"type":"text","text":"选"}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}',
  '{"choices":[{"message":{"content":"whole","tool_calls":[{"function":{"name":"now","arguments":{"b":1}}}]},"finish_reason":"length"}]}',
  '{"error":{"message":"no model-key-of-the-test at https://model.example/v1"}}',
];
export const STREAMS = [
  `${CHUNKS.slice(0, 3)
    .map((chunk) => `data: ${chunk}\n\n`)
    .join("")}data: [DONE]\n\n`,
  `: ping\r\n\r\nevent: message\r\ndata: ${CHUNKS[0]}\r\n\r\ndata: ${CHUNKS[4]}\r\n\r\n`,
  `data:${CHUNKS[1]}\n\ndata:${CHUNKS[2]}\n\n`,
];
export const TOKENS = [
  ...[
    "data: ",
    "data:",
    "\n\n",
    "\r\n\r\n",
    "event: x\n",
    "id: 1\n",
    ": c\n",
    "data: [DONE]\n\n",
    '"finish_reason":"stop"',
    '"finish_reason":""',
    '"error":{',
  ],
  ...[
    '"choices":[{',
    '"delta":{',
    '"tool_calls":[',
    '"arguments":',
    '"index":4294967294',
    '"content":null',
    '"usage":',
    "\ufeff",
    '"model":"',
    "\\ud83d",
    '{"a":',
  ],
];

/** As bytes come from a network: in pieces that end anywhere. */
export function inPieces(input: Uint8Array, type = "text/event-stream"): Response {
  const size = 1 + choiceOf(input, 300);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= input.length) return controller.close();
      controller.enqueue(input.subarray(at, at + size));
      at += size;
    },
  });
  return new Response(body, { headers: { "content-type": type } });
}

function holdQuiet(told: unknown): void {
  const text = JSON.stringify(told);
  for (const secret of secretsOf(endpoint)) hold(!text.includes(secret), "no key and no address is told");
}

export const modelTargets: Target[] = [
  {
    name: "model-chunk",
    covers: ["src/model/chunk.ts", "src/model/tool-call.ts"],
    seeds: () => CHUNKS,
    tokens: TOKENS,
    check: onText((text) => {
      const chunk = readChunk(text);
      if (chunk === undefined) return;
      const { usage } = chunk;
      if (usage !== null)
        hold(
          Object.values(usage).every((count) => Number.isInteger(count) && count >= 0),
          "counts are counts",
        );
      const gatherer = new CallGatherer();
      for (const piece of [...chunk.toolCalls, ...chunk.toolCalls]) gatherer.take(piece);
      hold(
        gatherer.whole().every(({ id, name }) => id !== "" && name !== ""),
        "a call has an id and a name",
      );
      hold(
        chunk.finishReasons.every((reason) => reason !== ""),
        "a reason says something",
      );
    }),
  },
  {
    name: "model-answer",
    covers: [
      "src/model/answer.ts",
      "src/model/completion.ts",
      "src/model/chunk.ts",
      "src/model/tool-call.ts",
      "src/model/attempts.ts",
      "src/model/failure.ts",
    ],
    seeds: () => [...STREAMS, ...CHUNKS],
    tokens: TOKENS,
    mostBytes: 16_384,
    async check(input) {
      for (const type of ["text/event-stream", "application/json"]) {
        let said = "";
        const completion = await streamCompletion(
          {
            endpoints: [endpoint],
            limits: { timeoutMs: 600_000, silenceMs: 600_000 },
            open: createOpenCompletion(async () => inPieces(input, type)),
            pause: async () => undefined,
            now: () => NOW,
          },
          {
            messages: [{ role: "user", content: "q" }],
            model: null,
            tools: [
              { name: "now", shownAs: "now", description: "", parameters: {}, run: async () => "noon" },
            ],
          },
          (text) => {
            said += text;
          },
          new AbortController().signal,
        );
        hold(said.length <= 400_000 + input.length, "an answer has an end");
        if (completion.ok) hold(completion.value.tools.length <= 8, "as many calls as are allowed");
        else {
          hold(["upstream", "invalid", "not_found"].includes(completion.failure.kind), "a declared failure");
          holdQuiet(completion.failure);
        }
      }
    },
  },
  {
    name: "model-transcript",
    covers: ["src/model/transcript.ts", "src/model/chunk.ts"],
    seeds: () => [...STREAMS, ...CHUNKS],
    tokens: TOKENS,
    check: onText((text) => {
      for (const type of ["text/event-stream", "application/json"]) {
        const { reply } = transcriptOf(type, text);
        hold(reply.length <= 400_000 && reply.isWellFormed(), "a row can hold the reply");
      }
    }),
  },
  {
    name: "model-errors",
    covers: [
      "src/model/failure.ts",
      "src/model/client.ts",
      "src/model/catalogue.ts",
      "src/model/short-text.ts",
    ],
    seeds: () => [
      ...CHUNKS,
      '{"data":[{"id":"m","created":1,"owned_by":"a"},{"id":2}]}',
      '{"error":"model-key-of-the-test"}',
      "<html>",
    ],
    tokens: [
      ...TOKENS,
      "model-key-of-the-test",
      "https://model.example/v1",
      '"message":',
      '"code":',
      '"data":[',
    ],
    async check(input) {
      const text = Buffer.from(input).toString("utf8");
      holdQuiet(reportedFailure(text, secretsOf(endpoint)));
      const baseUrl = `https://model.example/${choiceOf(input, 2 ** 31)}`;
      for (const status of [200, 400, 500]) {
        const fetcher = async () =>
          new Response(inPieces(input).body, { status, headers: { "content-type": "application/json" } });
        const catalogue = await readCatalogue({ ...endpoint, baseUrl: baseUrl + status }, fetcher, () => NOW);
        hold(catalogue.models.length <= 1_000, "as many models as are kept");
        const embedded = await createEmbeddings(endpoint, fetcher, () => NOW).embed(["a"]);
        if (embedded.ok) continue;
        holdQuiet(embedded.failure);
      }
    },
  },
  {
    name: "model-embeddings",
    covers: ["src/model/embeddings.ts"],
    seeds: () => [
      '{"data":[{"index":1,"embedding":[0.1,2]},{"index":0,"embedding":[1,1e-9]}]}',
      '{"data":[{"embedding":[1]},{"embedding":[2]}]}',
    ],
    tokens: [
      '"index":4294967294',
      '"index":-1',
      '"index":0.5',
      '"embedding":[',
      "1e999",
      "null",
      '"length":',
    ],
    async check(input) {
      const embeddings = createEmbeddings(
        endpoint,
        async () => new Response(input),
        () => NOW,
      );
      const embedded = await embeddings.embed(["a", "b"]);
      if (!embedded.ok) return hold(embedded.failure.kind === "upstream", "a declared failure");
      const [one = [], other = [], ...more] = embedded.value;
      hold(
        more.length === 0 && one.length === other.length && one.length > 0,
        "a vector for each, of one length",
      );
      hold([...one, ...other].every(Number.isFinite), "of numbers");
    },
  },
  {
    name: "mcp-reply",
    covers: ["src/model/mcp/"],
    seeds: () => [
      '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x","description":"d","inputSchema":{"type":"object"}}],"nextCursor":"c","content":[{"type":"text","text":"t"}]}}',
      'event: message\ndata: {"jsonrpc":"2.0","method":"ping"}\n\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[{"resource":{"uri":"u"}}],"isError":true}}\n\n',
      '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}',
    ],
    tokens: [
      '"id":1',
      '"result":{',
      '"error":{',
      '"structuredContent":{',
      '"content":[',
      '"tools":[',
      '"inputSchema":',
      ...TOKENS,
    ],
    async check(input) {
      for (const type of ["application/json", "text/event-stream"]) {
        const result = await readReply(inPieces(input, type), 1, new AbortController().signal).catch(
          (error) => {
            hold(error instanceof McpError, `a declared error, not ${String(error)}`);
            return null;
          },
        );
        if (result === null) continue;
        try {
          hold(resultText(result).length <= 8 * input.length + 100, "a result has words");
        } catch (error) {
          hold(result.isError === true, `only a tool that failed throws: ${String(error)}`);
        }
      }
      await checkTools(input);
    },
  },
];

/** A server that answers everything so, whatever it was asked. */
async function checkTools(input: Uint8Array): Promise<void> {
  const text = Buffer.from(input).toString("utf8");
  const url = `https://tools.example/${choiceOf(input, 2 ** 31)}`;
  const tools = await remoteTools([{ name: "s", url, token: "mcp-token", tools: null, groups: false }], {
    fetch: async (_, init) => {
      const { id } = JSON.parse(String(init?.body)) as { id?: number };
      return new Response(text.replaceAll('"id":1', `"id":${id}`), {
        headers: { "content-type": "application/json" },
      });
    },
    now: () => NOW,
    failed: (_, error) => hold(!error.includes("mcp-token") && error.length < 1_000, "no token is told"),
  });
  hold(tools.length <= 32, "as many tools as are offered");
  for (const { name, description, parameters } of tools) {
    hold(/^[\w-]{1,64}$/.test(name), "models take the name");
    hold(description.length <= 1_000 && description.isWellFormed(), "a description is short");
    hold(JSON.stringify(parameters).length <= 8_000 && parameters.type === "object", "a schema is short");
  }
}
