// A click on a button of a card: a command, if the button carries one. New callbacks have an envelope, old ones have none.
import { parseCommand } from "../../core/command.ts";
import { objectIn, recordIn, wordIn } from "../../core/fields.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";
import type { Reading } from "../channel.ts";
import { ignored } from "./message.ts";

interface Click {
  /** Unlike a message's, no id of this one ever comes twice: callbacks are not repeated. */
  id: string | null;
  cardMessageId: string | null;
  chatId: string | null;
  openId: string | null;
  value: unknown;
}

/** Shown to whoever clicks; without any answer the client would show an error. */
const NOTHING_BEHIND: JsonRecord = {
  toast: {
    type: "info",
    content: "这个按钮没有对应的操作。",
    i18n: { zh_cn: "这个按钮没有对应的操作。", en_us: "There is nothing behind this button." },
  },
};

/** `card.action.trigger`. */
export function readCardAction(header: JsonRecord, event: JsonRecord, now: number): Reading {
  const context = recordIn(event.context);
  return readClick(
    {
      id: wordIn(header.event_id),
      cardMessageId: wordIn(context.open_message_id),
      chatId: wordIn(context.open_chat_id),
      openId: wordIn(recordIn(event.operator).open_id),
      value: recordIn(event.action).value,
    },
    now,
  );
}

export function readOldCardAction(body: JsonRecord, now: number): Reading {
  return readClick(
    {
      // Made anew for every click.
      id: wordIn(body.token),
      cardMessageId: wordIn(body.open_message_id),
      chatId: wordIn(body.open_chat_id),
      openId: wordIn(body.open_id),
      value: recordIn(body.action).value,
    },
    now,
  );
}

function readClick({ id, cardMessageId, chatId, openId, value }: Click, now: number): Reading {
  const text = commandIn(value);
  const command = text === null ? null : parseCommand(text);
  if (text === null || command === null) return ignored("a button without a command", NOTHING_BEHIND);
  if (id === null || cardMessageId === null || chatId === null || openId === null)
    return ignored("click, card, chat or person is not named", NOTHING_BEHIND);
  const message = {
    messageId: id,
    // A click tells no kind of chat, and a private one has no second part: where each member of a group has a conversation, a
    // button speaks to the one of the whole chat, never to another member's.
    conversation: [chatId],
    userId: openId,
    userName: null,
    text: text.trim(),
    command,
    origin: {
      messageId: cardMessageId,
      chatId,
      threadId: null,
      // A guess, since a click does not tell: the answer is a reply to the card either way.
      chatKind: "private" as const,
      senderId: openId,
      sentAt: now,
      replyUrl: null,
      replyUrlEndsAt: null,
      attachments: [],
    },
  };
  return { kind: "message", message, acknowledgement: {} };
}

/** The value is an object, or the text of one. */
function commandIn(value: unknown): string | null {
  const fields = isRecord(value) ? value : objectIn(value);
  return wordIn(fields?.command);
}
