// What one does with a whole conversation: rename, pin, share, take along, delete and take back.
import { useRef } from "preact/hooks";
import type { SessionChange, SessionSummary } from "../../../core/wire.ts";
import { type Api, jsonBody, pathOf } from "../api.ts";
import type { OpenDialog } from "../components/dialogs.tsx";
import type { Deletions } from "../deletions.ts";
import { RequestFailed } from "../failure.ts";
import { useMessages } from "../messages.ts";
import type { Tabs } from "../tabs.ts";
import type { Format } from "../transfer/conversation-file.ts";
import type { Notice } from "./use-notice.ts";
import type { SessionList } from "./use-sessions.ts";

export interface ConversationActions {
  rename(session: SessionSummary, title: string): void;
  pin(session: SessionSummary): void;
  share(session: SessionSummary): void;
  exportAs(session: SessionSummary, format: Format): void;
  remove(session: SessionSummary): void;
  undo(): void;
}

export interface Surroundings {
  /** What the assistant is called here. */
  assistant: string;
  api: Api;
  tabs: Tabs;
  list: SessionList;
  current: string | null;
  go(sessionId: string | null): void;
  deletions: Deletions;
  say(notice: Notice | null): void;
  /** A part of the page could not be loaded. */
  onPartFailed(): void;
  open(dialog: OpenDialog): void;
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

/** Shown at once; what the server refuses is shown as it was. */
function useChange({ api, list, tabs, say }: Surroundings) {
  const messages = useMessages();
  return async (session: SessionSummary, wanted: SessionChange): Promise<void> => {
    list.change(session.session_id, wanted);
    try {
      await api.call(pathOf(session.session_id), jsonBody("PATCH", wanted));
      tabs.tell({ type: "changed", sessionId: session.session_id, change: wanted });
    } catch {
      const { title, pinned } = session;
      list.change(session.session_id, wanted.title === undefined ? { pinned } : { title });
      say({ text: messages.changeFailed });
    }
  };
}

function useExport({ api, say, assistant, onPartFailed }: Surroundings) {
  const messages = useMessages();
  return async (session: SessionSummary, format: Format): Promise<void> => {
    try {
      const { exportConversation } = await import("../transfer/export-conversation.ts");
      await exportConversation(api, {
        session,
        format,
        title: session.title || messages.untitled,
        names: { user: messages.you, assistant },
        onRead: (count) => say({ text: messages.exporting(count), lasting: true }),
      });
      say({ text: messages.exported });
    } catch (error) {
      // Whatever else is thrown here comes from the loading of the part.
      if (error instanceof RequestFailed) say({ text: messages.exportFailed });
      else if (navigator.onLine) onPartFailed();
      else say({ text: messages.exportFailed });
    }
  };
}

export function useConversationActions(around: Surroundings): ConversationActions {
  const { list, deletions, current, go } = around;
  const change = useChange(around);
  const exportAs = useExport(around);
  /** The one that was open when it was deleted: taken back, it is open again. */
  const closed = useRef<string | null>(null);
  return {
    rename: (session, title) => void change(session, { title }),
    pin(session) {
      void change(session, { pinned: !session.pinned });
      focusLine(session.session_id, "button");
    },
    share: (session) => around.open({ kind: "share", session }),
    exportAs: (session, format) => void exportAs(session, format),
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
