// What arrives in a conversation, and what becomes of it.
import type { Command } from "./command.ts";
import type { DeliveryRecord, Origin } from "./delivery.ts";
import type { ErrorBody, Rating, Source, ToolUse, TurnStatus, Usage } from "./wire.ts";

export type Channel = "web" | "api" | "openai" | "dingtalk" | "feishu" | "signed";

/** One message, verified and parsed at its door. */
export interface IncomingMessage {
  messageId: string;
  sessionId: string;
  /** The server made up the session id just now, of random bits: whoever holds it may go on. */
  sessionIssued: boolean;
  channel: Channel;
  /** Who may go on with a conversation of a chosen name; also the `user_id` of its log rows. Never a credential itself. */
  owner: string;
  userName: string | null;
  text: string;
  /** Data URLs or https URLs. */
  images: string[];
  /** Asked for by name, else the configured one. */
  model: string | null;
  /** `message_id` of the message of which this is another version. */
  insteadOf?: string;
  skipCache: boolean;
  requestId: string;
  /** Said to the assistant itself, not to a model. */
  command: Command | null;
  /** Where the answer is sent to; null: whoever asked waits for it on a connection. */
  origin: Origin | null;
}

/** A row of `conversation_logs`, in the table's own names. Times are ISO 8601, UTC. */
export interface LogRow {
  id: string;
  session_id: string;
  user_input: string;
  bot_response: string;
  timestamp: string;
  channel: Channel;
  user_id: string | null;
  user_name: string | null;
  model: string | null;
  /** Of the model file that `model` names; null: it names none. */
  model_version: number | null;
  status: TurnStatus;
  cached: boolean;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  latency_ms: number | null;
  first_token_ms: number | null;
  rating: Rating | null;
  request_id: string;
  error: string | null;
}

/** How a turn ended, before it is written down. */
export interface Outcome {
  status: TurnStatus;
  reply: string;
  model: string;
  /** Of the model file that `model` names; null: it names none. */
  modelVersion: number | null;
  cached: boolean;
  usage: Usage | null;
  sources: Source[];
  tools: ToolUse[];
  /** The model itself cut the answer short (its length limit or its content filter). */
  truncated: boolean;
  error: ErrorBody | null;
  firstTokenAt: number | null;
}

/** Which rows of `conversation_logs` to erase: of a session, of a person, or of a person in a session. */
export interface Erasure {
  sessionId?: string;
  userId?: string;
  /** Of a person: in these sessions only. */
  sessionIds?: string[];
  /** Session ids are unique within one conversation object only: whoever erases one names its channels and object. */
  channels?: Channel[];
  objectName?: string;
  /** ISO 8601: what was said after the wish is not meant. Absent: everything. */
  until?: string;
}

/** One call of the stateless API as it was answered. */
export interface RecordedCompletion {
  /** The reply and the token counts are read from `body`. */
  row: LogRow;
  /** Where to keep the answer for the next asker; null: not to be kept. */
  cacheKey: string | null;
  contentType: string;
  /** What was sent, JSON or event stream, as far as it was collected. */
  body: string;
}

/** Which rows of `conversation_logs` are meant. */
export interface LogFilter {
  sessionId?: string;
  userId?: string;
  channel?: string;
  status?: string;
  /** ISO 8601, inclusive. */
  from?: string;
  /** ISO 8601, exclusive. */
  to?: string;
}

/** Which conversation a turn belongs to; null for the stateless API. */
export interface ConversationEntry {
  /** Name of its Durable Object. */
  name: string;
  owner: string;
  title: string;
  /** Absent in what an earlier release wrote: not pinned. */
  pinned?: boolean;
}

/** A delivery as the operator's list keeps it, with what it takes to find and to erase it. */
export interface DeliveryEntry extends DeliveryRecord {
  user_id: string;
  /** Name of the conversation's Durable Object. */
  object_name: string;
}

export interface TurnRecord {
  row: LogRow;
  conversation: ConversationEntry | null;
}

/** A question and its answer as they were given elsewhere. */
export interface AdoptedTurn {
  messageId: string;
  text: string;
  /** Empty: there was none. */
  reply: string;
  model: string;
  sources: Source[];
  /** Unix milliseconds. */
  askedAt: number;
}

export interface AdoptedConversation {
  sessionId: string;
  owner: string;
  channel: Channel;
  requestId: string;
  title: string;
  turns: AdoptedTurn[];
}
