// Deliveries of any other system, by the deployment guide's scheme: base64(HMAC-SHA256(secret, timestamp + LF + secret)).
// That signature does not cover the body; `x-body-signature` = hex HMAC-SHA256(secret, timestamp + "." + body) does.
import type { SignedSettings } from "../../core/channel-settings.ts";
import { hmacSha256, sameText, timestampSignature } from "../../core/hmac.ts";
import { toHex } from "../../core/identifier.ts";
import { fail, type Result } from "../../core/result.ts";
import type { RawDelivery } from "../channel.ts";
import { parseDelivery, type SignedDelivery } from "./delivery.ts";
import { signatureHeaders, timeOf } from "./headers.ts";

/** On both sides. Whatever was signed longer ago may be somebody's copy. */
const LONGEST_OFF_MS = 3_600_000;

const WORDS = {
  secret: "No secret is configured: set SIGNED_WEBHOOK_SECRET.",
  missing: "Send the headers timestamp and sign (or X-Timestamp and X-Signature).",
  stale: "The timestamp must be ten digits of seconds or thirteen of milliseconds, at most one hour off.",
  signature: "The signature must be base64 of HMAC-SHA256(secret, timestamp + line feed + secret).",
  unsignedBody: "Send x-body-signature too: no body is taken here without a signature of its own.",
  bodySignature: "x-body-signature must be hex of HMAC-SHA256(secret, timestamp + full stop + body).",
};

export interface Signed {
  /** `now`: Unix milliseconds. Never throws. */
  verify(delivery: RawDelivery, now: number): Promise<Result<SignedDelivery>>;
  /** Headers that prove to a receiver that this body is ours, in the same way. */
  sign(body: string, now: number): Promise<Record<string, string>>;
}

export function createSigned(settings: SignedSettings): Signed {
  const { secret } = settings;
  return {
    async verify(delivery, now) {
      const flaw = await findFlaw(settings, delivery, now);
      return flaw === null ? parseDelivery(delivery.body) : fail({ kind: "bad_signature", message: flaw });
    },
    async sign(body, now) {
      const timestamp = String(now);
      return {
        timestamp,
        sign: await timestampSignature(timestamp, secret),
        "x-body-signature": await bodySignature(secret, timestamp, new TextEncoder().encode(body)),
      };
    },
  };
}

/** What is wrong with the signatures; null when nothing is. */
async function findFlaw(
  { secret, strict }: SignedSettings,
  { headers, body }: RawDelivery,
  now: number,
): Promise<string | null> {
  if (secret === "") return WORDS.secret;
  const given = signatureHeaders(headers);
  if (given === null) return WORDS.missing;
  const { timestamp, sign, bodySign } = given;
  const sentAt = timeOf(timestamp);
  if (sentAt === null || Math.abs(now - sentAt) > LONGEST_OFF_MS) return WORDS.stale;
  if (!(await sameText(sign, await timestampSignature(timestamp, secret)))) return WORDS.signature;
  if (bodySign === null) return strict ? WORDS.unsignedBody : null;
  const expected = await bodySignature(secret, timestamp, body);
  return (await sameText(bodySign.toLowerCase(), expected)) ? null : WORDS.bodySignature;
}

/** Lower-case hex, over the bytes as they came. */
async function bodySignature(secret: string, timestamp: string, body: Uint8Array): Promise<string> {
  const start = new TextEncoder().encode(`${timestamp}.`);
  const bytes = new Uint8Array(start.length + body.length);
  bytes.set(start);
  bytes.set(body, start.length);
  return toHex(await hmacSha256(secret, bytes));
}
