// A message as the page shows it.
import type { Rating, Source, ToolUse } from "../../core/wire.ts";
import type { Failure } from "./failure.ts";

export interface UserMessage {
  role: "user";
  id: string;
  text: string;
  /** Data URLs of the pictures sent from this page; from the history only their number is known. */
  images: readonly string[];
  imageCount: number;
  /** The model that it was sent to; null leaves the choice to the server. */
  model: string | null;
  timestamp: string;
  /** The ids of all versions of this message, oldest first; empty where there is only this one. */
  versions: readonly string[];
  /** The earlier message of which this is another version, as long as the server has not said that it knows. */
  insteadOf: string | null;
  /** The server has not said yet that it has this message; it waits its turn or a connection. */
  unsent: boolean;
}

/** waiting: nothing came yet. broken: the connection is gone and tried again. */
export type AnswerStatus = "waiting" | "streaming" | "broken" | "ok" | "stopped" | "failed";

export interface AssistantMessage {
  role: "assistant";
  id: string;
  text: string;
  status: AnswerStatus;
  timestamp: string;
  model: string;
  cached: boolean;
  rating: Rating | null;
  sources: readonly Source[];
  /** What the model called while it answered. */
  tools: readonly ToolUse[];
  failure: Failure | null;
}

export type Message = UserMessage | AssistantMessage;

export function isRunning(message: Message): boolean {
  return message.role === "assistant" && ["waiting", "streaming", "broken"].includes(message.status);
}

/** The same for every version of a message, so that the page keeps its place when another one is shown. */
export function keyOf(message: Message): string {
  const first = message.role === "user" ? message.versions[0] : undefined;
  return `${message.role} ${first ?? message.id}`;
}

/** A message from this page that has not gone out. */
export function newQuestion(
  id: string,
  text: string,
  timestamp: string,
  changes: Partial<UserMessage> = {},
): UserMessage {
  return {
    role: "user",
    id,
    text,
    images: [],
    imageCount: 0,
    model: null,
    timestamp,
    versions: [],
    insteadOf: null,
    unsent: false,
    ...changes,
  };
}

/** An answer of which nothing is known but its state. */
export function emptyAnswer(id: string, status: AnswerStatus, timestamp: string): AssistantMessage {
  return {
    role: "assistant",
    id,
    text: "",
    status,
    timestamp,
    model: "",
    cached: false,
    rating: null,
    sources: [],
    tools: [],
    failure: null,
  };
}
