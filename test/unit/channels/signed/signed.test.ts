// Who sent a delivery of some other system, and that its body is the one that was sent.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import { createSigned } from "../../../../src/channels/signed/signed.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import { signedDelivery } from "../../../support/dingtalk-delivery.ts";
import { BODY, bodySignatureOf, bytesOf, delivered, NOW, SECRET, signatureOf } from "./deliveries.ts";

const HOUR = 3_600_000;
const SEED = { seed: 20260304 };
const { dingtalk_hmac, feishu_custom_bot } = vectors.schemes;
const at = String(NOW);

async function verdict(
  delivery: RawDelivery,
  { strict = false, secret = SECRET, now = NOW } = {},
): Promise<string> {
  const verified = await createSigned({ secret, strict }).verify(delivery, now);
  if (verified.ok) return "genuine";
  return verified.failure.kind === "invalid" ? verified.failure.code : verified.failure.kind;
}

describe("a delivery signed as the guide says", () => {
  it("is taken, with what it holds", async () => {
    expect(await createSigned({ secret: SECRET, strict: false }).verify(delivered(), NOW)).toEqual({
      ok: true,
      value: { messageId: "m-1", sessionId: "s-1", message: "hello", callbackUrl: null },
    });
  });

  it.each(dingtalk_hmac.vectors)(
    "is signed as in the vendor's vector $id, in seconds or milliseconds",
    async (vector) => {
      const { timestamp, secret, sign } = vector;
      const now = timestamp.length === 10 ? Number(timestamp) * 1000 : Number(timestamp);
      const delivery = { headers: new Headers({ timestamp, sign }), body: bytesOf(BODY) };
      expect(await verdict(delivery, { secret, now })).toBe("genuine");
    },
  );

  it("is taken by either pair of names, in any case of letters", async () => {
    const sign = signatureOf(at);
    for (const headers of [
      { "X-Timestamp": at, "X-Signature": sign },
      { TIMESTAMP: at, SIGN: sign },
    ])
      expect(await verdict({ headers: new Headers(headers), body: bytesOf(BODY) })).toBe("genuine");
  });

  it("is judged by the guide's own pair where both are there, and by no mixture of them", async () => {
    const wrong = { "x-timestamp": at, "x-signature": "wrong" };
    expect(await verdict(delivered(BODY, wrong))).toBe("genuine");
    const right = { "x-timestamp": at, "x-signature": signatureOf(at) };
    expect(await verdict(delivered(BODY, { ...right, sign: "wrong" }))).toBe("bad_signature");
    expect(await verdict(delivered(BODY, { ...right, sign: null }))).toBe("genuine");
    for (const mixed of [
      { timestamp: at, "x-signature": signatureOf(at) },
      { "x-timestamp": at, sign: signatureOf(at) },
    ])
      expect(await verdict({ headers: new Headers(mixed), body: bytesOf(BODY) })).toBe("bad_signature");
  });

  it("is taken up to an hour old or ahead, in both units, and not longer", async () => {
    const seconds = String(NOW / 1000);
    for (const timestamp of [at, seconds])
      for (const [off, expected] of [
        [HOUR, "genuine"],
        [-HOUR, "genuine"],
        [HOUR + 1, "bad_signature"],
        [-HOUR - 1, "bad_signature"],
      ] as const)
        expect(await verdict(delivered(BODY, {}, timestamp), { now: NOW + off })).toBe(expected);
  });
});

describe("a delivery that is not", () => {
  it("is refused when a header is missing or empty", async () => {
    for (const name of ["timestamp", "sign"])
      for (const value of [null, ""])
        expect(await verdict(delivered(BODY, { [name]: value }))).toBe("bad_signature");
  });

  it("is refused with another time, another secret, another text of the same time", async () => {
    expect(await verdict(delivered(BODY, { sign: signatureOf(String(NOW + 1)) }))).toBe("bad_signature");
    expect(await verdict(delivered(BODY, { sign: signatureOf(at, "another") }))).toBe("bad_signature");
    // Seconds were signed, milliseconds sent.
    expect(await verdict(delivered(BODY, { sign: signatureOf(String(NOW / 1000)) }))).toBe("bad_signature");
  });

  it("is refused with a time that is none, however it is signed", async () => {
    for (const timestamp of [
      "0",
      "176000000000",
      "17600000000000",
      "-1760000000",
      "1760000000.0",
      "0x68e6b000",
      "now",
      "1e12",
    ])
      expect(await verdict(delivered(BODY, {}, timestamp))).toBe("bad_signature");
  });

  it("is refused with a percent-encoded signature: in a header it is no longer the signature", async () => {
    expect(await verdict(delivered(BODY, { sign: encodeURIComponent(signatureOf(at)) }))).toBe(
      "bad_signature",
    );
  });

  it.each(feishu_custom_bot.vectors)(
    "is refused when Feishu's scheme was used instead: $id",
    async ({ timestamp, secret, sign }) => {
      const delivery = { headers: new Headers({ timestamp, sign }), body: bytesOf(BODY) };
      expect(await verdict(delivery, { secret, now: Number(timestamp) * 1000 })).toBe("bad_signature");
    },
  );

  it("is refused whatever it is, where no secret is set: nothing is unsigned", async () => {
    expect(await verdict(delivered(), { secret: "" })).toBe("bad_signature");
    expect(await verdict({ headers: new Headers(), body: new Uint8Array() }, { secret: "" })).toBe(
      "bad_signature",
    );
  });

  it("is told what to check, and nothing of the secret or of the right signature", async () => {
    for (const [delivery, words] of [
      [delivered(BODY, { sign: null }), /headers/],
      [delivered(BODY, {}, "5"), /timestamp/],
      [delivered(BODY, { sign: "x" }), /base64/],
      [delivered(BODY, { "x-body-signature": "00" }), /x-body-signature/],
    ] as const) {
      const told = JSON.stringify(
        await createSigned({ secret: SECRET, strict: false }).verify(delivery, NOW),
      );
      expect(told).toMatch(words);
      for (const secret of [SECRET, signatureOf(at), bodySignatureOf(at, JSON.stringify(BODY))])
        expect(told).not.toContain(secret);
    }
  });

  it("is refused before its body is looked at", async () => {
    expect(await verdict(delivered("{", { sign: "x" }))).toBe("bad_signature");
    expect(await verdict(delivered("{", { "x-body-signature": "x" }))).toBe("bad_signature");
  });
});

describe("the signature of the body", () => {
  const text = JSON.stringify(BODY);
  const signature = bodySignatureOf(at, text);

  it("is checked where it is sent, in hex of either case, over the bytes as they came", async () => {
    for (const right of [signature, signature.toUpperCase()])
      expect(await verdict(delivered(text, { "x-body-signature": right }))).toBe("genuine");
    const spaced = JSON.stringify(BODY, null, 2);
    expect(await verdict(delivered(spaced, { "x-body-signature": signature }))).toBe("bad_signature");
    const own = bodySignatureOf(at, spaced);
    expect(await verdict(delivered(spaced, { "x-body-signature": own }))).toBe("genuine");
  });

  it("stops whoever has seen the headers of one delivery from sending another", async () => {
    const seen = { "x-body-signature": signature };
    expect(await verdict(delivered({ ...BODY, message: "pay" }, seen))).toBe("bad_signature");
    expect(await verdict(delivered({ ...BODY, message: "pay" }))).toBe("genuine");
    expect(await verdict(delivered({ ...BODY, message: "pay" }), { strict: true })).toBe("bad_signature");
  });

  it("is wrong when it is empty, cut, of another time, of another secret, or base64", async () => {
    for (const wrong of [
      "",
      signature.slice(0, -1),
      bodySignatureOf(String(NOW + 1), text),
      bodySignatureOf(at, text, "another"),
      Buffer.from(signature, "hex").toString("base64"),
      `sha256=${signature}`,
    ])
      for (const strict of [false, true])
        expect(await verdict(delivered(text, { "x-body-signature": wrong }), { strict })).toBe(
          "bad_signature",
        );
  });

  it("is required where the operator says so", async () => {
    expect(await verdict(delivered(text), { strict: true })).toBe("bad_signature");
    expect(await verdict(delivered(text, { "x-body-signature": signature }), { strict: true })).toBe(
      "genuine",
    );
  });

  it("covers every byte, also of a body that is no text", async () => {
    const body = new Uint8Array([0xff, 0xfe, 0x00]);
    const own = { "x-body-signature": bodySignatureOf(at, body) };
    expect(await verdict(delivered(body, own), { strict: true })).toBe("invalid_json");
  });
});

describe("what we sign ourselves", () => {
  it("is what we would take ourselves, in the strict way", async () => {
    const signed = createSigned({ secret: SECRET, strict: true });
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ unit: "grapheme", minLength: 1 })
          .filter((text) => text.trim() !== "" && !text.includes("\0")),
        async (message) => {
          const body = JSON.stringify({ ...BODY, message });
          const headers = new Headers(await signed.sign(body, NOW));
          expect(await signed.verify({ headers, body: bytesOf(body) }, NOW)).toMatchObject({ ok: true });
        },
      ),
      { ...SEED, numRuns: 40 },
    );
  });

  it("is what other systems make by the same description", async () => {
    for (const unit of ["s", "ms"] as const) {
      const { body, headers } = await signedDelivery(BODY, {
        secret: SECRET,
        now: NOW,
        unit,
        bodySignature: true,
      });
      expect(await verdict({ headers: new Headers(headers), body: bytesOf(body) }, { strict: true })).toBe(
        "genuine",
      );
    }
  });
});

describe("anything at all", () => {
  it("never throws, and is no delivery without the secret", async () => {
    const value = fc.stringMatching(/^[ -~]{0,90}$/);
    await fc.assert(
      fc.asyncProperty(
        value,
        value,
        value,
        fc.uint8Array({ maxLength: 200 }),
        async (timestamp, sign, own, body) => {
          for (const time of [timestamp, at]) {
            const headers = new Headers({ timestamp: time, sign, "x-body-signature": own });
            expect(await verdict({ headers, body })).toBe("bad_signature");
          }
        },
      ),
      { ...SEED, numRuns: 200 },
    );
  });

  it("under the right headers is a bad request, and no delivery", async () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json({ maxDepth: 4 }).map(bytesOf));
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        expect(["invalid_json", "invalid_value"]).toContain(await verdict(delivered(body)));
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it("that differs from a signed body in one byte is refused in the strict way", async () => {
    const body = bytesOf(BODY);
    const own = { "x-body-signature": bodySignatureOf(at, body) };
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const other = body.slice();
        other[place] = (other[place] ?? 0) ^ change;
        expect(await verdict(delivered(other, own), { strict: true })).toBe("bad_signature");
      }),
      { ...SEED, numRuns: 80 },
    );
  });
});
