// The line above the messages: which conversation this is, and on a narrow page the way to the others.

import { IconButton } from "../../common/components/icon-button.tsx";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import { useMessages } from "../messages.ts";

interface TopBarProps {
  title: string;
  drawer: Drawer;
  onNew(): void;
}

export function TopBar({ title, drawer, onNew }: TopBarProps) {
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
      <h1>{title}</h1>
      <IconButton icon="plus" label={messages.newChat} class="narrow-only" onClick={onNew} />
    </header>
  );
}
