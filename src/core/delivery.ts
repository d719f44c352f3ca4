// How an answer leaves: what is known of its way, kept as rows, so that a stop at any point loses and doubles nothing.

/** Something that came with a message and has to be fetched from the platform. */
export interface Attachment {
  kind: "image";
  /** What the platform wants to see for it: Feishu's `image_key`, DingTalk's `downloadCode`. */
  key: string;
}

/** Where a message came from, and so where its answer goes. Made by a channel's `read`, kept with the turn. */
export interface Origin {
  /** The platform's id of the message that is answered. */
  messageId: string;
  /** Feishu's `chat_id`, DingTalk's `conversationId`, the session of a signed delivery. */
  chatId: string;
  /** A topic inside the chat. A quoted reply is none. */
  threadId: string | null;
  chatKind: "private" | "group";
  /** The person as the platform's calls take it (`open_id`, staff id); null when nobody can be addressed so. */
  senderId: string | null;
  /** When it was sent, Unix milliseconds. */
  sentAt: number;
  /** An address that takes the answer (DingTalk's session webhook, a callback URL) and its end, Unix milliseconds. */
  replyUrl: string | null;
  replyUrlEndsAt: number | null;
  attachments: Attachment[];
}

/** A piece of an answer that fits into one message of the platform. */
export interface ReplyPart {
  /** Follows from message and place alone, so that sending it twice shows it once: 32 characters of hex. */
  key: string;
  /** 0 for the first one. */
  index: number;
  markdown: string;
  /** The answer is none: the platform may show its sign of failure. */
  failed: boolean;
}

/** How far a part has come. Written down after every step that the platform confirmed. */
export interface PartProgress {
  /** Its reader has it in full; nothing more is to be done. */
  done: boolean;
  /** The form that is being tried; forms before it were refused. */
  form: string | null;
  /** An open card: Feishu's `card_id`, DingTalk's `outTrackId`. */
  card: string | null;
  /** When the card was opened, Unix milliseconds. */
  openedAt: number | null;
  /** The platform's id of the message that shows it. */
  messageId: string | null;
  /** The platform ended the streaming of this card. */
  closed: boolean;
  /** Other facts that only the channel understands. */
  notes: Record<string, string | number>;
}

export const NOTHING_SENT: PartProgress = {
  done: false,
  form: null,
  card: null,
  openedAt: null,
  messageId: null,
  closed: false,
  notes: {},
};

/** `again`: a passing fault, to be tried later; `dead`: refused for good. `error` holds no secret and no address. */
export type SendOutcome =
  | { kind: "sent" }
  | { kind: "again"; error: string; pauseMs: number | null }
  | { kind: "dead"; error: string };

/**
 * `over`: no unfinished text of this part can be shown any more; sending it finished still works. `onlyHere`: the reason lies in this
 * message, and says nothing about the next one.
 */
export type ShowOutcome = { kind: "shown" } | { kind: "over"; error: string; onlyHere?: true };

/** `open`: its answer is being made; terminal are `done` and `dead`. */
export type DeliveryState = "open" | "pending" | "done" | "dead";

/** A row of `GET /api/admin/deliveries`, in the contract's own names. Times are ISO 8601, UTC. */
export interface DeliveryRecord {
  id: string;
  message_id: string;
  channel: string;
  direction: "in" | "out";
  state: "pending" | "done" | "dead";
  attempts: number;
  last_error: string | null;
  session_id: string;
  created_at: string;
  updated_at: string;
  next_attempt_at: string | null;
}
