// The conversations, beside the page or, on a narrow one, as a drawer over it.
import { useState } from "preact/hooks";
import type { SessionSummary } from "../../../core/wire.ts";
import { ConfirmDialog } from "../../common/components/confirm-dialog.tsx";
import { IconButton } from "../../common/components/icon-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import type { Api } from "../api.ts";
import type { SessionList as Sessions } from "../hooks/use-sessions.ts";
import { useMessages } from "../messages.ts";
import { Preferences, type PreferencesProps } from "./preferences.tsx";
import { SessionList } from "./session-list.tsx";

export interface SidebarProps extends PreferencesProps {
  api: Api;
  list: Sessions;
  current: string | null;
  drawer: Drawer;
  onNew(): void;
  onForgotten(sessionId: string): void;
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

function ForgetDialog(props: {
  session: SessionSummary;
  api: Api;
  onClose(): void;
  onForgotten(id: string): void;
}) {
  const messages = useMessages();
  const [failed, setFailed] = useState(false);
  const { session_id: id, title } = props.session;
  async function forget(): Promise<void> {
    try {
      await props.api.forget(id);
      props.onClose();
      props.onForgotten(id);
    } catch {
      setFailed(true);
    }
  }
  return (
    <ConfirmDialog
      question={messages.forgetQuestion}
      meaning={messages.forgetMeaning(title || messages.untitled)}
      verb={messages.forget}
      problem={failed ? messages.forgetFailed : null}
      onConfirm={() => void forget()}
      onClose={props.onClose}
    />
  );
}

export function Sidebar(props: SidebarProps) {
  const messages = useMessages();
  const [doomed, setDoomed] = useState<SessionSummary | null>(null);
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
      <SessionList list={props.list} current={props.current} onForget={setDoomed} />
      <Preferences {...props} />
      {doomed !== null && (
        <ForgetDialog
          session={doomed}
          api={props.api}
          onClose={() => setDoomed(null)}
          onForgotten={props.onForgotten}
        />
      )}
    </nav>
  );
}
