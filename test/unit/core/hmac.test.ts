// HMAC, base64 and the comparison of secrets, against Node's own crypto and the vendors' vectors.
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmacSha256, sameText, timestampSignature, toBase64 } from "../../../src/core/hmac.ts";
import vectors from "../../fixtures/protocol-vectors.json" with { type: "json" };

const SEED = { seed: 20260303 };
const { dingtalk_hmac, feishu_custom_bot } = vectors.schemes;

describe("an HMAC", () => {
  it("is Node's, for texts and bytes and keys in any script", async () => {
    const key = fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(key, fc.string({ unit: "grapheme" }), fc.uint8Array(), async (secret, text, bytes) => {
        const expected = (message: string | Uint8Array) =>
          createHmac("sha256", secret).update(message).digest("hex");
        expect(Buffer.from(await hmacSha256(secret, text)).toString("hex")).toBe(expected(text));
        expect(Buffer.from(await hmacSha256(secret, bytes)).toString("hex")).toBe(expected(bytes));
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("of a part of a larger buffer covers that part only", async () => {
    const part = new TextEncoder().encode("xxmessagexx").subarray(2, 9);
    expect(await hmacSha256("k", part)).toEqual(await hmacSha256("k", "message"));
  });

  it("of nothing has a value, and one with an empty key is refused: everybody could sign with it", async () => {
    expect(await hmacSha256("k", "")).toHaveLength(32);
    for (const message of ["", "text", new Uint8Array(3)])
      await expect(hmacSha256("", message)).rejects.toThrow("the secret is not set");
    await expect(timestampSignature("1700000000000", "")).rejects.toThrow("the secret is not set");
  });
});

describe("the signature over a timestamp", () => {
  it.each(dingtalk_hmac.vectors)("is the vendor's: $id", async ({ timestamp, secret, sign }) => {
    expect(await timestampSignature(timestamp, secret)).toBe(sign);
  });

  it("covers the timestamp as it is written, and the secret", async () => {
    const sign = await timestampSignature("1700000000000", "secret");
    for (const [timestamp, secret] of [
      ["01700000000000", "secret"],
      ["1700000000001", "secret"],
      ["1700000000000", "secre"],
      ["1700000000000", "secret "],
    ] as const)
      expect(await timestampSignature(timestamp, secret)).not.toBe(sign);
  });

  it("is none of Feishu's custom bot, which swaps key and message", async () => {
    for (const { timestamp, secret, sign } of feishu_custom_bot.vectors)
      expect(await timestampSignature(timestamp, secret)).not.toBe(sign);
  });
});

describe("base64", () => {
  it("is Node's, for any bytes and for megabytes of them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
      { ...SEED, numRuns: 200 },
    );
    const large = new Uint8Array(3_000_001).map((_, index) => index * 7);
    expect(toBase64(large) === Buffer.from(large).toString("base64")).toBe(true);
  });
});

describe("a comparison of secrets", () => {
  it("says yes to the same text and to no other", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (left, right) => {
        expect(await sameText(left, left)).toBe(true);
        expect(await sameText(left, right)).toBe(left === right);
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("takes texts of any length, none included", async () => {
    expect(await sameText("", "")).toBe(true);
    for (const [left, right] of [
      ["", "a"],
      ["a", "ab"],
      ["令牌", "令牌 "],
      ["a".repeat(100_000), "a".repeat(99_999)],
      ["é", "e\u0301"],
    ] as const) {
      expect(await sameText(left, right)).toBe(false);
      expect(await sameText(right, left)).toBe(false);
    }
  });
});
