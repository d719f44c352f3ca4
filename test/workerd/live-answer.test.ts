// An answer while it is being made, watched by hand: every reader gets every piece once, whenever it comes and wherever it goes on.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FinalEvent, LiveAnswer, watchAnswer } from "../../src/conversation/live-answer.ts";
import { HEARTBEAT, type StreamPosition } from "../../src/core/event-stream.ts";
import { parseEvents, type SentEvent, textOf } from "./support.ts";

const SEED = { seed: 20260131 };
const START = { session_id: "s", message_id: "m" };

function doneWith(reply: string): FinalEvent {
  const data = { ...START, reply, model: "test", cached: false, usage: null, sources: [] };
  return { event: "done", data: { ...data, status: "ok" } };
}

function liveWith(pieces: string[], run = 1): LiveAnswer {
  const live = new LiveAnswer(run);
  for (const piece of pieces) live.add(piece);
  return live;
}

function finished(pieces: string[], run = 1): LiveAnswer {
  const live = liveWith(pieces, run);
  live.end(doneWith(pieces.join("")));
  return live;
}

async function watched(live: LiveAnswer, seen: StreamPosition | null = null): Promise<SentEvent[]> {
  return parseEvents(await new Response(watchAnswer(live, START, seen)).text());
}

/** Reads one event, or one comment, at a time. */
function readerOf(live: LiveAnswer, heartbeatMs?: number) {
  const reader = watchAnswer(live, START, null, heartbeatMs).getReader();
  const decoder = new TextDecoder();
  const raw = async () => {
    const { value, done } = await reader.read();
    return done ? null : decoder.decode(value);
  };
  const next = async () => parseEvents((await raw()) ?? "")[0] ?? null;
  return { raw, next, cancel: () => reader.cancel() };
}

const names = (events: SentEvent[]) => events.map(({ event }) => event.event);
/** Halves of characters are pieces too: a model may send them so. */
const piece = fc.string({
  maxLength: 4,
  unit: fc.constantFrom("a", "选", "🎉", "\ud83c", "\udf89", "\n", ""),
});
const pieces = fc.array(piece, { maxLength: 8 });

describe("the text of an answer", () => {
  it("from any offset is the rest of its pieces, joined", () => {
    fc.assert(
      fc.property(pieces, fc.nat(40), (parts, offset) => {
        const live = liveWith(parts);
        const whole = parts.join("");
        expect(live.text).toBe(whole);
        expect(live.length).toBe(whole.length);
        expect(live.textFrom(offset)).toBe(whole.slice(offset));
      }),
      SEED,
    );
  });

  it("is sent so that a reader at any offset has it whole, half characters included", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.double({ min: 0, max: 1, noNaN: true }), async (parts, share) => {
        const whole = parts.join("");
        const offset = Math.floor(share * whole.length);
        const events = await watched(finished(parts), { run: 1, offset });
        expect(textOf(events)).toBe(whole.slice(offset));
        expect(names(events)).toEqual(offset < whole.length ? ["delta", "done"] : ["done"]);
        expect(events.at(-1)?.id).toBe(`1-${whole.length}`);
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("goes on at any event's id without a gap and without a double, while it is being made", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(8), async (parts, breaksAfter) => {
        const live = new LiveAnswer(3);
        const first = readerOf(live);
        let last = await first.next();
        let seen = "";
        for (const part of parts.slice(0, breaksAfter)) {
          if (part === "") continue;
          live.add(part);
          last = await first.next();
          seen += last === null ? "" : textOf([last]);
        }
        await first.cancel();
        const [run, offset] = (last?.id ?? "").split("-").map(Number);
        const rest = watched(live, { run: run ?? -1, offset: offset ?? -1 });
        for (const part of parts.slice(breaksAfter)) live.add(part);
        live.end(doneWith(parts.join("")));
        expect(seen + textOf(await rest)).toBe(parts.join(""));
        expect(names(await rest)).not.toContain("start");
      }),
      { ...SEED, numRuns: 60 },
    );
  });
});

describe("a reader", () => {
  it("hears a piece at once, before the next one is made", async () => {
    const live = new LiveAnswer(1);
    const { next } = readerOf(live);
    expect((await next())?.event).toEqual({ event: "start", data: START });
    for (const text of ["one", " two"]) {
      const heard = next();
      live.add(text);
      expect((await heard)?.event).toEqual({ event: "delta", data: { text } });
    }
  });

  it("that is slow gets what gathered as one event, and the others are not held up", async () => {
    const live = new LiveAnswer(1);
    const [slow, quick] = [readerOf(live), readerOf(live)];
    await Promise.all([slow.next(), quick.next()]);
    const waiting = slow.next();
    for (const text of ["a", "b", "c"]) {
      const heard = quick.next();
      live.add(text);
      expect(await heard).toMatchObject({ event: { event: "delta", data: { text } } });
    }
    live.end(doneWith("abc"));
    const texts = [await waiting, await slow.next()].map((event) => (event === null ? "" : textOf([event])));
    expect(texts.join("")).toBe("abc");
    expect([await slow.next(), await quick.next()].map((event) => event?.id)).toContain("1-3");
  });

  it("that comes late starts at the beginning, in one event, and goes on live", async () => {
    const live = liveWith(["one ", "two ", "three"]);
    const { next, raw } = readerOf(live);
    expect(await next()).toEqual({ id: "1-0", event: { event: "start", data: START } });
    expect(await next()).toEqual({ id: "1-13", event: { event: "delta", data: { text: "one two three" } } });
    live.add("!");
    expect(await next()).toMatchObject({ id: "1-14", event: { data: { text: "!" } } });
    live.end(doneWith("one two three!"));
    expect(await next()).toEqual({ id: "1-14", event: doneWith("one two three!") });
    expect(await raw()).toBeNull();
  });

  it("hears the end once, and nothing behind it, however many read", async () => {
    const live = new LiveAnswer(1);
    const readers = Array.from({ length: 20 }, () => watched(live));
    live.add("x");
    live.end(doneWith("x"));
    for (const events of await Promise.all(readers))
      expect(names(events)).toEqual(["start", "delta", "done"]);
    expect(await live.ended()).toEqual(doneWith("x"));
  });

  it("of an answer without any text hears its start and its end", async () => {
    const failure: FinalEvent = {
      event: "error",
      data: {
        error: { message: "no", type: "upstream_error", code: "model_cut", param: null },
        request_id: "r",
      },
    };
    const live = new LiveAnswer(1);
    const events = watched(live);
    live.add("");
    live.end(failure);
    expect((await events).map(({ event }) => event)).toEqual([{ event: "start", data: START }, failure]);
  });

  it.each<[string, StreamPosition]>([
    ["of another making of the answer", { run: 2, offset: 2 }],
    ["beyond what there is", { run: 1, offset: 7 }],
  ])("with an event id %s starts anew", async (_, seen) => {
    const events = await watched(finished(["abc", "def"]), seen);
    expect(names(events)).toEqual(["start", "delta", "done"]);
    expect(textOf(events)).toBe("abcdef");
  });

  it("that saw everything but the end hears only the end, no second start", async () => {
    expect(names(await watched(finished(["abc"]), { run: 1, offset: 3 }))).toEqual(["done"]);
    expect(names(await watched(finished([]), { run: 1, offset: 0 }))).toEqual(["done"]);
  });

  it("in the quiet hears comments that carry no event, and then the text", async () => {
    const live = new LiveAnswer(1);
    const { next, raw } = readerOf(live, 5);
    await next();
    for (let beat = 0; beat < 3; beat += 1) expect(await raw()).toBe(HEARTBEAT);
    live.add("at last");
    const rest: string[] = [];
    while (!rest.join("").includes("at last")) rest.push((await raw()) ?? "at last, closed");
    expect(textOf(parseEvents(rest.join("")))).toBe("at last");
  });

  it("gets no comment while text comes", async () => {
    const live = liveWith(["a"]);
    const { raw } = readerOf(live, 60_000);
    const heard = [await raw(), await raw()];
    const last = raw();
    live.end(doneWith("a"));
    expect([...heard, await last].join("")).not.toContain(HEARTBEAT);
  });

  it("that goes away takes nothing from the others, and may come back", async () => {
    const live = new LiveAnswer(1);
    const [gone, stays] = [readerOf(live), watched(live)];
    await gone.next();
    const pending = gone.raw();
    await gone.cancel();
    expect(await pending).toBeNull();
    live.add("still here");
    live.end(doneWith("still here"));
    expect(textOf(await stays)).toBe("still here");
    expect(textOf(await watched(live))).toBe("still here");
  });
});

describe("waiting for a change", () => {
  it("tells news from quiet", async () => {
    const live = new LiveAnswer(1);
    const came = live.changed(60_000);
    live.add("x");
    expect(await came).toBe(true);
    expect(await live.changed(1)).toBe(false);
    const ended = live.changed(60_000);
    live.end(doneWith("x"));
    expect(await ended).toBe(true);
  });

  it("for the end takes no piece for it", async () => {
    const live = new LiveAnswer(1);
    let over = false;
    const ended = live.ended().then((event) => {
      over = true;
      return event;
    });
    live.add("x");
    await live.changed(5);
    expect(over).toBe(false);
    live.end(doneWith("x"));
    expect(await ended).toBe(live.final);
  });
});
