// Which kind of body this is. Verification and reading ask the same questions, so that nothing is proven as one and read as another.

import { recordIn, wordIn } from "../../core/fields.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";

/** The question that the console asks when a request address is saved. Never signed. */
export function isChallenge(event: JsonRecord): boolean {
  return event.type === "url_verification";
}

/**
 * A click on a button of an old card: it has no envelope. Everything that could make it a message or a challenge must be absent,
 * because its signature needs the Verification Token only, and not the Encrypt Key.
 */
export function isOldCardAction(event: JsonRecord): boolean {
  const envelope = [event.encrypt, event.schema, event.header, event.event, event.type, event.challenge];
  return (
    envelope.every((field) => field === undefined) &&
    isRecord(event.action) &&
    wordIn(event.open_message_id) !== null
  );
}

/** The header of an envelope of version 2, empty when it is missing; null for the older envelope and for a challenge. */
export function headerOf(event: JsonRecord): JsonRecord | null {
  return event.schema === undefined || isChallenge(event) ? null : recordIn(event.header);
}
