// The fake model's faults, gates and records: each must strike where and as often as its directive says.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startFakeModel } from "../../support/fake-model.ts";

const model = await startFakeModel();

beforeEach(() => model.reset());
afterAll(() => model.close());

interface Asked {
  stream?: boolean;
  model?: string;
  base?: string;
  signal?: AbortSignal;
}

function post(content: string, asked: Asked = {}): Promise<Response> {
  const { stream = true, model: name = "gpt-4o-mini", base = "/v1", signal = null } = asked;
  return fetch(`${model.url}${base}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: name, stream, messages: [{ role: "user", content }] }),
    signal,
  });
}

function control(path: string, method = "GET") {
  return fetch(`${model.url}/control/${path}`, { method }).then((response) => response.json());
}

/** The next part of a stream as text. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

async function readerOf(response: Response) {
  if (!response.body) throw new Error("no body");
  return response.body.getReader();
}

function pieces(text: string): number {
  return text.match(/"content":"[^"]/g)?.length ?? 0;
}

describe("errors in place of an answer", () => {
  it("gives a status so many times for one message, then answers well", async () => {
    const message = "hi [[status:429x2;retry-after=1]]";
    const statuses = [await post(message), await post(message), await post(message)];
    expect(statuses.map((response) => response.status)).toEqual([429, 429, 200]);
    expect(statuses[0]?.headers.get("retry-after")).toBe("1");
    expect(await statuses[0]?.json()).toMatchObject({ error: { code: "rate_limit_exceeded" } });
    expect((await post(`another ${message}`)).status).toBe(429);
  });

  it("gives a status for ever when no count is set", async () => {
    const statuses = [
      await post("[[status:500]]"),
      await post("[[status:500]]"),
      await post("[[status:500]]"),
    ];
    expect(statuses.map((response) => response.status)).toEqual([500, 500, 500]);
  });

  it("strikes only the model that the directive names", async () => {
    const message = "[[status:500;model=gpt-4o-mini]]";
    expect((await post(message)).status).toBe(500);
    expect((await post(message, { model: "fake-other" })).status).toBe(200);
  });

  it("refuses an unknown model as OpenAI does", async () => {
    const response = await post("hi", { model: "gpt-9" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: "model_not_found", type: "invalid_request_error" },
    });
    expect((await fetch(`${model.url}/v1/models/gpt-9`)).status).toBe(404);
    expect(await (await fetch(`${model.url}/v1/models/fake-other`)).json()).toMatchObject({
      id: "fake-other",
    });
  });

  it("refuses a body that is no request", async () => {
    const response = await fetch(`${model.url}/v1/chat/completions`, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
  });

  it("breaks the connection before the headers as often as told", async () => {
    await expect(post("[[disconnect:1]]")).rejects.toThrow();
    expect((await post("[[disconnect:1]]")).status).toBe(200);
  });

  it("answers with a page in place of an answer", async () => {
    const response = await post("[[html]]");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html"]);
  });

  it("is ill altogether behind a prefix, its model list too", async () => {
    expect((await post("hi", { base: "/status-503/v1" })).status).toBe(503);
    expect((await fetch(`${model.url}/status-401/v1/models`)).status).toBe(401);
    await expect(post("hi", { base: "/silent/v1", signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });
});

describe("faults in the middle of a stream", () => {
  it("breaks the connection after so many pieces", async () => {
    const reader = await readerOf(await post("[[chunks:9]][[cut:3;hold=scissors]]"));
    let seen = "";
    while (pieces(seen) < 3) seen += await read(reader);
    model.release("scissors");
    await expect(reader.read()).rejects.toThrow();
    expect([pieces(seen), model.requests[0]?.clientGone]).toEqual([3, false]);
  });

  it("ends cleanly without finish reason and end mark", async () => {
    const text = await (await post("[[chunks:9]][[cutclean:3]]")).text();
    expect([pieces(text), text.includes("[DONE]"), text.includes('"finish_reason":"stop"')]).toEqual([
      3,
      false,
      false,
    ]);
  });

  it("puts an error among the data", async () => {
    const text = await (await post("[[chunks:9]][[midstream-error:2]]")).text();
    expect(pieces(text)).toBe(2);
    expect(text).toMatch(/data: \{"error":\{"message".*\}\}\n\n$/);
  });

  it("sends half a JSON line", async () => {
    const lines = (await (await post("[[badjson]]")).text()).trim().split("\n\n");
    expect(() => JSON.parse(lines.at(-1)?.slice("data: ".length) ?? "")).toThrow(SyntaxError);
  });

  it("falls silent after so many pieces and notices when the client leaves", async () => {
    const leaving = new AbortController();
    const reader = await readerOf(await post("[[chunks:9]][[silent:3]]", { signal: leaving.signal }));
    let seen = "";
    while (pieces(seen) < 3) seen += await read(reader);
    leaving.abort();
    const [gone] = await control("requests?gone=true&at_least=1");
    expect(gone).toMatchObject({ pieces: 3, clientGone: true, finished: false });
  });

  it("breaks an unstreamed answer in the middle of its body", async () => {
    const response = await post("[[badjson]]", { stream: false });
    await expect(response.json()).rejects.toThrow(SyntaxError);
    await expect(post("[[cut]]", { stream: false }).then((broken) => broken.text())).rejects.toThrow();
  });
});

describe("pace", () => {
  it("waits before the headers, before the first piece and between pieces", async () => {
    const started = performance.now();
    const response = await post("[[chunks:3]][[first:60]][[firsttoken:50]][[delay:30]]");
    const headers = performance.now() - started;
    await response.text();
    expect(headers).toBeGreaterThan(55);
    expect(headers).toBeLessThan(performance.now() - started - 100);
  });

  it("stands still after the first piece until the gate is released", async () => {
    const reader = await readerOf(await post("[[chunks:3]][[hold:door]]"));
    expect(await control("waiting?name=door&at_least=1")).toEqual({ name: "door", waiting: 1 });
    expect(model.requests[0]?.pieces).toBe(1);
    await control("release?name=door", "POST");
    let seen = "";
    while (!seen.includes("[DONE]")) seen += await read(reader);
    expect(pieces(seen)).toBe(3);
  });

  it("stands still before the first piece, and remembers an early release", async () => {
    model.release("early");
    expect(pieces(await (await post("[[chunks:2]][[holdfirst:early]]")).text())).toBe(2);
    await control("hold?name=early", "POST");
    const answer = await post("[[chunks:2]][[holdfirst:early]]");
    await control("waiting?name=early&at_least=1");
    expect(model.requests.at(-1)?.pieces).toBe(0);
    model.release("early");
    await answer.text();
  });

  it("frees a gate when its client leaves", async () => {
    const leaving = new AbortController();
    const answer = await post("[[hold:left]]", { signal: leaving.signal });
    await control("waiting?name=left&at_least=1");
    leaving.abort();
    await expect(answer.text()).rejects.toThrow();
    await control("requests?gone=true&at_least=1");
    expect(await control("waiting?name=left")).toEqual({ name: "left", waiting: 0 });
  });
});

describe("records", () => {
  it("keeps body, headers and end of each request, and finds them by message and path", async () => {
    await (await post("first question")).text();
    await (await post("second question", { stream: false })).text();
    await fetch(`${model.url}/v1/models`, { headers: { "x-mark": "seen" } });
    const found = await control("requests?contains=second");
    expect(found).toMatchObject([
      { method: "POST", model: "gpt-4o-mini", status: 200, finished: true, clientGone: false },
    ]);
    expect(found[0].body.messages[0].content).toBe("second question");
    expect(await control("requests?path=/models")).toMatchObject([{ headers: { "x-mark": "seen" } }]);
    expect(await control("requests")).toHaveLength(3);
  });

  it("forgets everything at a reset", async () => {
    await post("hi [[status:500x1]]");
    await control("reset", "POST");
    expect(await control("requests")).toEqual([]);
    expect((await post("hi [[status:500x1]]")).status).toBe(500);
  });

  it("says which control does not exist", async () => {
    expect(await control("nonsense")).toMatchObject({ error: { message: "no GET /control/nonsense here" } });
  });
});
