// What a messaging platform is to the rest of the house: deliveries are verified and read, answers are sent.
import type { Command } from "../core/command.ts";
import type {
  Attachment,
  Origin,
  PartProgress,
  ReplyPart,
  SendOutcome,
  ShowOutcome,
} from "../core/delivery.ts";
import type { JsonRecord } from "../core/json.ts";
import type { CutMemory } from "../core/markdown/cut.ts";
import type { Result } from "../core/result.ts";

/** A request as it came: nothing of it is believed yet. */
export interface RawDelivery {
  headers: Headers;
  body: Uint8Array;
}

/** The bot as the platform knows it. */
export interface BotIdentity {
  /** Feishu's `open_id` of the bot. */
  id: string;
  name: string;
}

/** A message that was verified and read. */
export interface ChannelMessage {
  /** The platform's id of the message (of the event, for a card's button): the same one is never answered twice. */
  messageId: string;
  /** Names the conversation among those of the app: chat, then topic or member. */
  conversation: string[];
  /** As the platform names the person in this app. */
  userId: string;
  userName: string | null;
  /** Without the mention of the bot; other people's mentions by name. */
  text: string;
  command: Command | null;
  origin: Origin;
}

/**
 * What a genuine delivery asks of us. `answer`: this body, and nothing more; `ignored`: the platform is told that it arrived;
 * `unidentified`: only who knows the bot's identity can tell whether it is meant.
 */
export type Reading =
  | { kind: "message"; message: ChannelMessage; acknowledgement: JsonRecord }
  | { kind: "answer"; body: JsonRecord }
  | { kind: "ignored"; reason: string; acknowledgement: JsonRecord }
  | { kind: "unidentified"; acknowledgement: JsonRecord };

export interface Receiver {
  /** Who sent it is proven, or it fails with `bad_signature`. The decrypted body; nothing of it was acted upon. */
  verify(delivery: RawDelivery, now: number): Promise<Result<JsonRecord>>;
  /** Pure. `bot` is null while the identity is not known. */
  read(event: JsonRecord, bot: BotIdentity | null, now: number): Reading;
}

/** `unreachable`: no answer or a broken one, so it may have happened; `busy`: told to come later; `refused`: the platform said no. */
export interface CallError {
  kind: "unreachable" | "busy" | "refused";
  /** The platform's own code, or the HTTP status. */
  code: string;
  /** For the operator. No token, no address. */
  message: string;
  /** What the platform asked for. */
  pauseMs: number | null;
}

export type CallResult<T> = { ok: true; value: T } | { ok: false; error: CallError };

/** What one call to the platform may use. */
export interface Permit {
  token: string;
  /** Wait so long before the call: the platform's own limits, shared by all conversations. */
  pauseMs: number;
}

/** What all conversations share of one app: its token, its pace, its ledger of calls. */
export interface Account {
  /**
   * Asked for before every call; counts it. `chatId`: the chat whose own limit holds too. `needsToken` is false for an address
   * that carries its own; the permit's token is then empty.
   */
  permit(operation: string, chatId: string | null, needsToken?: boolean): Promise<CallResult<Permit>>;
  /** The platform no longer takes this token. */
  renew(token: string): Promise<void>;
}

export interface PlatformTools {
  fetch: typeof fetch;
  account: Account;
  now: () => number;
  pause: (milliseconds: number) => Promise<void>;
}

/** Writes down how far a part has come, before anything else happens. */
export type Note = (progress: PartProgress) => void;

export interface Sender {
  /**
   * Cuts Markdown into parts that fit. Of a text that grows, parts before the last one never change; `memory` spares cutting them
   * again. An empty text has no parts.
   */
  split(markdown: string, memory?: CutMemory): string[];
  /** Brings a finished part to its reader, in the best form that still works. May be repeated with the progress that was noted last. */
  send(origin: Origin, part: ReplyPart, progress: PartProgress, note: Note): Promise<SendOutcome>;
  /** Shows a part that still grows; an empty text shows that an answer is being made. Null: this channel shows no unfinished text. */
  show:
    | ((origin: Origin, part: ReplyPart, progress: PartProgress, note: Note) => Promise<ShowOutcome>)
    | null;
  /** A sign that an answer is being made, where nothing is shown; its handle, to take it away by. Best effort. */
  beginWork(origin: Origin): Promise<string | null>;
  endWork(origin: Origin, handle: string): Promise<void>;
  fetchAttachment(origin: Origin, attachment: Attachment): Promise<CallResult<Uint8Array>>;
  /** The least time between two `show`s of one part, in milliseconds. */
  showEveryMs: number;
}

export interface AccessToken {
  token: string;
  lifeMs: number;
}

/** What an account asks the platform for. Counted by whoever asks. */
export interface Credentials {
  fetchToken(): Promise<CallResult<AccessToken>>;
  /** Null: this platform says in each message whether the bot is meant. */
  fetchIdentity: ((token: string) => Promise<CallResult<BotIdentity>>) | null;
}

export interface Channel {
  receiver: Receiver;
  sender: Sender;
  credentials: Credentials;
}

/** The platform's answers when it was asked anew. `identity` is null where it was not asked: without a token, or without a need. */
export interface CheckUp {
  token: CallResult<null>;
  identity: CallResult<BotIdentity> | null;
}

/** A delivery that the doctor sends to ourselves, and what a right configuration answers: at least these fields of JSON. */
export interface Probe {
  name: "genuine" | "forged" | "challenge";
  headers: Record<string, string>;
  body: string;
  expects: { status: number; json?: JsonRecord };
}
