// The platform's own signatures and its encryption, against vectors from the vendor's guides and libraries.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decryptEvent, decryptText } from "../../../../src/channels/feishu/decrypt.ts";
import {
  eventSignature,
  oldCardSignature,
  signatureHeaders,
} from "../../../../src/channels/feishu/signature.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import { encrypt } from "./deliveries.ts";

const { feishu_event_aes, feishu_event_signature, feishu_old_card_signature } = vectors.schemes;
const bytes = (text: string) => new TextEncoder().encode(text);

describe("the signature of an event", () => {
  it.each(feishu_event_signature.vectors)("is the vendor's: $id", async (vector) => {
    const { timestamp, nonce, encryptKey, body, signature } = vector;
    expect(await eventSignature(timestamp, nonce, encryptKey, bytes(body))).toBe(signature);
  });

  it("is over the raw bytes: the same JSON written anew has another one", async () => {
    const vector = feishu_event_signature.vectors.find(({ id }) => id === "non-compact-body");
    const { timestamp = "", nonce = "", encryptKey = "", body = "", signature } = vector ?? {};
    const compact = bytes(JSON.stringify(JSON.parse(body)));
    expect(await eventSignature(timestamp, nonce, encryptKey, compact)).not.toBe(signature);
  });

  it.each(feishu_old_card_signature.vectors)("of an old card is the vendor's: $id", async (vector) => {
    const { timestamp, nonce, verificationToken, body, signature } = vector;
    expect(await oldCardSignature(timestamp, nonce, verificationToken, bytes(body))).toBe(signature);
  });

  it("is only there when all three headers are", () => {
    const all = {
      "X-Lark-Request-Timestamp": "1",
      "X-Lark-Request-Nonce": "n",
      "X-Lark-Signature": "s",
    };
    expect(signatureHeaders(new Headers(all))).toEqual({ timestamp: "1", nonce: "n", signature: "s" });
    for (const name of Object.keys(all)) {
      expect(signatureHeaders(new Headers({ ...all, [name]: "" }))).toBeNull();
      const rest = new Headers(all);
      rest.delete(name);
      expect(signatureHeaders(rest)).toBeNull();
    }
  });
});

describe("what was encrypted", () => {
  it.each(feishu_event_aes.vectors)("is read as the vendor wrote it: $id", async (vector) => {
    expect(await decryptText(vector.encrypt, vector.encryptKey)).toBe(vector.plaintext);
  });

  it.each(feishu_event_aes.negative)("is nothing when it is broken: $id", async (vector) => {
    expect(await decryptEvent(vector.encrypt, vector.encryptKey)).toBeNull();
  });

  it("is nothing when there is no object inside, or one too deep to be honest", async () => {
    const deep = `${'{"a":'.repeat(100)}0${"}".repeat(100)}`;
    for (const inside of ["hello world", "[]", "null", '"{}"', '{"a":1', deep])
      expect(await decryptEvent(encrypt(inside), "kudryavka")).toBeNull();
    expect(await decryptEvent(encrypt('{"a":1}'), "kudryavka")).toEqual({ a: 1 });
  });

  it("comes back whole, whatever is in it", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
        async (plain, key) => {
          expect(await decryptText(encrypt(plain, key), key)).toBe(plain);
        },
      ),
      { seed: 20260201, numRuns: 50 },
    );
  });
});
