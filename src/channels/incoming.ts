// From a platform's message to a conversation's: which one it belongs to, and under which name it is logged.

import { fingerprint } from "../core/identifier.ts";
import type { Channel, IncomingMessage } from "../core/message.ts";
import type { ChannelMessage } from "./channel.ts";

/** What `session_id` may hold in the log and in addresses. */
const SESSION_ID = /^[A-Za-z0-9._:-]{1,64}$/;

export interface AddressedMessage {
  /** Name of the conversation's Durable Object. No door takes a name of this form from a caller. */
  objectName: string;
  message: IncomingMessage;
}

/** `app`: the platform's id of our app; another app's messages with the same ids are others. */
export async function toIncoming(
  channel: Channel,
  app: string,
  message: ChannelMessage,
  limits: { longest: number; now: number },
  requestId: string,
): Promise<AddressedMessage> {
  const { messageId, conversation, userId, userName, origin } = message;
  const { text, command } = admitted(message, limits);
  const objectName = [channel, app, ...conversation].map(encodeURIComponent).join("/");
  return {
    objectName,
    message: {
      messageId,
      sessionId: await sessionIdOf(channel, conversation),
      // Nobody can guess his way in: these conversations are reached through a verified delivery only.
      sessionIssued: true,
      channel,
      owner: userId,
      userName,
      text,
      images: [],
      model: null,
      skipCache: false,
      requestId,
      command,
      origin,
    },
  };
}

/** Later than this, what a command is about is no longer what its sender saw. */
const STALE_COMMAND_MS = 30 * 60_000;
const COMMANDS_OF_THE_MOMENT = ["stop", "new", "retry"];

/** A text that is longer than the operator allows, and a command that came too late, get a word and do nothing. */
function admitted(
  { text, command, origin }: ChannelMessage,
  { longest, now }: { longest: number; now: number },
): Pick<ChannelMessage, "text" | "command"> {
  const isTooLong = text.length > longest && [...text].length > longest;
  if (isTooLong)
    return {
      text: text.slice(0, longest).toWellFormed(),
      command: { name: "unreadable", argument: "too_long" },
    };
  const isOfTheMoment = command !== null && COMMANDS_OF_THE_MOMENT.includes(command.name);
  if (isOfTheMoment && now - origin.sentAt > STALE_COMMAND_MS)
    return { text, command: { name: "unreadable", argument: "late_command" } };
  return { text, command };
}

/** As the platform names the chat, where that fits; else a digest of it. */
async function sessionIdOf(channel: Channel, conversation: string[]): Promise<string> {
  const plain = [channel, ...conversation].join(":");
  return SESSION_ID.test(plain) ? plain : `${channel}:${await fingerprint(JSON.stringify(conversation))}`;
}
