// What the windows of one browser tell each other, so that a second one need not wait until it is looked at.
import type { SessionChange } from "../../core/wire.ts";

/**
 * turn: a conversation began, was answered, or shows another version; `was` is the name that it had while it waited.
 * withdrawn: an unsent message is no more.
 */
export type News =
  | { type: "turn"; sessionId: string; was?: string }
  | { type: "withdrawn"; messageId: string }
  /** The browser goes on as somebody else. */
  | { type: "joined" }
  /** A conversation has another name, or another place. */
  | { type: "changed"; sessionId: string; change: SessionChange };

export interface Tabs {
  tell(news: News): void;
  /** Returns how to stop listening. */
  onNews(listener: (news: News) => void): () => void;
}

export const noTabs: Tabs = { tell: () => undefined, onNews: () => () => undefined };

export function createTabs(): Tabs {
  if (typeof BroadcastChannel === "undefined") return noTabs;
  const channel = new BroadcastChannel("clawdbot");
  return {
    tell: (news) => channel.postMessage(news),
    onNews(listener) {
      // Only pages of this origin speak here, and all of them are this program.
      const hear = (event: MessageEvent<News>) => listener(event.data);
      channel.addEventListener("message", hear);
      return () => channel.removeEventListener("message", hear);
    },
  };
}
