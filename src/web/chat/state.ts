// One conversation as the page shows it: a pure reducer from what happened to what is seen.
import type { ChatEvent, HistoryPage, Rating } from "../../core/wire.ts";
import { type Failure, failureOfEnvelope } from "./failure.ts";
import { messagesOfPage } from "./history.ts";
import { type AssistantMessage, emptyAnswer, isRunning, type Message, type UserMessage } from "./message.ts";

export interface ChatState {
  sessionId: string | null;
  messages: readonly Message[];
  olderCursor: string | null;
  phase: "ready" | "loading" | "failed";
  failure: Failure | null;
  loadingOlder: boolean;
  stopping: boolean;
}

export type ChatAction =
  | { type: "blank" }
  | { type: "loading"; sessionId: string }
  | { type: "loaded"; page: HistoryPage }
  | { type: "load-failed"; failure: Failure }
  | { type: "loading-older" }
  | { type: "older-loaded"; page: HistoryPage }
  | { type: "older-failed" }
  | { type: "newer-loaded"; page: HistoryPage }
  | { type: "asked"; question: UserMessage }
  | { type: "events"; id: string; events: readonly ChatEvent[] }
  | { type: "broken"; id: string }
  | { type: "failed"; id: string; failure: Failure }
  | { type: "stopping" }
  | { type: "abandoned"; id: string }
  | { type: "rated"; id: string; rating: Rating | null };

export const blankChat: ChatState = {
  sessionId: null,
  messages: [],
  olderCursor: null,
  phase: "ready",
  failure: null,
  loadingOlder: false,
  stopping: false,
};

/** The answer that is being made, if one is. */
export function runningAnswer(state: ChatState): AssistantMessage | null {
  const last = state.messages.at(-1);
  return last?.role === "assistant" && isRunning(last) ? last : null;
}

/** What the list calls a conversation: the first line of its first question. Null while that one is not loaded. */
export function firstLine(state: ChatState): string | null {
  if (state.olderCursor !== null) return null;
  const first = state.messages.find((message) => message.role === "user");
  return first?.text.trim().split("\n", 1)[0] ?? "";
}

export function questionOf(state: ChatState, id: string): UserMessage | null {
  const found = state.messages.find((message) => message.role === "user" && message.id === id);
  return found?.role === "user" ? found : null;
}

function keyOf(message: Message): string {
  return `${message.role} ${message.id}`;
}

function unknownOf(state: ChatState, page: HistoryPage): Message[] {
  const known = new Set(state.messages.map(keyOf));
  return messagesOfPage(page).filter((message) => !known.has(keyOf(message)));
}

/** Older messages in front, without those that are there already. */
function withOlder(state: ChatState, page: HistoryPage): ChatState {
  return {
    ...state,
    messages: [...unknownOf(state, page), ...state.messages],
    olderCursor: page.next_cursor,
    loadingOlder: false,
  };
}

/** The question once, at its place, and a fresh answer behind it at the end. */
function withQuestion(state: ChatState, question: UserMessage): ChatState {
  const others = state.messages.filter((message) => message.role === "user" || message.id !== question.id);
  const asked = others.some((message) => message.id === question.id) ? others : [...others, question];
  const answer = emptyAnswer(question.id, "waiting", question.timestamp);
  return { ...state, messages: [...asked, answer], stopping: false };
}

function withAnswer(
  state: ChatState,
  id: string,
  change: (answer: AssistantMessage) => AssistantMessage,
): ChatState {
  const messages = state.messages.map((message) =>
    message.role === "assistant" && message.id === id ? change(message) : message,
  );
  return { ...state, messages };
}

function afterEvent(answer: AssistantMessage, event: ChatEvent): AssistantMessage {
  switch (event.event) {
    case "start":
      return { ...answer, status: "waiting", text: "", failure: null };
    case "delta":
      return { ...answer, status: "streaming", text: answer.text + event.data.text };
    case "done":
      return {
        ...answer,
        status: event.data.status === "stopped" ? "stopped" : "ok",
        text: event.data.reply,
        model: event.data.model,
        cached: event.data.cached,
        sources: event.data.sources,
      };
    case "error":
      return { ...answer, status: "failed", failure: failureOfEnvelope(event.data) };
  }
}

function sessionAfter(events: readonly ChatEvent[]): string | null {
  const start = events.findLast((event) => event.event === "start");
  return start?.event === "start" ? start.data.session_id : null;
}

function withEvents(state: ChatState, id: string, events: readonly ChatEvent[]): ChatState {
  const ended = events.some((event) => event.event === "done" || event.event === "error");
  const changed = withAnswer(state, id, (answer) => events.reduce(afterEvent, answer));
  return {
    ...changed,
    sessionId: state.sessionId ?? sessionAfter(events),
    stopping: ended ? false : state.stopping,
  };
}

export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "blank":
      return blankChat;
    case "loading":
      return { ...blankChat, sessionId: action.sessionId, phase: "loading" };
    case "loaded":
      return {
        ...blankChat,
        sessionId: action.page.session_id,
        messages: messagesOfPage(action.page),
        olderCursor: action.page.next_cursor,
      };
    case "load-failed":
      return { ...state, phase: "failed", failure: action.failure };
    case "loading-older":
      return { ...state, loadingOlder: true };
    case "older-loaded":
      return withOlder(state, action.page);
    case "older-failed":
      return { ...state, loadingOlder: false };
    case "newer-loaded":
      return { ...state, messages: [...state.messages, ...unknownOf(state, action.page)] };
    case "asked":
      return withQuestion(state, action.question);
    case "events":
      return withEvents(state, action.id, action.events);
    case "broken":
      return withAnswer(state, action.id, (answer) => ({ ...answer, status: "broken" }));
    case "failed":
      return {
        ...withAnswer(state, action.id, (answer) => ({
          ...answer,
          status: "failed",
          failure: action.failure,
        })),
        stopping: false,
      };
    case "stopping":
      return { ...state, stopping: true };
    case "abandoned":
      return {
        ...withAnswer(state, action.id, (answer) => ({ ...answer, status: "stopped" })),
        stopping: false,
      };
    case "rated":
      return withAnswer(state, action.id, (answer) => ({ ...answer, rating: action.rating }));
  }
}
