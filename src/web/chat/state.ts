// One conversation as the page shows it: a pure reducer from what happened to what is seen.
import type { ChatEvent, HistoryPage, Rating } from "../../core/wire.ts";
import { type Failure, failureOfEnvelope } from "./failure.ts";

import { messagesOfPage } from "./history.ts";
import { type AssistantMessage, isRunning, type Message, type UserMessage } from "./message.ts";
import {
  questionIn,
  withFreshAnswer,
  withNewest,
  withOlder,
  withoutAnswer,
  withoutQuestion,
  withQuestion,
} from "./path.ts";

export interface ChatState {
  sessionId: string | null;
  messages: readonly Message[];
  olderCursor: string | null;
  phase: "ready" | "loading" | "failed";
  failure: Failure | null;
  loadingOlder: boolean;
  stopping: boolean;
  /** Counts what leads the reader to the end: a conversation that was opened, a message of one's own. */
  arrivals: number;
  /** A message that was not sent and goes back into the field. */
  returned: UserMessage | null;
  /** The message that is open for editing. */
  editing: string | null;
}

export type ChatAction =
  | { type: "blank" }
  | { type: "loading"; sessionId: string }
  | { type: "loaded"; page: HistoryPage }
  | { type: "load-failed"; failure: Failure }
  | { type: "loading-older" }
  | { type: "older-loaded"; page: HistoryPage }
  | { type: "older-failed" }
  | { type: "newest-loaded"; page: HistoryPage }
  | { type: "queued"; question: UserMessage }
  | { type: "asked"; question: UserMessage }
  | { type: "put-off"; id: string }
  | { type: "withdrawn"; id: string; returned: boolean }
  | { type: "return-seen" }
  | { type: "editing"; id: string | null }
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
  arrivals: 0,
  returned: null,
  editing: null,
};

/** The answer that is being made, if one is. */
export function runningAnswer(state: ChatState): AssistantMessage | null {
  const running = state.messages.findLast(isRunning);
  return running?.role === "assistant" ? running : null;
}

/** What the list calls a conversation: the first line of its first question. Null while that one is not loaded. */
export function firstLine(state: ChatState): string | null {
  if (state.olderCursor !== null) return null;
  const first = state.messages.find((message) => message.role === "user");
  return first?.text.trim().split("\n", 1)[0] ?? "";
}

export function questionOf(state: ChatState, id: string): UserMessage | null {
  return questionIn(state.messages, id);
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
        tools: event.data.tools ?? [],
      };
    case "error":
      return { ...answer, status: "failed", failure: failureOfEnvelope(event.data) };
  }
}

function sessionAfter(events: readonly ChatEvent[]): string | null {
  const start = events.findLast((event) => event.event === "start");
  return start?.event === "start" ? start.data.session_id : null;
}

/** The first event of an answer says that the server has the message. */
function withAcknowledged(messages: readonly Message[], id: string): readonly Message[] {
  const question = questionIn(messages, id);
  if (question === null || !question.unsent) return messages;
  const sent = { ...question, unsent: false, insteadOf: null };
  const acknowledged = messages.map((message) => (message === question ? sent : message));
  const answered = acknowledged.some((message) => message.role === "assistant" && message.id === id);
  return answered ? acknowledged : withFreshAnswer(acknowledged, sent);
}

function withEvents(state: ChatState, id: string, events: readonly ChatEvent[]): ChatState {
  const ended = events.some((event) => event.event === "done" || event.event === "error");
  const known = { ...state, messages: withAcknowledged(state.messages, id) };
  const changed = withAnswer(known, id, (answer) => events.reduce(afterEvent, answer));
  return {
    ...changed,
    sessionId: state.sessionId ?? sessionAfter(events),
    stopping: ended ? false : state.stopping,
  };
}

/** What was asked while the conversation was being loaded stands behind what it holds. */
function withTyped(page: HistoryPage, typed: readonly Message[]): readonly Message[] {
  const own = new Set(typed.map(({ id }) => id));
  return [...messagesOfPage(page).filter(({ id }) => !own.has(id)), ...typed];
}

/** What another window or version made of the conversation; the same object when nothing changed. */
function withNews(state: ChatState, page: HistoryPage): ChatState {
  const { messages, joined } = withNewest(state.messages, page);
  const same =
    messages.length === state.messages.length && messages.every((one, at) => one === state.messages[at]);
  if (same) return state;
  return { ...state, messages, olderCursor: joined ? state.olderCursor : page.next_cursor };
}

/** The message's place in the path, and what leads there. */
function withMessages(state: ChatState, messages: readonly Message[]): ChatState {
  return { ...state, messages, arrivals: state.arrivals + 1, editing: null };
}

function withAsked(state: ChatState, question: UserMessage): ChatState {
  const fresh = questionIn(state.messages, question.id) === null;
  const messages = withFreshAnswer(state.messages, question);
  return { ...(fresh ? withMessages(state, messages) : { ...state, messages }), stopping: false };
}

export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "blank":
      return { ...blankChat, arrivals: state.arrivals + 1 };
    case "loading":
      return { ...blankChat, sessionId: action.sessionId, phase: "loading", arrivals: state.arrivals };
    case "loaded":
      return {
        ...blankChat,
        arrivals: state.arrivals + 1,
        sessionId: action.page.session_id,
        messages: withTyped(action.page, state.messages),
        olderCursor: action.page.next_cursor,
      };
    case "load-failed":
      return { ...state, phase: "failed", failure: action.failure };
    case "loading-older":
      return { ...state, loadingOlder: true };
    case "older-loaded":
      return {
        ...state,
        messages: withOlder(state.messages, action.page),
        olderCursor: action.page.next_cursor,
        loadingOlder: false,
      };
    case "older-failed":
      return { ...state, loadingOlder: false };
    case "newest-loaded":
      return withNews(state, action.page);
    case "queued":
      return withMessages(state, withQuestion(state.messages, action.question));
    case "asked":
      return withAsked(state, action.question);
    case "put-off":
      return { ...state, messages: withoutAnswer(state.messages, action.id), stopping: false };
    case "withdrawn":
      return {
        ...state,
        messages: withoutQuestion(state.messages, action.id),
        returned: action.returned ? questionOf(state, action.id) : state.returned,
      };
    case "editing":
      return { ...state, editing: action.id };
    case "return-seen":
      return { ...state, returned: null };
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
