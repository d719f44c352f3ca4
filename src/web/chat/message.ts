// A message as the page shows it.
import type { Rating, Source } from "../../core/wire.ts";
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
  failure: Failure | null;
}

export type Message = UserMessage | AssistantMessage;

export function isRunning(message: Message): boolean {
  return message.role === "assistant" && ["waiting", "streaming", "broken"].includes(message.status);
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
    failure: null,
  };
}
