// Messages that the server has not acknowledged, kept in the browser until it does: over a reload, a crash, a dead network.
import { del, createStore as openStore, set, values } from "idb-keyval";
import { type Failure, otherSender } from "./failure.ts";
import { newQuestion, type UserMessage } from "./message.ts";

export interface UnsentMessage {
  id: string;
  /** The conversation's id, or `provisionalId` of the message that begins it. */
  conversation: string;
  text: string;
  images: readonly string[];
  imageCount: number;
  model: string | null;
  insteadOf: string | null;
  timestamp: string;
  /** Why it will never be accepted as it stands; such a one is not sent by itself. */
  refused: Failure | null;
}

export interface Outbox {
  /** Those of one conversation, or all, in the order in which they were written. */
  list(conversation?: string): Promise<UnsentMessage[]>;
  keep(message: UnsentMessage): Promise<void>;
  drop(id: string): Promise<void>;
  /** Resolves when no other window sends for this conversation, to what lets the next one in. */
  claim(conversation: string, signal: AbortSignal): Promise<() => void>;
}

const provisional = "unsent:";

/** What a conversation is called that the server does not know yet: by its first message. */
export function provisionalId(messageId: string): string {
  return provisional + messageId;
}

export function isProvisional(sessionId: string): boolean {
  return sessionId.startsWith(provisional);
}

export function sessionOf(message: UnsentMessage): string | null {
  return isProvisional(message.conversation) ? null : message.conversation;
}

export function unsentOf(question: UserMessage, conversation: string): UnsentMessage {
  const { id, text, images, imageCount, model, insteadOf, timestamp } = question;
  return { id, conversation, text, images, imageCount, model, insteadOf, timestamp, refused: null };
}

export function questionOfUnsent(message: UnsentMessage): UserMessage {
  const { id, text, timestamp, images, imageCount, model, insteadOf } = message;
  return newQuestion(id, text, timestamp, { images, imageCount, model, insteadOf, unsent: true });
}

/** The server knows the conversation now: what waits behind its first message belongs to it. */
export async function giveSession(outbox: Outbox, conversation: string, sessionId: string): Promise<void> {
  if (conversation === sessionId) return;
  const waiting = await outbox.list(conversation);
  for (const message of waiting) await outbox.keep({ ...message, conversation: sessionId });
}

/**
 * Before the browser goes on as somebody else: what waits goes out under another name by a person's own press only. Its
 * conversation is out of reach then, so it stands in one of its own. Returns how to take that back.
 */
export async function holdUnsent(outbox: Outbox): Promise<() => Promise<void>> {
  const before = await outbox.list();
  const places = new Map<string, string>();
  for (const message of before) {
    const conversation = places.get(message.conversation) ?? provisionalId(message.id);
    places.set(message.conversation, conversation);
    const refused = message.refused ?? otherSender;
    await outbox.keep({ ...message, conversation, refused, insteadOf: null });
  }
  return async () => {
    for (const message of before) await outbox.keep(message);
  };
}

function inOrder(messages: Iterable<UnsentMessage>, conversation: string | undefined): UnsentMessage[] {
  return [...messages]
    .filter((message) => conversation === undefined || message.conversation === conversation)
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

/** Private windows and full disks refuse to store: then the messages live as long as the page. */
export function memoryOutbox(): Outbox {
  const messages = new Map<string, UnsentMessage>();
  return {
    list: async (conversation) => inOrder(messages.values(), conversation),
    keep: async (message) => void messages.set(message.id, message),
    drop: async (id) => void messages.delete(id),
    claim: async () => () => undefined,
  };
}

function claimLock(conversation: string, signal: AbortSignal): Promise<() => void> {
  if (navigator.locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(`clawdbot.unsent.${conversation}`, { signal }, hold).catch(reject);
  });
}

export function browserOutbox(): Outbox {
  const spare = memoryOutbox();
  let opened: ReturnType<typeof openStore> | null = null;
  const store = () => {
    opened ??= openStore("clawdbot-unsent", "messages");
    return opened;
  };
  async function attempt<Result>(stored: () => Promise<Result>, instead: () => Promise<Result>) {
    try {
      return await stored();
    } catch {
      return instead();
    }
  }
  return {
    async list(conversation) {
      const kept = await attempt<UnsentMessage[]>(
        () => values(store()),
        async () => [],
      );
      // What could not be stored is newer than what is.
      const all = [...kept, ...(await spare.list())].map((message) => [message.id, message] as const);
      return inOrder(new Map(all).values(), conversation);
    },
    keep: (message) =>
      attempt(
        async () => {
          await set(message.id, message, store());
          await spare.drop(message.id);
        },
        () => spare.keep(message),
      ),
    async drop(id) {
      await spare.drop(id);
      await attempt(
        () => del(id, store()),
        async () => undefined,
      );
    },
    claim: claimLock,
  };
}
