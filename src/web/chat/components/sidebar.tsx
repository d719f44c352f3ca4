// The conversations, beside the page or, on a narrow one, as a drawer over it.
import { IconButton } from "../../common/components/icon-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import type { ConversationActions } from "../hooks/use-conversation-actions.ts";
import type { SessionList as Sessions } from "../hooks/use-sessions.ts";
import { useMessages } from "../messages.ts";
import { Preferences, type PreferencesProps } from "./preferences.tsx";
import { SessionList } from "./session-list.tsx";

export interface SidebarProps extends PreferencesProps {
  list: Sessions;
  current: string | null;
  drawer: Drawer;
  onNew(): void;
  actions: ConversationActions;
}

function Search({ list }: { list: Sessions }) {
  const messages = useMessages();
  return (
    <div class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={messages.search}
        placeholder={messages.search}
        value={list.query}
        onInput={(event) => list.search(event.currentTarget.value)}
      />
    </div>
  );
}

export function Sidebar(props: SidebarProps) {
  const messages = useMessages();
  return (
    <nav
      class="sidebar drawer"
      aria-label={messages.chats}
      ref={props.drawer.panel}
      inert={props.drawer.away}
    >
      <div class="sidebar-head">
        <button type="button" class="button is-new" onClick={props.onNew}>
          <Icon name="plus" />
          {messages.newChat}
        </button>
        <IconButton
          icon="close"
          label={messages.closeMenu}
          class="drawer-close"
          onClick={props.drawer.close}
        />
      </div>
      <Search list={props.list} />
      <SessionList list={props.list} current={props.current} actions={props.actions} />
      <Preferences {...props} />
    </nav>
  );
}
