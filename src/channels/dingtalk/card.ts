// The calls on an AI card: created and delivered at once, streamed into, its variables set. Every value of a card is a text.
import type { Origin } from "../../core/delivery.ts";
import { listIn, recordIn, wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { CallResult } from "../channel.ts";
import { failed } from "./answer.ts";
import { callDingTalk, type DingTalkApi } from "./api.ts";
import { isCardThere } from "./codes.ts";
import type { Job } from "./job.ts";

/** What the AI templates call the states of an answer. */
export const FLOW = { writing: "2", finished: "3", failed: "5" } as const;

/** The vendor's public templates name their variable so, and have two more beside it. */
const PUBLIC_KEY = "msgContent";

/**
 * Opens the card with its first words, because an empty one stays blank for good if the next call fails. Its id is the part's key:
 * created twice it is one card. Known to be there, it is noted; `card` without `openedAt` is one of which nobody knows.
 */
export async function openCard(job: Job, text: string): Promise<CallResult<null>> {
  const { api, origin, part, steps } = job;
  const space = spaceOf(origin, api.settings.robotCode);
  if (space === null)
    return failed("refused", "no_staff_id", "A card reaches a person by the staff id only.");
  const isDoubtful = steps.progress.card !== null;
  // Written down before it is made: whatever happens next, this card is found again and finished.
  if (!isDoubtful) steps.note({ card: part.key });
  const created = await create(job, space, text);
  if (created.ok) {
    steps.note({ openedAt: api.tools.now(), messageId: created.value });
    return { ok: true, value: null };
  }
  const { kind } = created.error;
  if (kind === "refused" || (kind === "busy" && !isDoubtful)) steps.note({ card: null });
  return created;
}

/** The value is what the platform calls the message that shows it. */
async function create(
  { api, origin, part }: Job,
  space: JsonRecord,
  text: string,
): Promise<CallResult<string | null>> {
  const created = await callDingTalk(api, {
    operation: "card.create",
    method: "POST",
    path: "/v1.0/card/instances/createAndDeliver",
    body: {
      cardTemplateId: api.settings.cardTemplateId,
      outTrackId: part.key,
      callbackType: "STREAM",
      cardData: { cardParamMap: valuesOf(api, text, FLOW.writing) },
      userIdType: 1,
      ...space,
    },
    chatId: origin.chatId,
  });
  if (created.ok) return delivered(created.value);
  return isCardThere(created.error.code) ? { ok: true, value: null } : created;
}

/** Status 200 also says that it reached nobody. */
function delivered(body: JsonRecord): CallResult<string | null> {
  const results = listIn(recordIn(body.result).deliverResults).map(recordIn);
  const isLost = results.some(({ success }) => success === false);
  const message =
    "DingTalk made the card and did not deliver it: check that the robot is in the chat and may send cards.";
  return isLost
    ? failed("refused", "not_delivered", message)
    : { ok: true, value: wordIn(results[0]?.carrierId) };
}

function spaceOf({ chatKind, chatId, senderId }: Origin, robotCode: string): JsonRecord | null {
  if (chatKind === "group")
    return {
      openSpaceId: `dtv1.card//IM_GROUP.${chatId}`,
      imGroupOpenSpaceModel: { supportForward: true },
      imGroupOpenDeliverModel: { robotCode },
    };
  if (senderId === null) return null;
  return {
    openSpaceId: `dtv1.card//IM_ROBOT.${senderId}`,
    imRobotOpenSpaceModel: { supportForward: true },
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode },
  };
}

/** `content`: the whole text so far, never empty. */
export function streamInto(
  { api }: Job,
  card: string,
  content: string,
  end: { isFinalize: boolean; isError: boolean },
): Promise<CallResult<JsonRecord>> {
  return callDingTalk(api, {
    operation: "card.stream",
    method: "PUT",
    path: "/v1.0/card/streaming",
    body: {
      outTrackId: card,
      // One that was used before would be taken for a repeat and change nothing.
      guid: crypto.randomUUID(),
      // A wrong key shows nothing, and the platform says that all went well.
      key: api.settings.cardContentKey,
      content,
      isFull: true,
      ...end,
    },
  });
}

/** What the card shows when the chat is opened again: only its variables are kept, not what was streamed. */
export function setVariables(
  { api }: Job,
  card: string,
  text: string,
  flowStatus: string,
): Promise<CallResult<JsonRecord>> {
  return callDingTalk(api, {
    operation: "card.update",
    method: "PUT",
    path: "/v1.0/card/instances",
    body: {
      outTrackId: card,
      cardData: { cardParamMap: valuesOf(api, text, flowStatus) },
      // Without it all variables that are not named here are emptied.
      cardUpdateOptions: { updateCardDataByKey: true },
    },
  });
}

function valuesOf({ settings }: DingTalkApi, text: string, flowStatus: string): Record<string, string> {
  const key = settings.cardContentKey;
  if (key !== PUBLIC_KEY) return { [key]: text, flowStatus };
  // The static one is what is left of a finished answer; while it grows, both would be shown.
  const staticText = flowStatus === FLOW.writing ? "" : text;
  const order = JSON.stringify({ order: [key] });
  return { [key]: text, staticMsgContent: staticText, sys_full_json_obj: order, flowStatus };
}
