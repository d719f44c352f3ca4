// What can be done with a conversation, behind one button.
import type { SessionSummary } from "../../../core/wire.ts";
import { Menu } from "../../common/components/menu.tsx";
import type { ConversationActions } from "../hooks/use-whole-conversations.ts";
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
        { label: messages.forget, danger: true, run: () => actions.remove(session) },
      ]}
    />
  );
}
