// What stands in the body of a signed delivery, each field by its own rule.
import { describe, expect, it } from "vitest";
import { parseDelivery } from "../../../../src/channels/signed/delivery.ts";
import { describeFailure } from "../../../../src/core/error.ts";
import { BODY, bytesOf } from "./deliveries.ts";

/** Status, code and the field at fault; or `ok`. */
function judge(body: unknown): string {
  const parsed = parseDelivery(body instanceof Uint8Array ? body : bytesOf(body));
  if (parsed.ok) return "ok";
  const { status, body: error } = describeFailure(parsed.failure);
  return [status, error.code, error.param].filter((fact) => fact !== null).join(" ");
}

const field = (name: string, value: unknown) => judge({ ...BODY, [name]: value });

describe("the body", () => {
  it("is taken with its four fields, and others are left alone", () => {
    const callback_url = "https://example.com/hook?a=1";
    expect(parseDelivery(bytesOf({ ...BODY, callback_url, more: [1, { a: 2 }] }))).toEqual({
      ok: true,
      value: { messageId: "m-1", sessionId: "s-1", message: "hello", callbackUrl: callback_url },
    });
  });

  it("must be an object of JSON in UTF-8, bounded in depth and number", () => {
    const deep = `${'{"a":'.repeat(100)}0${"}".repeat(100)}`;
    const many = `{"a":[${"0,".repeat(250_000)}0]}`;
    for (const body of ["", "{", "null", "[]", '"x"', "5", deep, many, new Uint8Array([0x7b, 0xff, 0x7d])])
      expect(judge(body)).toBe("400 invalid_json");
  });

  it("must hold whole characters, or they could be stored nowhere", () => {
    expect(judge('{"message_id":"a","session_id":"s","message":"\\ud800"}')).toBe("400 invalid_json");
    expect(judge('{"message_id":"\\udc00","session_id":"s","message":"x"}')).toBe("400 invalid_json");
  });

  it("may carry what would change an object in other hands", () => {
    expect(
      judge(
        '{"message_id":"a","session_id":"s","message":"x","__proto__":{"callback_url":"http://10.0.0.1"}}',
      ),
    ).toBe("ok");
  });
});

describe("message_id", () => {
  it("is 1 to 128 characters of any script, without control characters", () => {
    for (const fine of ["a", "编号 1/😀", "x".repeat(128), "😀".repeat(64)])
      expect(field("message_id", fine)).toBe("ok");
    for (const wrong of [
      undefined,
      null,
      "",
      5,
      ["a"],
      "x".repeat(129),
      "a\nb",
      "a\u0000",
      "a\u007f",
      "a\u0085",
    ])
      expect(field("message_id", wrong)).toBe("400 invalid_value message_id");
  });
});

describe("session_id", () => {
  it("is 1 to 64 of A–Z a–z 0–9 . _ : -", () => {
    for (const fine of ["a", "Az09._:-", "x".repeat(64)]) expect(field("session_id", fine)).toBe("ok");
    for (const wrong of [undefined, null, "", 5, "x".repeat(65), "a b", "a/b", "会话", "a\n"])
      expect(field("session_id", wrong)).toBe("400 invalid_value session_id");
  });
});

describe("message", () => {
  it("is text that says something, without NUL", () => {
    for (const fine of ["hi", " hi ", "一\n二", "/help", "x".repeat(200_000)])
      expect(field("message", fine)).toBe("ok");
    for (const wrong of [undefined, null, "", "   \n\t", 5, {}, "a\u0000b", "\u0000"])
      expect(field("message", wrong)).toBe("400 invalid_value message");
  });
});

describe("callback_url", () => {
  it("may be absent or null, and is public https when it is there", () => {
    for (const fine of [undefined, null, "https://example.com/hook"])
      expect(field("callback_url", fine)).toBe("ok");
    for (const wrong of [
      "",
      "http://example.com",
      "https://127.0.0.1/",
      5,
      {},
      `https://example.com/${"x".repeat(2_048)}`,
    ])
      expect(field("callback_url", wrong)).toBe("400 invalid_value callback_url");
  });

  it("is named when it is refused, and not repeated", () => {
    const parsed = parseDelivery(bytesOf({ ...BODY, callback_url: "https://user:pass@10.0.0.1/inner" }));
    expect(JSON.stringify(parsed)).not.toMatch(/pass|10\.0|inner/);
  });
});
