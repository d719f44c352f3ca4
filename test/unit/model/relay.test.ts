// A completion opened for a caller that wants its bytes: what is listened to before anybody is told, and when another try is made.
import { describe, expect, it, vi } from "vitest";
import type { JsonRecord } from "../../../src/core/json.ts";
import { StatusError } from "../../../src/model/call-error.ts";
import { ListenedReader } from "../../../src/model/opening.ts";
import { openCompletion } from "../../../src/model/relay.ts";

const EVENTS = { "content-type": "text/event-stream" };
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: object, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: content, finish_reason }] });
const ROLE = delta({ role: "assistant", content: "" });
const WORD = delta({ content: "hi" });
const DONE = "data: [DONE]\n\n";

/** Pieces, then its end; or it stays open. */
function bodyOf(pieces: string[], isOpen = false): ReadableStream<Uint8Array> {
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (!isOpen) controller.close();
      else return new Promise(() => undefined);
    },
  });
}

async function rest(reader: Pick<ListenedReader, "read">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    text += decoder.decode(piece.value, { stream: true });
  return text;
}

describe("a stream's beginning", () => {
  it.each<[string, string[], string]>([
    ["a word", [ROLE, WORD, DONE], "spoken"],
    ["a word at once", [WORD], "spoken"],
    ["a word cut in two pieces", [WORD.slice(0, 30), WORD.slice(30)], "spoken"],
    ["a thought", [delta({ reasoning_content: "hm" })], "spoken"],
    ["a refusal", [delta({ refusal: "no" })], "spoken"],
    [
      "a call of a tool",
      [delta({ tool_calls: [{ index: 0, function: { name: "f", arguments: "" } }] })],
      "spoken",
    ],
    ["a reason without a word", [delta({}, "stop")], "spoken"],
    ["its end, behind a chunk", [ROLE, DONE], "spoken"],
    ["its end, and no chunk", [DONE], "malformed"],
    ["nothing", [], "malformed"],
    ["comments only", [": ping\n\n", ": ping\n\n"], "malformed"],
    ["another service's page", ["<html>", "</html>"], "malformed"],
    ["broken data", ["data: {oops\n\n"], "malformed"],
    ["a chunk, and is over", [ROLE], "cut"],
    ["an error", [event({ error: { message: "overloaded" } })], "cut"],
    ["an error behind a chunk", [ROLE, event({ error: "no" })], "cut"],
    ["an error of null", [event({ error: null, choices: [] }), WORD], "spoken"],
    ["the word error in its text", [delta({ content: '"error": {' })], "spoken"],
    ["a beginning without end", [`: ${" ".repeat(100_000)}\n\n`, ROLE], "spoken"],
  ])("that is %s is heard as %#", async (_, pieces, opening) => {
    const reader = new ListenedReader(bodyOf(pieces));
    let heard = 0;
    const onPiece = () => {
      heard += 1;
    };
    expect(await reader.listen(1_000, onPiece)).toBe(opening);
    expect(heard).toBeLessThanOrEqual(pieces.length);
    // Not a byte is lost or doubled by having been listened to.
    expect(await rest(reader)).toBe(pieces.join(""));
  });

  it("that says nothing for a while is quiet, and the word that comes then is not lost", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const reader = new ListenedReader(readable);
    expect(await reader.listen(5, () => undefined)).toBe("quiet");
    const read = rest(reader);
    await writer.write(new TextEncoder().encode(WORD));
    await writer.close();
    expect(await read).toBe(WORD);
  });

  it("that fails is thrown, and may be cancelled in the middle of a wait", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("reset")),
    });
    await expect(new ListenedReader(broken).listen(1_000, () => undefined)).rejects.toThrow("reset");
    const quiet = new ListenedReader(bodyOf([ROLE], true));
    expect(await quiet.listen(5, () => undefined)).toBe("quiet");
    await quiet.cancel();
  });
});

type Answer = (() => Response) | Error;

const streamed =
  (...pieces: string[]): Answer =>
  () =>
    new Response(bodyOf(pieces), { headers: EVENTS });
const whole =
  (body: unknown, type = "application/json"): Answer =>
  () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), {
      headers: { "content-type": type },
    });
const status = (code: number) =>
  new StatusError(code, new Headers(), { message: "at https://first.example/v1 with sk-1" });
const COMPLETION = { id: "c", choices: [{ message: { content: "hi" }, finish_reason: "stop" }] };

async function open(first: Answer[], fallback: Answer[] | null, request: JsonRecord) {
  const calls: JsonRecord[] = [];
  const signals: AbortSignal[] = [];
  const lists: Record<string, Answer[]> = { "first-m": [...first], "other-m": [...(fallback ?? [])] };
  const endpoint = (name: string) => ({
    baseUrl: `https://${name}.example/v1`,
    apiKey: "sk-1",
    model: `${name}-m`,
  });
  const opened = await openCompletion(
    {
      endpoints: [endpoint("first"), ...(fallback === null ? [] : [endpoint("other")])],
      limits: { timeoutMs: 5_000, silenceMs: 5_000 },
      async open({ model }, body, signal) {
        calls.push(body as JsonRecord);
        signals.push(signal);
        const list = lists[model] ?? [];
        const answer = list.length > 1 ? list.shift() : list[0];
        if (answer instanceof Error || answer === undefined) throw answer;
        return answer();
      },
      pause: async () => undefined,
      now: () => 0,
    },
    request,
    new AbortController().signal,
  );
  if (opened.ok && opened.value.kind === "events") opened.value.end();
  const reason = opened.ok
    ? opened.value.kind
    : opened.failure.kind === "upstream"
      ? opened.failure.reason
      : opened.failure.kind;
  return { opened, reason, calls, signals };
}

describe("a call that is passed on", () => {
  it.each<[string, boolean, Answer, string, number, boolean]>([
    // Streamed or not, the answer, what it is, calls of the first endpoint, whether the fallback is asked
    ["a stream", true, streamed(ROLE, WORD), "events", 1, false],
    ["one piece, although a stream was asked for", true, whole(COMPLETION), "whole", 1, false],
    ["one piece", false, whole(COMPLETION), "whole", 1, false],
    ["a stream, although one piece was asked for", false, streamed(WORD, DONE), "malformed", 1, true],
    ["a stream that begins and ends", true, streamed(ROLE), "cut", 3, true],
    ["a stream that reports an error", true, streamed(event({ error: "x" })), "cut", 3, true],
    ["a stream of something else", true, streamed("hello\n\n"), "malformed", 1, true],
    ["a page", false, whole("<h1>Hello</h1>", "text/html"), "malformed", 1, true],
    ["JSON that is no completion", false, whole({ hello: 1 }), "malformed", 1, true],
    ["half a JSON", false, whole('{"choices":[{'), "cut", 3, true],
    ["an error status", false, status(500), "unreachable", 3, true],
    ["a wrong key", false, status(401), "refused", 1, true],
    ["a fault of the caller", true, status(400), "invalid", 1, false],
    ["a model that there is not", true, status(404), "refused", 1, true],
  ])("%s, asked for as a stream %s: %#", async (_, stream, answer, reason, calls, isPassed) => {
    const request = { model: "first-m", stream, logit_bias: { 1: 2 } };
    const alone = await open([answer], null, request);
    expect([alone.reason, alone.calls.length]).toEqual([reason, calls]);
    expect(alone.calls[0]).toEqual(request);
    const good = stream ? streamed(WORD) : whole(COMPLETION);
    const backed = await open([answer], [good], request);
    expect(backed.calls.length > calls).toBe(isPassed);
    if (isPassed) {
      expect(backed.calls.at(-1)).toEqual({ ...request, model: "other-m" });
      expect(backed.opened).toMatchObject({ value: { model: "other-m", fromFallback: true } });
    }
    expect(JSON.stringify(alone.opened)).not.toMatch(/sk-1|first\.example/);
  });

  it("lets a try that came to nothing go before the next, and the stream once it is no longer wanted", async () => {
    const { opened, signals } = await open([streamed(ROLE), streamed(WORD)], null, {
      model: "first-m",
      stream: true,
    });
    expect(opened.ok).toBe(true);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it("tells of an error in mid-stream without key and address", async () => {
    const { opened } = await open([streamed(WORD)], null, { model: "first-m", stream: true });
    if (!opened.ok || opened.value.kind !== "events") throw new Error("no stream");
    const { failureOf } = opened.value;
    expect(failureOf({ message: "sk-1 at https://first.example/v1/x, see first.example" })).toMatchObject({
      reason: "cut",
      message: "… at …/x, see …",
    });
    for (const error of [{}, 7, null, { message: 7 }])
      expect(failureOf(error)).toMatchObject({ message: expect.stringContaining("broke off") });
  });

  it("that is silent is given up, and the fallback asked", async () => {
    vi.useFakeTimers();
    try {
      const silent: Answer = () => new Response(bodyOf([], true), { headers: EVENTS });
      const asked = open([silent], [streamed(WORD)], { model: "first-m", stream: true });
      await vi.advanceTimersByTimeAsync(30_000);
      const { reason } = await asked;
      expect(reason).toBe("events");
    } finally {
      vi.useRealTimers();
    }
  });
});
