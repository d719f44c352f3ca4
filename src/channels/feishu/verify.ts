// Who sent this request: decides before anything in it is believed. See shape.ts for the kinds of bodies.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { sameText } from "../../core/hmac.ts";
import type { JsonRecord } from "../../core/json.ts";
import { malformedBody, readJsonBody } from "../../core/json-body.ts";
import { fail, type Result, succeed } from "../../core/result.ts";
import type { RawDelivery } from "../channel.ts";
import { decryptEvent } from "./decrypt.ts";
import { headerOf, isChallenge, isOldCardAction } from "./shape.ts";
import { eventSignature, oldCardSignature, signatureHeaders } from "./signature.ts";

/** Redeliveries come up to seven hours late, maybe with their first timestamp; message ids are remembered for longer than this. */
const OLDEST_MS = 8 * 3_600_000;

/** What was proven and what was not is said only after the signature was right: else decryption could be probed. */
const WORDS = {
  notJson: "The body is no JSON object, as every event of Feishu is.",
  notEncrypted:
    "The event is not encrypted although FEISHU_ENCRYPT_KEY is set: check that the app's console shows the same Encrypt Key.",
  encrypted:
    "The event is encrypted: set FEISHU_ENCRYPT_KEY to the Encrypt Key that the app's console shows.",
  unsigned:
    "The signature headers are missing or the event cannot be decrypted: check that FEISHU_ENCRYPT_KEY is the app's Encrypt Key.",
  stale: "The timestamp is more than eight hours off: check the sender's clock.",
  signature: "The signature does not match: check that FEISHU_ENCRYPT_KEY is the app's Encrypt Key.",
  cardSignature:
    "The card callback's signature is missing or does not match: check that FEISHU_VERIFICATION_TOKEN is the app's Verification Token.",
  token: "The token does not match: check that FEISHU_VERIFICATION_TOKEN is the app's Verification Token.",
  app: "The event belongs to another app: check that FEISHU_APP_ID is the id of the app that sends here.",
};

const EVENT_WORDS = { missing: WORDS.unsigned, mismatch: WORDS.signature };
const CARD_WORDS = { missing: WORDS.cardSignature, mismatch: WORDS.cardSignature };

/** `now`: Unix milliseconds. The value is what was decrypted, without the clear text beside it. Never throws. */
export async function verifyDelivery(
  settings: FeishuSettings,
  delivery: RawDelivery,
  now: number,
): Promise<Result<JsonRecord>> {
  const parsed = parseBody(delivery.body);
  if (!parsed.ok) return parsed;
  const body = parsed.value;
  if (isOldCardAction(body)) return verifyOldCard(settings, delivery, body, now);
  if (settings.encryptKey !== null)
    return verifyEncrypted(settings, settings.encryptKey, delivery, body, now);
  if (body.encrypt !== undefined) return forged(WORDS.encrypted);
  // Without an Encrypt Key nothing is signed; the token in the body is all there is.
  if (settings.verificationToken === null) return forged(WORDS.token);
  return checkIssuer(settings, body);
}

function parseBody(bytes: Uint8Array): Result<JsonRecord> {
  const body = readJsonBody(bytes);
  if (body.ok) return succeed(body.value);
  return body.flaw === "excess" ? malformedBody(body.flaw) : forged(WORDS.notJson);
}

async function verifyEncrypted(
  settings: FeishuSettings,
  encryptKey: string,
  delivery: RawDelivery,
  body: JsonRecord,
  now: number,
): Promise<Result<JsonRecord>> {
  if (typeof body.encrypt !== "string") return forged(WORDS.notEncrypted);
  const sign = (timestamp: string, nonce: string) =>
    eventSignature(timestamp, nonce, encryptKey, delivery.body);
  const flaw = await findFlaw(delivery.headers, now, sign, EVENT_WORDS);
  const event = await decryptEvent(body.encrypt, encryptKey);
  // A challenge comes unsigned; who could encrypt it has the key.
  if (event !== null && isChallenge(event)) return checkIssuer(settings, event);
  if (flaw !== null) return forged(flaw);
  if (event === null) return forged(WORDS.unsigned);
  return checkIssuer(settings, event);
}

/** The one kind that comes in clear although an Encrypt Key is set. It can press a button of ours, and nothing else. */
async function verifyOldCard(
  settings: FeishuSettings,
  delivery: RawDelivery,
  body: JsonRecord,
  now: number,
): Promise<Result<JsonRecord>> {
  const token = settings.verificationToken;
  if (token === null) return forged(WORDS.cardSignature);
  const sign = (timestamp: string, nonce: string) => oldCardSignature(timestamp, nonce, token, delivery.body);
  const flaw = await findFlaw(delivery.headers, now, sign, CARD_WORDS);
  return flaw === null ? succeed(body) : forged(flaw);
}

/** What is wrong with the signature; null when nothing is. Missing headers are as bad as wrong ones. */
async function findFlaw(
  headers: Headers,
  now: number,
  sign: (timestamp: string, nonce: string) => Promise<string>,
  words: { missing: string; mismatch: string },
): Promise<string | null> {
  const given = signatureHeaders(headers);
  if (given === null) return words.missing;
  const sentAt = /^\d{1,12}$/.test(given.timestamp) ? Number(given.timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(now - sentAt) <= OLDEST_MS)) return WORDS.stale;
  const expected = await sign(given.timestamp, given.nonce);
  return (await sameText(given.signature, expected)) ? null : words.mismatch;
}

/** Verification token, whenever one is configured, and the app's id, which every envelope of version 2 carries. */
async function checkIssuer(settings: FeishuSettings, event: JsonRecord): Promise<Result<JsonRecord>> {
  const header = headerOf(event);
  const { verificationToken } = settings;
  // The `token` of an old card's click is another thing; its signature was checked before.
  if (verificationToken !== null && !isOldCardAction(event)) {
    const given = header === null ? event.token : header.token;
    if (typeof given !== "string" || !(await sameText(given, verificationToken))) return forged(WORDS.token);
  }
  if (header !== null && header.app_id !== settings.appId) return forged(WORDS.app);
  return succeed(event);
}

function forged(message: string): Result<JsonRecord> {
  return fail({ kind: "bad_signature", message });
}
