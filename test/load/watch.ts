// What people see on both platforms, told as it changes: a message of the bot once it is there, and again when it grew or was finished.
import type { FakeDingTalk } from "../support/fake-dingtalk.ts";
import { readMessageId } from "../support/fake-feishu/message-name.ts";
import type { FakeFeishu } from "../support/fake-feishu.ts";
import type { Sighting } from "./ledger.ts";

/** A finished message is looked at for so long after it came; later only the last look sees it again. */
const SETTLED_MS = 20_000;

export interface Watch {
  /** What is new or different since the last look. */
  look(): Sighting[];
  /** Everything that is there, however old. */
  lookAtAll(): Sighting[];
}

export function createWatch(feishu: FakeFeishu, dingtalk: FakeDingTalk, now: () => number): Watch {
  const told = new Map<string, { text: string; finishedAt: number | null }>();
  /** Messages that need no other look: the number of Feishu's, and the last id of DingTalk's. */
  const settled = { feishu: 0, dingtalk: 0 };
  const isSettled = ({ finished, at }: Seen) => finished && now() - at > SETTLED_MS;
  const changesIn = (seen: Seen[]) => seen.flatMap((one) => tellChange(one, told, now()) ?? []);
  return {
    look() {
      const inFeishu = feishuMessages(feishu, settled.feishu);
      const inDingTalk = dingtalkMessages(dingtalk, settled.dingtalk);
      settled.feishu += leading(inFeishu.map(isSettled));
      settled.dingtalk = inDingTalk[leading(inDingTalk.map(isSettled)) - 1]?.id ?? settled.dingtalk;
      return changesIn([...inFeishu, ...inDingTalk]);
    },
    lookAtAll: () => changesIn([...feishuMessages(feishu, 0), ...dingtalkMessages(dingtalk, 0)]),
  };
}

interface Seen extends Omit<Sighting, "finishedAt"> {
  finished: boolean;
  /** It was finished when it came, as a message without a card of its own is. */
  atOnce: boolean;
}

/** Null: it was told as it stands. */
function tellChange(
  { finished, atOnce, ...seen }: Seen,
  told: Map<string, { text: string; finishedAt: number | null }>,
  now: number,
): Sighting | null {
  const before = told.get(seen.key);
  const finishedAt = finished ? (before?.finishedAt ?? (atOnce ? seen.at : now)) : null;
  if (before !== undefined && before.text === seen.text && before.finishedAt === finishedAt) return null;
  told.set(seen.key, { text: seen.text, finishedAt });
  return { ...seen, finishedAt };
}

function feishuMessages(feishu: FakeFeishu, skip: number): Seen[] {
  return feishu.visible({ skip }).map(({ messageId, chatId, text, streaming, at, replyTo, cardId }) => ({
    platform: "feishu",
    key: messageId,
    chat: chatId.replace(/^oc_/, ""),
    text,
    finished: !streaming,
    atOnce: cardId === null,
    at,
    replyTo: replyTo === null ? null : (readMessageId(replyTo)?.name ?? null),
  }));
}

function dingtalkMessages(dingtalk: FakeDingTalk, after: number): (Seen & { id: number })[] {
  return dingtalk.visible({ after }).map(({ id, chat, text, card, at }) => ({
    id,
    platform: "dingtalk",
    key: `dingtalk-${id}`,
    chat,
    text,
    finished: card === null || card.finished,
    atOnce: card === null,
    at,
    replyTo: null,
  }));
}

/** How many are true before the first that is not. */
function leading(flags: boolean[]): number {
  const first = flags.indexOf(false);
  return first === -1 ? flags.length : first;
}
