// Language, look, the access key, and what is done with conversations from elsewhere: at the foot of the sidebar.
import { Appearance, type AppearanceProps } from "../../common/components/appearance.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { Menu } from "../../common/components/menu.tsx";
import { useMedia } from "../../common/hooks/use-media.ts";
import type { Access } from "../access.ts";
import { useStore } from "../hooks/use-store.ts";
import { useMessages } from "../messages.ts";
import type { OpenDialog } from "./dialogs.tsx";

export interface PreferencesProps extends AppearanceProps {
  access: Access;
  onOpen(dialog: OpenDialog): void;
}

export function Preferences({ access, onOpen, ...appearance }: PreferencesProps) {
  const messages = useMessages();
  const { key } = useStore(access);
  const taking = { label: messages.importFile, run: () => onOpen({ kind: "import" }) };
  // Who has a key finds the same conversations wherever it is given.
  const devices = { label: messages.devices, run: () => onOpen({ kind: "devices" }) };
  const fine = useMedia("(hover: hover) and (pointer: fine)");
  const shortcuts = { label: messages.shortcuts, run: () => onOpen({ kind: "shortcuts" }) };
  const items = [taking, ...(key === null ? [devices] : []), ...(fine ? [shortcuts] : [])];
  return (
    <div class="preferences">
      {key !== null && (
        <button type="button" class="button is-quiet" onClick={() => access.dispatch({ type: "forgotten" })}>
          <Icon name="key" />
          {messages.keyForget}
        </button>
      )}
      <div class="preferences-row">
        <Appearance {...appearance} />
        <Menu icon="more" label={messages.moreActions} items={items} />
      </div>
    </div>
  );
}
