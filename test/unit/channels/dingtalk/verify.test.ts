// Who sent a callback: rows 31, 34 and 35 of the failures seen in the wild.
import { describe, expect, it } from "vitest";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import { verifyDelivery } from "../../../../src/channels/dingtalk/verify.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import { delivered, message, NOW, SETTINGS, signatureOf, signed } from "./deliveries.ts";

const HOUR = 3_600_000;
const { dingtalk_hmac } = vectors.schemes;

async function verdict(delivery: RawDelivery, settings = SETTINGS, now = NOW): Promise<string> {
  const verified = await verifyDelivery(settings, delivery, now);
  if (verified.ok) return "genuine";
  return verified.failure.kind === "invalid" ? verified.failure.code : verified.failure.kind;
}

function withHeaders(headers: Record<string, string>): RawDelivery {
  return { ...delivered(), headers: new Headers(headers) };
}

describe("a genuine callback", () => {
  it("is believed, and its body handed over as it is", async () => {
    const event = message();
    expect(await verifyDelivery(SETTINGS, delivered(event), NOW)).toEqual({ ok: true, value: event });
  });

  it.each(dingtalk_hmac.vectors.filter(({ id }) => id !== "seconds-timestamp"))(
    "is signed as the vendor signs: $id",
    async ({ timestamp, secret, sign }) => {
      const settings = { ...SETTINGS, appSecret: secret };
      const delivery = withHeaders({ timestamp, sign });
      expect(await verdict(delivery, settings, Number(timestamp))).toBe("genuine");
    },
  );

  it("is believed up to an hour old or ahead, and not a millisecond more", async () => {
    for (const [off, expected] of [
      [HOUR, "genuine"],
      [-HOUR, "genuine"],
      [HOUR + 1, "bad_signature"],
      [-HOUR - 1, "bad_signature"],
    ] as const)
      expect(await verdict(delivered(), SETTINGS, NOW + off)).toBe(expected);
  });

  it("is believed with any body: the scheme does not cover it, and nobody may “improve” it so that real calls fail (row 35)", async () => {
    expect(await verdict(delivered(message({ text: "another text altogether" })))).toBe("genuine");
  });
});

describe("a forged callback", () => {
  it.each(dingtalk_hmac.negative.filter(({ valid }) => !valid))("is refused: $id", async (vector) => {
    const { timestamp, sign, secret } = vector;
    const now = "now" in vector ? Number(vector.now) : Number(timestamp);
    const settings = { ...SETTINGS, appSecret: secret };
    expect(await verdict(withHeaders({ timestamp, sign }), settings, now)).toBe("bad_signature");
  });

  it("is refused when a header is missing or empty, not let through unchecked (row 35)", async () => {
    const timestamp = String(NOW);
    const sign = signatureOf(timestamp);
    for (const headers of [{}, { timestamp }, { sign }, { timestamp: "", sign }, { timestamp, sign: "" }])
      expect(await verdict(withHeaders(headers as Record<string, string>))).toBe("bad_signature");
  });

  it("is refused with a timestamp in seconds, or one that is no number (row 34)", async () => {
    for (const timestamp of [
      String(NOW / 1000),
      `${NOW}.0`,
      `+${NOW}`,
      "1e12",
      "now",
      "-1",
      "9".repeat(20),
    ]) {
      const sign = signatureOf(timestamp);
      expect(await verdict(withHeaders({ timestamp, sign }))).toBe("bad_signature");
    }
  });

  it("is refused with a percent-encoded signature (row 34)", async () => {
    const timestamp = String(NOW);
    const sign = encodeURIComponent(signatureOf(timestamp));
    expect(await verdict(withHeaders({ timestamp, sign }))).toBe("bad_signature");
  });

  it("is refused with a signature over the body, with a shortened one, and with none of its padding", async () => {
    const timestamp = String(NOW);
    const sign = signatureOf(timestamp);
    for (const other of [
      sign.slice(0, -1),
      sign.slice(0, -4),
      `${sign}=`,
      sign.toLowerCase(),
      sign.replaceAll("+", "-"),
    ])
      if (other !== sign)
        expect(await verdict(withHeaders({ timestamp, sign: other }))).toBe("bad_signature");
    const overBody = signatureOf(`${timestamp}${JSON.stringify(message())}`);
    expect(await verdict(withHeaders({ timestamp, sign: overBody }))).toBe("bad_signature");
  });

  it("is refused by a configuration without a secret, and nothing throws: an empty one would let everybody sign", async () => {
    expect(await verdict(delivered(), { ...SETTINGS, appSecret: "" })).toBe("bad_signature");
  });

  it("learns what to check and nothing else", async () => {
    const timestamp = String(NOW);
    const attempts: [RawDelivery, RegExp][] = [
      [withHeaders({}), /headers timestamp and sign/],
      [withHeaders({ timestamp, sign: "x" }), /DINGTALK_APP_SECRET/],
      [signed("{}", NOW - 2 * HOUR), /one hour/],
      [delivered(message({ robotCode: "another" })), /DINGTALK_ROBOT_CODE/],
    ];
    for (const [delivery, words] of attempts) {
      const verified = await verifyDelivery(SETTINGS, delivery, NOW);
      const told = JSON.stringify(verified);
      expect(told).toMatch(words);
      for (const secret of [SETTINGS.appSecret, SETTINGS.robotCode, signatureOf(timestamp)])
        expect(told).not.toContain(secret);
    }
  });
});

describe("a body under a right signature", () => {
  it("for another robot or for none is refused: whoever saw the headers once could send it (row 31)", async () => {
    const event = message();
    for (const robotCode of ["dingother", "", null, 5, [SETTINGS.robotCode]])
      expect(await verdict(delivered({ ...event, robotCode }))).toBe("bad_signature");
    const { robotCode: _, ...without } = event;
    expect(await verdict(delivered(without))).toBe("bad_signature");
  });

  it("of another organisation is refused where one is configured, and taken where none is", async () => {
    const strict = { ...SETTINGS, corpId: "dingmine" };
    expect(await verdict(delivered(message({ chatbotCorpId: "dingmine" })), strict)).toBe("genuine");
    expect(await verdict(delivered(message({ chatbotCorpId: "dingelse" })), strict)).toBe("bad_signature");
    const { chatbotCorpId: _, ...without } = message();
    expect(await verdict(delivered(without), strict)).toBe("bad_signature");
    expect(await verdict(delivered(without))).toBe("genuine");
  });

  it("that is no JSON object in UTF-8, or costs too much to read, is a bad request", async () => {
    const deep = `${'{"a":'.repeat(100)}0${"}".repeat(100)}`;
    const many = `[${"0,".repeat(250_000)}0]`;
    for (const body of ["", "null", "[]", '"text"', "{", deep, many, new Uint8Array([0x7b, 0xff, 0x7d])])
      expect(await verdict(signed(body))).toBe("invalid_json");
  });

  it("is not looked at before the signature was found right", async () => {
    const broken = { ...signed("{"), headers: new Headers({ timestamp: String(NOW), sign: "x" }) };
    expect(await verdict(broken)).toBe("bad_signature");
  });
});
