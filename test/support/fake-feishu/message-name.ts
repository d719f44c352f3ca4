// Ids of messages that people send, made so that the fake knows their chat and topic without having been told. Pure.

export interface MessageName {
  /** Tells this message from others of its chat. */
  name: string;
  chatId: string;
  threadId: string | null;
}

/** `om_NAME~oc_CHAT`, with `~omt_TOPIC` behind it inside a topic. Real ids are opaque, and so is this one to its reader. */
export function writeMessageId({ name, chatId, threadId }: MessageName): string {
  return ["om_", name, "~", chatId, ...(threadId === null ? [] : ["~", threadId])].join("");
}

/** Null for an id that tells nothing. */
export function readMessageId(messageId: string): MessageName | null {
  const [, name, chatId, threadId] = /^om_([^~]+)~([^~]+)(?:~([^~]+))?$/.exec(messageId) ?? [];
  return name === undefined || chatId === undefined ? null : { name, chatId, threadId: threadId ?? null };
}

/** The chat of the bot and one person, as long as nobody gives it another id. */
export function privateChatId(openId: string): string {
  return `oc_p2p_${openId.replace(/^ou_/, "")}`;
}
