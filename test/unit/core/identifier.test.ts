// Identifiers: sorted by time as text, read back, and digests that are what they say.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint, sha256Hex, timeOf, timeOrderedId, toHex } from "../../../src/core/identifier.ts";

const SEED = { seed: 20260131 };
const moment = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 16 });

describe("a time-ordered id", () => {
  it("is a UUID of version 7 that carries its time", () => {
    fc.assert(
      fc.property(moment, random, (now, bytes) => {
        const id = timeOrderedId(now, bytes);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(timeOf(id)).toBe(now);
      }),
      SEED,
    );
  });

  it("sorts as text in the order of time", () => {
    fc.assert(
      fc.property(moment, moment, random, random, (left, right, some, others) => {
        fc.pre(left < right);
        expect(timeOrderedId(left, some) < timeOrderedId(right, others)).toBe(true);
      }),
      SEED,
    );
  });

  it("keeps all its random bits", () => {
    const ids = Array.from({ length: 80 }, (_, bit) => {
      const bytes = new Uint8Array(10);
      bytes[bit >> 3] = 1 << (bit & 7);
      return timeOrderedId(0, bytes);
    });
    // Six of the eighty bits are the version and the variant; setting those changes nothing.
    expect(new Set([timeOrderedId(0, new Uint8Array(10)), ...ids]).size).toBe(1 + 80 - 6);
  });

  it("is the one of RFC 9562", () => {
    const bytes = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(timeOrderedId(1_645_557_742_000, bytes)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it.each([
    "",
    "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
    "017f22e279b07cc398c4dc0c0c07398f",
    " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n",
  ])("is not %j", (text) => {
    expect(timeOf(text)).toBeNull();
  });
});

describe("a digest", () => {
  it("is SHA-256 of the UTF-8 bytes; a fingerprint its first half", async () => {
    for (const text of ["", "key", "密码🎉"]) {
      const expected = createHash("sha256").update(text).digest("hex");
      expect(await sha256Hex(text)).toBe(expected);
      expect(await fingerprint(text)).toBe(expected.slice(0, 32));
    }
  });

  it("in hex has two digits a byte", () => {
    expect(toHex(Uint8Array.from([0, 9, 255]))).toBe("0009ff");
  });
});
