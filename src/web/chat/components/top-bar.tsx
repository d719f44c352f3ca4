// The line above the messages: which conversation this is, what can be done with it, and on a narrow page the way to the others.
import { useRef, useState } from "preact/hooks";
import type { SessionSummary } from "../../../core/wire.ts";
import { IconButton } from "../../common/components/icon-button.tsx";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import type { ConversationActions } from "../hooks/use-conversation-actions.ts";
import { useMessages } from "../messages.ts";
import { ConversationMenu } from "./conversation-menu.tsx";
import { RenameField } from "./rename-field.tsx";

interface TopBarProps {
  /** Shown while no conversation of the list is open. */
  name: string;
  session: SessionSummary | null;
  actions: ConversationActions;
  drawer: Drawer;
  onNew(): void;
}

function Title({ session, actions }: { session: SessionSummary; actions: ConversationActions }) {
  const messages = useMessages();
  const [renaming, setRenaming] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  function onEnd(title: string | null, byKey: boolean): void {
    setRenaming(false);
    if (title !== null) actions.rename(session, title);
    if (byKey) requestAnimationFrame(() => place.current?.querySelector("button")?.focus());
  }
  return (
    <>
      {renaming ? (
        <RenameField title={session.title} onEnd={onEnd} />
      ) : (
        <h1>{session.title || messages.untitled}</h1>
      )}
      <div class="wide-only" ref={place}>
        <ConversationMenu session={session} actions={actions} onRename={() => setRenaming(true)} />
      </div>
    </>
  );
}

export function TopBar({ name, session, actions, drawer, onNew }: TopBarProps) {
  const messages = useMessages();
  return (
    <header class="top-bar">
      <IconButton
        icon="menu"
        label={messages.openMenu}
        class="narrow-only"
        expanded={drawer.covers}
        button={drawer.opener}
        onClick={drawer.show}
      />
      {session === null ? <h1>{name}</h1> : <Title key={session.session_id} {...{ session, actions }} />}
      <IconButton icon="plus" label={messages.newChat} class="narrow-only" onClick={onNew} />
    </header>
  );
}
