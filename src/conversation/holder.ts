// What its holder does with a conversation beside talking: names it, pins it, rates an answer, looks at another version, shows it to others.
import type { ConversationEntry } from "../core/message.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { NO_SUCH_SHARE, type SharedConversation } from "../core/sharing.ts";
import type { Rating, SessionChange } from "../core/wire.ts";
import type { HistoryPart } from "./history.ts";
import type { Outbox } from "./outbox.ts";
import { titleOf } from "./turn-row.ts";
import type { ConversationRow, TurnStore } from "./turn-store.ts";

export interface SharedPart extends HistoryPart {
  title: string;
  sharedAt: number;
}

export class Holder {
  readonly #storage: DurableObjectStorage;
  readonly #turns: TurnStore;
  readonly #outbox: Outbox;
  readonly #now: () => number;

  constructor(storage: DurableObjectStorage, turns: TurnStore, outbox: Outbox, now: () => number) {
    this.#storage = storage;
    this.#turns = turns;
    this.#outbox = outbox;
    this.#now = now;
  }

  /** As it is called and pinned then. */
  change(conversation: ConversationRow, wish: SessionChange): Required<SessionChange> {
    const title = wish.title ?? conversation.title;
    const pinned = wish.pinned ?? conversation.pinned === 1;
    const named = wish.title !== undefined || conversation.named === 1;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        "UPDATE conversation SET title = ?, pinned = ?, named = ?",
        title,
        pinned ? 1 : 0,
        named ? 1 : 0,
      );
      this.list();
    });
    return { title, pinned };
  }

  rate(messageId: string, rating: Rating | null): Result<null> {
    const known = this.#storage.transactionSync(() => {
      const id = this.#turns.rate(messageId, rating);
      if (id !== null) this.#outbox.add({ kind: "rating", id, rating }, this.#now());
      return id !== null;
    });
    return known ? succeed(null) : fail(NO_SUCH_ANSWER);
  }

  show(messageId: string): Result<null> {
    const turn = this.#turns.byMessageId(messageId);
    if (turn === null) return fail(NO_SUCH_ANSWER);
    this.#turns.path.show(turn.seq);
    return succeed(null);
  }

  /** Opens what is shown now to readers, under the token that it has or else under this one. An answer that is being made is not in it. */
  share(conversation: ConversationRow, token: string): Result<SharedConversation> {
    const end = this.#lastFinished();
    if (end === null) return fail(NOTHING_TO_SHARE);
    const shared = { token: conversation.share_token ?? token, sharedAt: this.#now() };
    this.#storage.sql.exec(
      "UPDATE conversation SET share_token = ?, shared_end = ?, shared_at = ?",
      shared.token,
      end,
      shared.sharedAt,
    );
    return succeed(shared);
  }

  #lastFinished(): number | null {
    const { path } = this.#turns;
    for (const { seq, state } of path.upFrom(path.end())) if (state !== "pending") return seq;
    return null;
  }

  /** Closed from here on; what D1 has of it then leads to a closed door, until it is gone there too. */
  unshare({ share_token }: ConversationRow): null {
    if (share_token === null) return null;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        "UPDATE conversation SET share_token = NULL, shared_end = NULL, shared_at = NULL",
      );
      this.#outbox.add({ kind: "unshare", token: share_token }, this.#now());
    });
    return null;
  }

  readShared(
    conversation: ConversationRow | null,
    token: string,
    limit: number,
    position: number | null,
  ): Result<SharedPart> {
    if (conversation === null || conversation.share_token !== token) return fail(NO_SUCH_SHARE);
    const end = conversation.shared_end ?? 0;
    const first = this.#turns.path.first(end);
    if (first === null) return fail(NO_SUCH_SHARE);
    // A cursor is anybody's word: it leads to nothing that was said later or stands beside.
    if (position !== null && !this.#turns.path.leadsBy(end, Math.floor(position / 2)))
      return fail(NO_SUCH_PLACE);
    const part = this.#turns.page(limit, position, end);
    // What the holder thought of an answer is not the readers' business, and other versions are not open to them.
    const messages = part.messages.map(({ rating: _rating, versions: _versions, ...message }) => message);
    return succeed({
      messages,
      next: part.next,
      // What it was called by itself may be words that are not open to readers.
      title: conversation.named === 1 ? conversation.title : titleOf(first.text),
      sharedAt: conversation.shared_at ?? 0,
    });
  }

  /** Its entry in the list as it is to be, as soon as D1 takes it. Inside a transaction. */
  list(): void {
    const conversation = this.#turns.conversation();
    if (conversation === null) return;
    const updatedAt = new Date(this.#turns.lastFinishedAt() ?? this.#now()).toISOString();
    this.#outbox.add(
      { kind: "entry", entry: entryOf(conversation), sessionId: conversation.session_id, updatedAt },
      this.#now(),
    );
  }
}

export function sharedOf({ share_token, shared_at }: ConversationRow): SharedConversation | null {
  return share_token === null ? null : { token: share_token, sharedAt: shared_at ?? 0 };
}

export function entryOf({ name, owner, title, pinned }: ConversationRow): ConversationEntry {
  return { name, owner, title, pinned: pinned === 1 };
}

const NOTHING_TO_SHARE = {
  kind: "conflict",
  code: "nothing_to_share",
  message: "Nothing was answered here yet. Share the conversation when the first answer is there.",
} as const;

const NO_SUCH_PLACE = {
  kind: "invalid",
  code: "invalid_cursor",
  message: "This cursor leads to nothing that is shared. Ask without it.",
  param: "cursor",
} as const;

const NO_SUCH_ANSWER = {
  kind: "not_found",
  code: "message_not_found",
  message: "No answer of this conversation has that message_id.",
  param: "message_id",
} as const;
