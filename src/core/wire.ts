// What the server and the browser say to each other: the shapes of /api/chat and its companions.
// The page imports this file; keep it free of anything that runs.

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** A document that an answer drew on. `snippet` is plain text of at most some 200 characters. */
export interface Source {
  title: string;
  url?: string;
  snippet: string;
  /** The reply cites it as `[number]`. */
  number?: number;
}

/** A tool that the model called while it answered. */
export interface ToolUse {
  /** `search_documents`, `current_time`, or `SERVER.TOOL` of a remote server. */
  name: string;
  ok: boolean;
  /** How long it took, milliseconds. */
  ms: number;
}

/** How a finished turn ended: whole, cut short by its reader, or not at all. */
export type TurnStatus = "ok" | "stopped" | "failed";

export type Rating = "up" | "down";

/** Body of `POST /api/chat`. Each image is a data URL or an https URL. */
export interface ChatRequest {
  message: string;
  session_id?: string;
  message_id?: string;
  model?: string;
  stream?: boolean;
  images?: string[];
  /**
   * `message_id` of an earlier message of which this is another version, edited or asked once more: its answer sees only what
   * stood before that one. Both versions are kept; the new one is shown. Images left out are those of the earlier version.
   */
  instead_of?: string;
}

/** The whole answer, as JSON or as the data of the `done` event. `reply` equals the joined deltas. */
export interface Answer {
  session_id: string;
  message_id: string;
  reply: string;
  status: "ok" | "stopped";
  model: string;
  cached: boolean;
  usage: Usage | null;
  sources: Source[];
  /** In the order of their calls; absent: none. */
  tools?: ToolUse[];
  /** Present and true when the model itself ended early, at its length limit or content filter. */
  truncated?: boolean;
}

export interface ErrorBody {
  message: string;
  type: string;
  code: string;
  param: string | null;
}

export interface ErrorEnvelope {
  error: ErrorBody;
  request_id: string;
}

/**
 * Server-sent events of one turn, in order: `start`, any number of `delta`, then `done` or `error`.
 * A second `start` means that the answer is being made anew: drop what was shown.
 */
export type ChatEvent =
  | { event: "start"; data: { session_id: string; message_id: string } }
  | { event: "delta"; data: { text: string } }
  | { event: "done"; data: Answer }
  | { event: "error"; data: ErrorEnvelope };

/** One line of a conversation as `GET /api/chat/:session_id` returns it. */
export interface HistoryMessage {
  message_id: string;
  role: "user" | "assistant";
  content: string;
  /** ISO 8601, UTC, milliseconds. */
  timestamp: string;
  /** Of a user's message: `pending` while its answer is being made. */
  status: TurnStatus | "pending";
  /** Assistant only. */
  model?: string;
  cached?: boolean;
  rating?: Rating | null;
  sources?: Source[];
  tools?: ToolUse[];
  /** Assistant only, when `status` is `failed`. */
  error?: ErrorBody;
  /** User only: how many images came with it. */
  images?: number;
  /** User only, when there is more than one version: the `message_id` of each, oldest first, this one among them. */
  versions?: string[];
}

export interface HistoryPage {
  session_id: string;
  messages: HistoryMessage[];
  next_cursor: string | null;
}

export interface SessionSummary {
  session_id: string;
  title: string;
  updated_at: string;
  /** Pinned ones come first in the list. */
  pinned: boolean;
}

/** Body of `PATCH /api/chat/:session_id`; answered with the same, whole. A title has 1 to 200 characters. */
export interface SessionChange {
  title?: string;
  pinned?: boolean;
}

/** `GET` and `POST /api/chat/:session_id/share`: the address under which anybody can read the conversation as it was then. */
export interface Share {
  url: string;
  shared_at: string;
}

/** `GET /api/shared/:token`: a shared conversation, newest page first like `GET /api/chat/:session_id`. */
export interface SharedPage {
  title: string;
  shared_at: string;
  messages: HistoryMessage[];
  next_cursor: string | null;
}

/** Body of `POST /api/import`, and what an export as JSON holds. */
export interface ConversationFile {
  title: string;
  messages: ImportedMessage[];
}

export interface ImportedMessage {
  role: "user" | "assistant";
  content: string;
  timestamp?: string;
  model?: string;
  sources?: Source[];
}

/** `POST /api/visitor/link`: a code that another device can use once, until then, to go on as this visitor. */
export interface DeviceLink {
  code: string;
  expires_at: string;
}

export interface SessionPage {
  sessions: SessionSummary[];
  next_cursor: string | null;
}

/** A model that a user may choose. `embedded` answers from documents without any model. */
export interface ModelSummary {
  id: string;
  title: string;
  default: boolean;
  /** `file`: a model file, made by the operator. */
  kind: "model" | "file" | "embedded";
  description?: string;
  /** What an empty page says instead of its own words. */
  greeting?: string;
  /** Questions to tap, at most six. */
  suggestions?: string[];
}

export interface ModelPage {
  data: ModelSummary[];
  next_cursor: string | null;
  /** What the assistant is called here. */
  assistant: string;
}
