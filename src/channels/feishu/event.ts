// What a genuine event asks of us. Only its kind decides here; everything that is not known gets its 200 and nothing else.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { recordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { BotIdentity, Reading } from "../channel.ts";
import { readCardAction, readOldCardAction } from "./card-action.ts";
import { ignored, readMessage } from "./message.ts";
import { headerOf, isChallenge, isOldCardAction } from "./shape.ts";

/** Pure. `event` was verified. `now`: Unix milliseconds. */
export function readEvent(
  settings: FeishuSettings,
  event: JsonRecord,
  bot: BotIdentity | null,
  now: number,
): Reading {
  if (isChallenge(event)) return answerChallenge(event.challenge);
  if (isOldCardAction(event)) return readOldCardAction(event, now);
  const header = headerOf(event);
  // Who subscribes to both versions of an event gets both: one of them is enough.
  if (header === null) return ignored("an event of the old version");
  switch (header.event_type) {
    case "im.message.receive_v1":
      return readMessage(settings, recordIn(event.event), bot, now);
    case "card.action.trigger":
      return readCardAction(header, recordIn(event.event), now);
    default:
      return ignored(`nothing to do for ${nameOf(header.event_type)}`);
  }
}

/** In clear text, whether or not the question was encrypted. */
function answerChallenge(challenge: unknown): Reading {
  return typeof challenge === "string"
    ? { kind: "answer", body: { challenge } }
    : ignored("a challenge without a text");
}

function nameOf(eventType: unknown): string {
  return typeof eventType === "string" && /^[\w.]{1,100}$/.test(eventType)
    ? eventType
    : "an event without a name";
}
