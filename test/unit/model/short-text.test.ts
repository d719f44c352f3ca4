// A body that should be short, from servers that don't keep to it.
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { readShortText } from "../../../src/model/short-text.ts";

const LIMITS = { bytes: 100, milliseconds: 5_000 };

interface Played {
  response: Response;
  cancelled: () => boolean;
  pulled: () => number;
}

/** Pulls from `pieces`; then the stream closes, stays open, or breaks. */
function play(pieces: Iterable<Uint8Array>, end: "close" | "stay" | "break" = "close"): Played {
  let cancelled = false;
  let pulled = 0;
  const source = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = source.next();
        if (piece.done !== true) {
          pulled += 1;
          controller.enqueue(piece.value);
        } else if (end === "close") controller.close();
        else if (end === "break") controller.error(new Error("broken"));
        else return new Promise(() => undefined);
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body), cancelled: () => cancelled, pulled: () => pulled };
}

const encode = (text: string) => new TextEncoder().encode(text);

function* forever(piece: Uint8Array) {
  for (;;) yield piece;
}

describe("a short text", () => {
  it("is whole, however its bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (text, step) => {
          const bytes = encode(text);
          const starts = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) => index * step);
          const { response } = play(starts.map((start) => bytes.slice(start, start + step)));
          expect(await readShortText(response, { ...LIMITS, bytes: 10_000 })).toBe(
            text.replace(/^\ufeff/, ""),
          );
        },
      ),
    );
  });

  it("of a body that there is none of is empty", async () => {
    expect(await readShortText(new Response(null), LIMITS)).toBe("");
  });

  it("is read to its limit, and the rest is let go", async () => {
    const played = play(forever(encode("0123456789")));
    expect(await readShortText(played.response, LIMITS)).toHaveLength(100);
    expect([played.pulled(), played.cancelled()]).toEqual([10, true]);
  });

  it("ends where its body breaks off", async () => {
    const { response } = play([encode("half a ")], "break");
    expect(await readShortText(response, LIMITS)).toBe("half a ");
  });

  it("ends when its time is over, and lets go of who fell silent", async () => {
    vi.useFakeTimers();
    try {
      const played = play([encode("so far")], "stay");
      const text = readShortText(played.response, LIMITS);
      await vi.advanceTimersByTimeAsync(4_999);
      expect(played.cancelled()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect([await text, played.cancelled()]).toEqual(["so far", true]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves no timer behind, whichever way it ended", async () => {
    vi.useFakeTimers();
    try {
      await readShortText(play([encode("a")]).response, LIMITS);
      await readShortText(play([encode("a")], "break").response, LIMITS);
      await readShortText(play(forever(encode("a"))).response, LIMITS);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
