// How an answer comes about: from the cache, the model or the documents, and what is kept of it for the next asker.
import { describe, expect, it, vi } from "vitest";
import { makeAnswer, type Question } from "../../../src/answer/make-answer.ts";
import type { Outcome } from "../../../src/core/message.ts";
import { succeed } from "../../../src/core/result.ts";
import { assistant, breaks, type Play, type Played, passage, play, question, says } from "./played.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded" }));

interface Heard {
  outcome: Outcome;
  pieces: string[];
}

/** The cache of an isolate knows what it saw last: each test asks something of its own. */
let asked = 0;
const own = (more: Partial<Question> = {}) => question(`question ${++asked}`, more);

async function answer(played: Played, wish: Question, stop = new AbortController()): Promise<Heard> {
  const pieces: string[] = [];
  const works: Promise<void>[] = [];
  const listener = {
    onText: (text: string) => void pieces.push(text),
    background: (work: Promise<void>) => void works.push(work),
  };
  const outcome = await makeAnswer(played.services, wish, listener, stop.signal);
  await Promise.all(works);
  return { outcome, pieces };
}

const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const FILE = assistant({ name: "hr", version: 4, model: "endpoint-model" });

describe("an answer of the model", () => {
  it("comes in pieces, which joined are the reply, with the model's name and what it used", async () => {
    const played = play({ model: says(["Twelve", " ", "days."], { usage: USAGE }) });
    const { outcome, pieces } = await answer(played, own());
    expect(pieces).toEqual(["Twelve", " ", "days."]);
    expect(outcome).toEqual({
      status: "ok",
      reply: "Twelve days.",
      model: "m-1",
      modelVersion: null,
      cached: false,
      usage: USAGE,
      sources: [],
      tools: [],
      truncated: false,
      error: null,
      firstTokenAt: 1,
    });
  });

  it("by a model file is named after the file and its version, and asks the endpoint's model with the file's parameters", async () => {
    const played = play();
    const wish = own({ assistant: { ...FILE, parameters: { temperature: 0 }, timeoutMs: 9_000 } });
    const { outcome } = await answer(played, wish);
    expect([outcome.model, outcome.modelVersion]).toEqual(["hr", 4]);
    expect(played.requests[0]).toMatchObject({
      model: "endpoint-model",
      parameters: { temperature: 0 },
      timeoutMs: 9_000,
    });
  });

  it("is asked of the file's endpoint and of no other", async () => {
    const played = play({ model: says(["main"]), endpoints: { second: says(["second"]) } });
    expect((await answer(played, own({ assistant: { ...FILE, endpoint: "second" } }))).outcome.reply).toBe(
      "second",
    );
  });

  it("has a time for its first piece only when there was one", async () => {
    expect((await answer(play({ model: says([]) }), own())).outcome.firstTokenAt).toBeNull();
    expect((await answer(play({ model: breaks() }), own())).outcome.firstTokenAt).toBeNull();
  });
});

describe("the next who asks the same", () => {
  const twice = async (given: Play, wish: Question) => {
    const played = play(given);
    const first = await answer(played, wish);
    const second = await answer(played, wish);
    return { played, first, second };
  };

  it("gets the same reply and sources at once, told as kept, and the model is not asked", async () => {
    const passages = [passage("Twelve days.", { url: "https://a.example" })];
    const { played, first, second } = await twice(
      { model: says(["Twelve", " [1]"], { usage: USAGE }), passages },
      own({ assistant: FILE }),
    );
    expect(played.requests).toHaveLength(1);
    expect(second.pieces).toEqual(["Twelve [1]"]);
    expect(second.outcome).toMatchObject({
      ...first.outcome,
      cached: true,
      firstTokenAt: expect.any(Number),
    });
    expect(second.outcome.sources).toEqual([
      { title: "Title of Twelve days.", url: "https://a.example", snippet: "Twelve days.", number: 1 },
    ]);
  });

  it.each<[string, Play, Partial<Question>]>([
    ["was cut short by the model", { model: says(["Tw"], { truncated: true }) }, {}],
    ["came from the fallback", { model: says(["Twelve"], { fromFallback: true }) }, {}],
    [
      "was made with a tool: what it told may be another by now",
      { model: says(["It is noon."], { tools: [{ name: "current_time", ok: true, ms: 1 }] }) },
      {},
    ],
    ["was made while the index was away", { passages: new Error("D1 is away") }, {}],
    ["is empty", { model: says([]) }, {}],
    ["failed", { model: breaks(["Tw"]) }, {}],
    ["nobody may keep: the cache is off", { cacheSeconds: 0 }, {}],
    ["is asked for anew", {}, { skipCache: true }],
    ["is meant to differ", {}, { assistant: { ...FILE, parameters: { temperature: 1.1 } } }],
  ])("is answered by the model when the answer %s", async (_, given, more) => {
    const { played } = await twice(given, own(more));
    expect(played.requests).toHaveLength(2);
  });

  it("gets the new answer when somebody had it made anew", async () => {
    const wish = own();
    let count = 0;
    const played = play({ model: (...given) => says([`answer ${++count}`])(...given) });
    await answer(played, wish);
    await answer(played, { ...wish, skipCache: true });
    expect((await answer(played, wish)).outcome).toMatchObject({ reply: "answer 2", cached: true });
  });

  it("gets an answer made anew when the documents have changed since", async () => {
    const played = play();
    const wish = own();
    await answer(played, wish);
    await answer(played, { ...wish, holdings: { models: [], knowledge: { revision: 2, documents: 3 } } });
    expect(played.requests).toHaveLength(2);
  });

  it("is answered by the model when what is kept cannot be read", async () => {
    const played = play();
    const wish = own();
    const { services } = played;
    services.cache.read = async () => "{broken";
    expect((await answer(played, wish)).outcome).toMatchObject({ reply: "Yes.", cached: false });
  });
});

describe("an answer that fails", () => {
  it.each<[string, Partial<Question>, Play, string, number | null]>([
    ["the configured model", {}, {}, "configured", null],
    ["the one that was asked for", { assistant: assistant({ model: "other" }) }, {}, "other", null],
    ["the model file", { assistant: FILE }, {}, "hr", 4],
  ])(
    "keeps what was heard of it, with the reason, and is named after %s",
    async (_, more, given, model, modelVersion) => {
      const { outcome } = await answer(play({ ...given, model: breaks(["Half of"]) }), own(more));
      expect(outcome).toMatchObject({
        status: "failed",
        reply: "Half of",
        model,
        modelVersion,
        error: { code: "model_cut", message: "The model broke off." },
        sources: [],
        usage: null,
      });
    },
  );

  it("by what nobody expects is thrown to whoever knows what to do", async () => {
    const model = () => Promise.reject(new Error("unforeseen"));
    await expect(answer(play({ model }), own())).rejects.toThrow("unforeseen");
  });
});

describe("an answer that is stopped", () => {
  it.each([
    ["behind a piece, though the model then ends well", ["Half"], "Half"],
    ["before the first piece", [], ""],
  ])("%s is what came so far, and is not kept", async (_, pieces, reply) => {
    const stop = new AbortController();
    const played = play({
      model: async (request, onText, signal) => {
        await says(pieces)(request, onText, signal);
        stop.abort();
        return succeed({ model: "m-1", usage: null, truncated: false, fromFallback: false, tools: [] });
      },
    });
    const { outcome } = await answer(played, own(), stop);
    expect(outcome).toMatchObject({ status: "stopped", reply, model: "configured", error: null });
    expect(played.kept.size).toBe(0);
  });

  it("is stopped also when the model then fails", async () => {
    const stop = new AbortController();
    const model: Play["model"] = async (...given) => {
      const result = await breaks(["Half"])(...given);
      stop.abort();
      return result;
    };
    expect((await answer(play({ model }), own(), stop)).outcome).toMatchObject({
      status: "stopped",
      error: null,
    });
  });

  it("reaches the model as a signal", async () => {
    const stop = new AbortController();
    const signals: AbortSignal[] = [];
    const model: Play["model"] = (request, onText, signal) => {
      signals.push(signal);
      return says(["x"])(request, onText, signal);
    };
    await answer(play({ model }), own(), stop);
    stop.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe("without a model", () => {
  const reply = {
    reply: "From “Leave”: twelve.",
    sources: [{ title: "Leave", snippet: "Twelve" }],
    found: true,
  };

  it("the documents answer in one piece, with their sources, under the name embedded", async () => {
    const played = play({ model: null, reply });
    const { outcome, pieces } = await answer(played, own());
    expect(pieces).toEqual([reply.reply]);
    expect(outcome).toMatchObject({
      status: "ok",
      model: "embedded",
      usage: null,
      sources: reply.sources,
      tools: [],
    });
  });

  it("a model file still says which documents, and the answer has its name", async () => {
    const played = play({ model: null, reply });
    const { outcome } = await answer(played, own({ assistant: { ...FILE, scope: { tags: ["hr"] } } }));
    expect(outcome).toMatchObject({ model: "hr", modelVersion: 4 });
    expect(played.searches[0]?.scope).toEqual({ tags: ["hr"] });
  });

  it("an endpoint that is not configured is no model either", async () => {
    const played = play({ model: says(["main"]), reply });
    const { outcome } = await answer(played, own({ assistant: assistant({ endpoint: "gone" }) }));
    expect([outcome.reply, played.requests.length]).toEqual([reply.reply, 0]);
  });

  it("the next who asks the same gets the kept answer", async () => {
    const played = play({ model: null, reply });
    const wish = own();
    await answer(played, wish);
    expect((await answer(played, wish)).outcome).toMatchObject({
      cached: true,
      model: "embedded",
      sources: reply.sources,
    });
    expect(played.searches).toHaveLength(1);
  });
});
