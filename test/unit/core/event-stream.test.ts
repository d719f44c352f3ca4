// Server-sent events of a turn: read back by a parser as they were meant, with ids that say how far a reader came.
import { createParser, type EventSourceMessage } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEvent, HEARTBEAT, parseEventId } from "../../../src/core/event-stream.ts";

const SEED = { seed: 20260131 };
const position = fc.record({ run: fc.nat(999_999_999), offset: fc.nat(999_999_999) });

function read(stream: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(stream);
  return events;
}

describe("an event", () => {
  it("is read back as it was, whatever text it carries", () => {
    const text = fc.string({
      maxLength: 12,
      unit: fc.constantFrom("\n", "\r", "\u2028", "\0", ":", "data: ", "\ufeff", "选", "a", "🎉", "\ud83c"),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, position), { maxLength: 5 }), (pieces) => {
        const stream = pieces
          .map(([piece, at]) => encodeEvent({ event: "delta", data: { text: piece } }, at))
          .join(HEARTBEAT);
        expect(read(stream)).toEqual(
          pieces.map(([piece, at]) => ({
            id: `${at.run}-${at.offset}`,
            event: "delta",
            data: JSON.stringify({ text: piece }),
          })),
        );
      }),
      SEED,
    );
  });

  it("that only keeps the line open is none", () => {
    expect(read(HEARTBEAT.repeat(3))).toEqual([]);
  });
});

describe("an event's id", () => {
  it("says where its reader is, there and back", () => {
    fc.assert(
      fc.property(position, (at) => {
        const [event] = read(encodeEvent({ event: "delta", data: { text: "" } }, at));
        expect(parseEventId(event?.id ?? null)).toEqual(at);
        expect(parseEventId(` ${event?.id} `)).toEqual(at);
      }),
      SEED,
    );
  });

  it("that is not ours is none, and never an error", () => {
    for (const id of [
      null,
      "",
      "x",
      "1",
      "1-",
      "-1",
      "1-2-3",
      "1e1-2",
      "-1--2",
      "1.0-2",
      "1-٣",
      "1-9999999999",
      "NaN-NaN",
      "1 - 2",
    ])
      expect(parseEventId(id)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (id) => {
        const parsed = parseEventId(id);
        if (parsed !== null) expect(`${parsed.run}-${parsed.offset}`).toMatch(/^\d{1,9}-\d{1,9}$/);
      }),
      SEED,
    );
  });
});
