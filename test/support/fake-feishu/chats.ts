// Chats and what the bot may do in them.

export interface Chat {
  /** The bot is one of its members. */
  member: boolean;
  /** A topic group: whatever is sent and answers nothing opens a topic. */
  topics: boolean;
}

export interface Chats {
  of(chatId: string): Chat;
  set(chatId: string, change: Partial<Chat>): void;
}

export function createChats(): Chats {
  const chats = new Map<string, Chat>();
  const of = (chatId: string): Chat => chats.get(chatId) ?? { member: true, topics: false };
  return { of, set: (chatId, change) => void chats.set(chatId, { ...of(chatId), ...change }) };
}
