// Feishu and Lark, one platform with two addresses: events come in by HTTP, answers go out as cards and messages.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import type { Origin, PartProgress, ReplyPart } from "../../core/delivery.ts";
import { cutMarkdown } from "../../core/markdown/cut.ts";
import type { Channel, Note, PlatformTools, Sender } from "../channel.ts";
import { Steps } from "../steps.ts";
import type { FeishuApi } from "./api.ts";
import { fitsCard } from "./card.ts";
import { fetchAttachment } from "./download.ts";
import { readEvent } from "./event.ts";
import { sendPart } from "./send.ts";
import { Sequences } from "./sequence.ts";
import { showPart } from "./stream.ts";
import { createCredentials } from "./token.ts";
import { verifyDelivery } from "./verify.ts";
import { addWorkSign, removeWorkSign } from "./work-sign.ts";

/** Ten updates a second are allowed for one card; two are smooth, and spare the month's allowance. */
const SHOW_EVERY_MS = 500;

export function createFeishu(settings: FeishuSettings, tools: PlatformTools): Channel {
  return {
    receiver: {
      verify: (delivery, now) => verifyDelivery(settings, delivery, now),
      read: (event, bot, now) => readEvent(settings, event, bot, now),
    },
    sender: createSender({ settings, tools }),
    credentials: createCredentials(settings, tools),
  };
}

function createSender(api: FeishuApi): Sender {
  const { settings } = api;
  const sequences = new Sequences();
  const jobOf = (origin: Origin, part: ReplyPart, progress: PartProgress, note: Note) => ({
    api,
    sequences,
    origin,
    part,
    steps: new Steps(progress, note),
  });
  return {
    split: (markdown, memory) => cutMarkdown(markdown, fitsCard, memory),
    send: (origin, part, progress, note) => sendPart(jobOf(origin, part, progress, note)),
    show: settings.streams
      ? (origin, part, progress, note) => showPart(jobOf(origin, part, progress, note))
      : null,
    // Where a card grows, it is the sign.
    beginWork: async (origin) => (settings.typing && !settings.streams ? addWorkSign(api, origin) : null),
    endWork: (origin, handle) => removeWorkSign(api, origin, handle),
    fetchAttachment: (origin, attachment) => fetchAttachment(api, origin, attachment),
    showEveryMs: SHOW_EVERY_MS,
  };
}
