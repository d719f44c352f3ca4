// The list as it is seen, what can be done with its conversations, and what is said about it.
import { useEffect, useState } from "preact/hooks";
import type { DialogsProps, OpenDialog } from "../components/dialogs.tsx";
import { useMessages } from "../messages.ts";
import type { Imported } from "../transfer/import-file.ts";
import {
  type ConversationActions,
  type Surroundings,
  useConversationActions,
} from "./use-conversation-actions.ts";
import { useDeletions } from "./use-deletions.ts";
import { type Notice, useNotice } from "./use-notice.ts";
import type { SessionList } from "./use-sessions.ts";

export interface WholeConversations {
  actions: ConversationActions;
  /** Without those that are being deleted. */
  list: SessionList;
  notices: readonly Notice[];
  /** Somebody points at what is said, or stands on it. */
  onHold(held: boolean): void;
  say(notice: Notice): void;
  open(dialog: OpenDialog): void;
  dialogs: DialogsProps;
  /** Before another visitor's conversations come: what is being deleted is this one's. */
  settle(): void;
}

export function useWholeConversations(
  around: Pick<Surroundings, "api" | "tabs" | "list" | "assistant" | "current" | "go">,
): WholeConversations {
  const messages = useMessages();
  const [held, onHold] = useState(false);
  const [dialog, open] = useState<OpenDialog | null>(null);
  const { notice, show: say } = useNotice(held);
  const { deletions, undoable, hidden, refused } = useDeletions(around.api, held);
  const sessions = around.list.sessions.filter((session) => !hidden.has(session.session_id));
  const list = { ...around.list, sessions };

  function onPartFailed(): void {
    open(null);
    const action = { label: messages.reload, run: () => location.reload() };
    say({ text: messages.partFailed, action, lasting: true });
  }

  function onImported({ session_id, title }: Imported): void {
    around.list.touch(session_id, title);
    around.go(session_id);
    say({ text: messages.imported });
  }

  const actions = useConversationActions({ ...around, list, deletions, say, onPartFailed, open });
  useEffect(() => {
    if (refused) say({ text: messages.forgetRefused });
  }, [refused]);
  // What stood under the pointer is gone without a word of it.
  useEffect(() => onHold(false), [notice, undoable.length]);
  const back = {
    text: messages.forgotten(undoable.length),
    action: { label: messages.undo, run: actions.undo },
  };
  const said = undoable.length === 0 ? [] : [back];
  return {
    actions,
    list,
    notices: notice === null ? said : [...said, notice],
    onHold,
    say,
    open,
    dialogs: { api: around.api, open: dialog, onClose: () => open(null), onFailed: onPartFailed, onImported },
    settle: () => deletions.finish(false),
  };
}
