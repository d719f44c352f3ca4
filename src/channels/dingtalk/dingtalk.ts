// DingTalk: the robot's messages come in by HTTP, answers go out in AI cards, by the session webhook and by the OpenAPI.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import type { Origin, PartProgress, ReplyPart } from "../../core/delivery.ts";
import type { Channel, Note, PlatformTools, Sender } from "../channel.ts";
import { Steps } from "../steps.ts";
import type { DingTalkApi } from "./api.ts";
import { fetchAttachment } from "./download.ts";
import { readMessage } from "./message.ts";
import { sendPart } from "./send.ts";
import { splitMarkdown } from "./size.ts";
import { showPart } from "./stream.ts";
import { createCredentials } from "./token.ts";
import { verifyDelivery } from "./verify.ts";
import { addWorkSign, removeWorkSign } from "./work-sign.ts";

/** As the vendor's own connector: twenty calls a second are all that the whole app has. */
const SHOW_EVERY_MS = 800;

export function createDingTalk(settings: DingTalkSettings, tools: PlatformTools): Channel {
  return {
    receiver: {
      verify: (delivery, now) => verifyDelivery(settings, delivery, now),
      read: (event, _bot, now) => readMessage(settings, event, now),
    },
    sender: createSender({ settings, tools }),
    credentials: createCredentials(settings, tools),
  };
}

function createSender(api: DingTalkApi): Sender {
  const { settings } = api;
  const hasCards = settings.cardTemplateId !== null;
  const jobOf = (origin: Origin, part: ReplyPart, progress: PartProgress, note: Note) => ({
    api,
    origin,
    part,
    steps: new Steps(progress, note),
  });
  return {
    split: (markdown, memory) => splitMarkdown(markdown, hasCards, memory),
    send: (origin, part, progress, note) => sendPart(jobOf(origin, part, progress, note)),
    show: hasCards ? (origin, part, progress, note) => showPart(jobOf(origin, part, progress, note)) : null,
    // Where a card grows, it is the sign.
    beginWork: async (origin) => (settings.typing && !hasCards ? addWorkSign(api, origin) : null),
    endWork: (origin) => removeWorkSign(api, origin),
    fetchAttachment: (_origin, attachment) => fetchAttachment(api, attachment),
    showEveryMs: SHOW_EVERY_MS,
  };
}
