// What can be done with a conversation, behind one button.
import type { SessionSummary } from "../../../core/wire.ts";
import { Menu } from "../../common/components/menu.tsx";
import type { ConversationActions } from "../hooks/use-conversation-actions.ts";
import { useMessages } from "../messages.ts";

interface ConversationMenuProps {
  session: SessionSummary;
  actions: ConversationActions;
  onRename(): void;
}

export function ConversationMenu({ session, actions, onRename }: ConversationMenuProps) {
  const messages = useMessages();
  return (
    <Menu
      icon="more"
      label={messages.actionsFor(session.title || messages.untitled)}
      items={[
        { label: messages.rename, run: onRename },
        { label: session.pinned ? messages.unpin : messages.pin, run: () => actions.pin(session) },
        { label: messages.share, run: () => actions.share(session) },
        { label: messages.exportMarkdown, run: () => actions.exportAs(session, "markdown") },
        { label: messages.exportJson, run: () => actions.exportAs(session, "json") },
        { label: messages.forget, danger: true, run: () => actions.remove(session) },
      ]}
    />
  );
}
