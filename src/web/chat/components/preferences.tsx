// Language, look, and the access key: at the foot of the sidebar.
import { Appearance, type AppearanceProps } from "../../common/components/appearance.tsx";
import { Icon } from "../../common/components/icons.tsx";
import type { Access } from "../access.ts";
import { useStore } from "../hooks/use-store.ts";
import { useMessages } from "../messages.ts";

export interface PreferencesProps extends AppearanceProps {
  access: Access;
  onShortcuts(): void;
}

export function Preferences({ access, onShortcuts, ...appearance }: PreferencesProps) {
  const messages = useMessages();
  const { key } = useStore(access);
  return (
    <div class="preferences">
      {key !== null && (
        <button type="button" class="button is-quiet" onClick={() => access.dispatch({ type: "forgotten" })}>
          <Icon name="key" />
          {messages.keyForget}
        </button>
      )}
      <button type="button" class="button is-quiet shortcuts-button" onClick={onShortcuts}>
        <Icon name="keyboard" />
        {messages.shortcuts}
      </button>
      <Appearance {...appearance} />
    </div>
  );
}
