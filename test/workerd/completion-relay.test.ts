// The relay of /v1 by itself, with a model's stream made by hand: where it cuts, when it says that it lives, how it ends.
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type RelayEnd, type RelayOptions, relayEvents } from "../../src/http/completion-relay.ts";

const encoder = new TextEncoder();

function chunk(content: string, more: object = {}): string {
  const choices = [{ index: 0, delta: { role: "assistant", content }, finish_reason: null, ...more }];
  return `data: ${JSON.stringify({ id: "c1", created: 7, choices })}\n\n`;
}

const FINISH = chunk("", { finish_reason: "stop" });
const DONE = "data: [DONE]\n\n";

const DEFAULTS: RelayOptions = {
  model: "m",
  alias: null,
  choices: 1,
  silenceMs: 10_000,
  abort: () => undefined,
  timedOut: () => false,
  failureOf: () => ({ kind: "upstream", reason: "cut", message: "told" }),
  clientGone: () => false,
  onEnd: () => undefined,
};

async function relayAll(pieces: (string | Uint8Array)[], options: Partial<RelayOptions> = {}) {
  const ends: RelayEnd[] = [];
  const queue = pieces.map((piece) => (typeof piece === "string" ? encoder.encode(piece) : piece));
  const reader = {
    read: async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
      const value = queue.shift();
      return value === undefined ? { done: true } : { done: false, value };
    },
    cancel: async () => undefined,
  };
  const relayed = relayEvents(reader, { ...DEFAULTS, onEnd: (end) => ends.push(end), ...options });
  return { text: await new Response(relayed).text(), ends };
}

/** A stream that the test writes to as it goes. */
function openRelay(options: Partial<RelayOptions> = {}) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const ends: RelayEnd[] = [];
  const relayed = relayEvents(readable.getReader(), {
    ...DEFAULTS,
    onEnd: (end) => ends.push(end),
    ...options,
  });
  const reader = relayed.pipeThrough(new TextDecoderStream()).getReader();
  // A relay that has ended takes no more; what that leaves unwritten is no matter here.
  const write = (text: string) => writer.write(encoder.encode(text)).catch(() => undefined);
  const next = async () => (await reader.read()).value ?? "(end)";
  return { ends, next, reader, write };
}

describe("what passes", () => {
  it("passes byte for byte, however it is cut", async () => {
    const text = `: hello\n\n${chunk("你好 🌍")}${chunk('\\n"[DONE]"')}${FINISH}${DONE}`;
    for (const whole of [text, text.replaceAll("\n", "\r\n")]) {
      const bytes = encoder.encode(whole);
      const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(cuts, async (points) => {
          const borders = [0, ...points.sort((a, b) => a - b), bytes.length];
          const pieces = borders.slice(1).map((end, index) => bytes.slice(borders[index], end));
          const { text: passed, ends } = await relayAll(pieces);
          expect(passed.replaceAll("\r\n", "\n")).toBe(text);
          expect(ends).toMatchObject([{ status: "ok", failure: null }]);
        }),
        { numRuns: 60 },
      );
    }
  });

  it("ends with the end mark, though the model keeps its connection open or says more", async () => {
    const { text, ends } = await relayAll([chunk("a"), FINISH + DONE + chunk("more")]);
    expect(text).toBe(chunk("a") + FINISH + DONE);
    expect(ends).toHaveLength(1);
  });

  it("gets the role, the reason and the end mark that a model left out", async () => {
    const bare = 'data: {"id":"x","created":5,"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n';
    const { text, ends } = await relayAll([bare, DONE]);
    const data = text
      .trim()
      .split("\n\n")
      .map((event) => event.slice(6));
    expect(data.slice(0, 3).map((json) => JSON.parse(json))).toMatchObject([
      { id: "x", created: 5, model: "m", choices: [{ delta: { role: "assistant" }, finish_reason: null }] },
      { choices: [{ delta: { content: "hi" } }] },
      { choices: [{ delta: {}, finish_reason: "stop" }] },
    ]);
    expect(data[3]).toBe("[DONE]");
    expect(ends[0]?.status).toBe("ok");
    expect((await relayAll([chunk("a"), FINISH])).text).toBe(chunk("a") + FINISH + DONE);
    expect((await relayAll([chunk("a"), FINISH + DONE.trimEnd()])).text).toBe(chunk("a") + FINISH + DONE);
  });

  it("has null where a model writes an empty reason", async () => {
    const { text, ends } = await relayAll([chunk("a", { finish_reason: "" })]);
    expect(text).toContain('"finish_reason":null');
    expect(ends[0]?.status).toBe("failed");
  });
});

describe("a broken stream", () => {
  it("ends with an error when one choice of two has no reason", async () => {
    const { text, ends } = await relayAll([chunk("a"), FINISH], { choices: 2 });
    expect(text).toContain('data: {"error":');
    expect(ends).toMatchObject([{ status: "failed", failure: { reason: "cut" } }]);
  });

  it("tells the model's own error in our words, and nothing behind it", async () => {
    const error = 'data: {"id":"c1","error":{"message":"sk-secret"},"choices":[]}\n\n';
    const { text, ends } = await relayAll([chunk("a"), chunk("b") + error + chunk("c") + DONE]);
    expect(text.startsWith(chunk("a") + chunk("b"))).toBe(true);
    expect(text).toContain('"message":"told","type":"upstream_error","code":"model_cut"');
    expect(text).not.toMatch(/secret|DONE|"c"/);
    expect(ends).toMatchObject([{ status: "failed", failure: { message: "told" } }]);
  });

  it("without any blank line is given up before it fills the memory", async () => {
    const { ends } = await relayAll(Array.from({ length: 20 }, () => "x".repeat(1_000_000)));
    expect(ends).toMatchObject([{ status: "failed", failure: { reason: "malformed" } }]);
  });

  it("longer than what is kept still ends as it should", async () => {
    const long = chunk("x".repeat(999_000));
    const { text, ends } = await relayAll([...Array.from({ length: 10 }, () => long), FINISH, DONE]);
    expect(text.length).toBeGreaterThan(9_900_000);
    expect(ends[0]?.status).toBe("ok");
    const cut = await relayAll(Array.from({ length: 10 }, () => long));
    expect(cut.text.slice(-200)).toContain("model_cut");
    expect(cut.ends[0]?.status).toBe("failed");
  });
});

describe("a quiet stream", () => {
  it("is kept open by comments, and never inside an event", async () => {
    const { next, write, ends } = openRelay({ heartbeatMs: 20 });
    const event = chunk("half and half");
    await write(event.slice(0, 30));
    expect(await next()).toMatch(/^: .*\n\n$/);
    expect(await next()).toMatch(/^: .*\n\n$/);
    void write(event.slice(30));
    let passed = await next();
    while (passed.startsWith(":")) passed = await next();
    expect(passed).toBe(event);
    expect(ends).toEqual([]);
  });

  it("is given up after the time for silence, with an error and without the half event", async () => {
    const { next, write, ends } = openRelay({ silenceMs: 40 });
    await write(`${chunk("a")}data: {"half`);
    expect(await next()).toBe(chunk("a"));
    expect(await next()).toMatch(/^data: \{"error":.*"code":"model_silent".*\n\n$/);
    expect(await next()).toBe("(end)");
    expect(ends).toMatchObject([{ status: "failed", failure: { reason: "silent" } }]);
  });

  it("is not the model's silence while nobody reads", async () => {
    const { next, write, ends } = openRelay({ silenceMs: 40 });
    for (const text of ["a", "b", "c"]) void write(chunk(text));
    await scheduler.wait(150);
    expect(ends).toEqual([]);
    expect(await next()).toBe(chunk("a"));
  });

  it("ends when its time is over, though nobody reads, and when its reader has gone", async () => {
    let over = false;
    const { next, write, ends } = openRelay({ silenceMs: 40, timedOut: () => over });
    for (const text of ["a", "b", "c"]) void write(chunk(text));
    await next();
    over = true;
    await vi.waitFor(() =>
      expect(ends).toMatchObject([{ status: "failed", failure: { reason: "timeout" } }]),
    );
    const left = openRelay({ silenceMs: 40, clientGone: () => true });
    await vi.waitFor(() => expect(left.ends).toMatchObject([{ status: "stopped", failure: null }]));
  });

  it("has one end, whatever comes together", async () => {
    const abort = vi.fn<() => void>();
    const { next, reader, write, ends } = openRelay({ abort });
    void write(chunk("a"));
    await next();
    void write(DONE);
    await reader.cancel();
    expect(ends.map(({ status }) => status)).toEqual(["stopped"]);
    expect(abort).toHaveBeenCalledTimes(1);
  });
});
