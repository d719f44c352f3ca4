// What one does with a whole conversation: rename, pin, delete and take back.
import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionChange, SessionSummary } from "../../../core/wire.ts";
import { type Api, jsonBody, pathOf } from "../api.ts";
import type { Deletions } from "../deletions.ts";
import { useMessages } from "../messages.ts";
import { useDeletions } from "./use-deletions.ts";
import { type Notice, useNotice } from "./use-notice.ts";
import type { SessionList } from "./use-sessions.ts";

export interface ConversationActions {
  rename(session: SessionSummary, title: string): void;
  pin(session: SessionSummary): void;
  remove(session: SessionSummary): void;
  undo(): void;
}

interface Surroundings {
  api: Api;
  list: SessionList;
  current: string | null;
  go(sessionId: string | null): void;
  deletions: Deletions;
  say(notice: Notice): void;
}

/** The line of a conversation takes the focus, once it is drawn where it stands now. */
export function focusLine(sessionId: string, part: "a" | "button"): void {
  requestAnimationFrame(() => {
    const line = document.querySelector(`.session[data-session-id="${CSS.escape(sessionId)}"]`);
    line?.querySelector<HTMLElement>(part)?.focus();
  });
}

/** Where the focus goes from a line that leaves: to the next one, else to the one before. */
function neighbourOf(list: SessionList, sessionId: string): string | null {
  const index = list.sessions.findIndex((one) => one.session_id === sessionId);
  return (list.sessions[index + 1] ?? list.sessions[index - 1])?.session_id ?? null;
}

function useActions(around: Surroundings): ConversationActions {
  const messages = useMessages();
  const { api, list, deletions, current, go, say } = around;
  /** The one that was open when it was deleted: taken back, it is open again. */
  const closed = useRef<string | null>(null);

  /** Shown at once; what the server refuses is shown as it was. */
  async function change(session: SessionSummary, wanted: SessionChange): Promise<void> {
    list.change(session.session_id, wanted);
    try {
      await api.call(pathOf(session.session_id), jsonBody("PATCH", wanted));
    } catch {
      const { title, pinned } = session;
      list.change(session.session_id, wanted.title === undefined ? { pinned } : { title });
      say({ text: messages.changeFailed });
    }
  }

  return {
    rename: (session, title) => void change(session, { title }),
    pin(session) {
      void change(session, { pinned: !session.pinned });
      focusLine(session.session_id, "button");
    },
    remove(session) {
      const neighbour = neighbourOf(list, session.session_id);
      deletions.remove(session);
      if (session.session_id === current) {
        closed.current = current;
        go(null);
      } else if (neighbour !== null) focusLine(neighbour, "a");
    },
    undo() {
      const restored = deletions.undo();
      if (restored.some((session) => session.session_id === closed.current)) go(closed.current);
      closed.current = null;
      const [first] = restored;
      if (first !== undefined) focusLine(first.session_id, "a");
    },
  };
}

export interface WholeConversations {
  actions: ConversationActions;
  /** Without those that are being deleted. */
  list: SessionList;
  notices: readonly Notice[];
  say(notice: Notice | null): void;
  /** Somebody points at what is said, or stands on it. */
  onHold(held: boolean): void;
}

export function useWholeConversations(
  around: Pick<Surroundings, "api" | "list" | "current" | "go">,
): WholeConversations {
  const messages = useMessages();
  const [held, onHold] = useState(false);
  const { notice, show: say } = useNotice(held);
  const { deletions, undoable, hidden, refused } = useDeletions(around.api, held);
  const list = {
    ...around.list,
    sessions: around.list.sessions.filter((session) => !hidden.has(session.session_id)),
  };
  const actions = useActions({ ...around, list, deletions, say });
  useEffect(() => {
    if (refused) say({ text: messages.forgetRefused });
  }, [refused]);
  const way = { label: messages.undo, run: actions.undo };
  const deletion = undoable.length === 0 ? [] : [{ text: messages.forgotten(undoable.length), action: way }];
  return { actions, list, notices: notice === null ? deletion : [...deletion, notice], say, onHold };
}
