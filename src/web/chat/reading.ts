// Reads more of the conversation that is shown, and what its reader thinks of an answer.
import type { HistoryPage, Rating } from "../../core/wire.ts";
import type { Api } from "./api.ts";
import type { ChatAction, ChatState } from "./state.ts";
import type { Store } from "./store.ts";

type ChatStore = Store<ChatState, ChatAction>;

/** So many pages are read for one message that is to be seen. */
const mostPages = 50;

export async function readOlder(store: ChatStore, api: Api, signal: AbortSignal): Promise<void> {
  const { sessionId, olderCursor, loadingOlder } = store.read();
  if (sessionId === null || olderCursor === null || loadingOlder) return;
  store.dispatch({ type: "loading-older" });
  try {
    const page = await api.history(sessionId, olderCursor, signal);
    if (signal.aborted) return;
    // Meanwhile the path may have become another one: what was read stands no longer before it.
    const still = store.read().olderCursor === olderCursor;
    store.dispatch(still ? { type: "older-loaded", page } : { type: "older-failed" });
  } catch {
    // Scrolling up again tries again.
    if (!signal.aborted) store.dispatch({ type: "older-failed" });
  }
}

/** The newest pages, as many as it takes until that message is among them. */
export async function readUpTo(
  api: Api,
  sessionId: string,
  messageId: string,
  signal: AbortSignal,
): Promise<HistoryPage> {
  let page = await api.history(sessionId, null, signal);
  for (let count = 1; count < mostPages && page.next_cursor !== null; count += 1) {
    if (page.messages.some((message) => message.message_id === messageId)) break;
    const older = await api.history(sessionId, page.next_cursor, signal);
    page = { ...older, messages: [...older.messages, ...page.messages] };
  }
  return page;
}

/** Shown at once, and taken back when the server refuses it. */
export async function rateAnswer(
  store: ChatStore,
  api: Api,
  messageId: string,
  rating: Rating | null,
): Promise<void> {
  const { sessionId, messages } = store.read();
  if (sessionId === null) return;
  const rated = messages.find((message) => message.role === "assistant" && message.id === messageId);
  const before = rated?.role === "assistant" ? rated.rating : null;
  store.dispatch({ type: "rated", id: messageId, rating });
  try {
    await api.rate(sessionId, messageId, rating);
  } catch {
    store.dispatch({ type: "rated", id: messageId, rating: before });
  }
}
